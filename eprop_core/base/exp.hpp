#pragma once

#include <bit>
#include <cstdint>

namespace eprop {

#include "base/exp.inl"

}  // namespace eprop
