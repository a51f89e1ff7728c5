#pragma once

#include <cstddef>
#include <cstdint>

namespace eprop {

using Step = std::int64_t;    // update steps, or time stamps in steps
using NodeId = std::int64_t;  // counts from 1, as in NEST
using Index = std::size_t;    // position within a block, a row or a column

}  // namespace eprop
