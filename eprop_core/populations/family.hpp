#pragma once

#include "base/types.hpp"

namespace eprop {

// Recurrent neurons that differ in their membrane, or in how they learn: eprop_iaf*_bsshslm_2020, eprop_iaf*, eprop_iaf_psc_delta*.
enum Family : Index { interval_family, online_family, delta_family, family_count };

}  // namespace eprop
