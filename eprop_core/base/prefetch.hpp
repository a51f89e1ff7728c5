#pragma once

namespace eprop {

// Asks for the memory at an address. Without the empty statement GCC takes functions that do no more for ones without effect, and drops
// their calls.
inline void prefetch(const void* address) {
    __builtin_prefetch(address);
    asm volatile("");
}

}  // namespace eprop
