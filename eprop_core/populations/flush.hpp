#pragma once

#include "base/parameter.hpp"

namespace eprop {

inline constexpr Parameter flush_interval =
    real("flush_event_send_interval", "ms", HUGE_VAL, {"> 0", [](double x) { return x > 0.0; }},
         "Accepted for NEST's sake: history is bounded without flush events, results are the same; of the interval models "
         "no shorter than eprop_update_interval");

}  // namespace eprop
