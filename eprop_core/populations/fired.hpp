#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "base/types.hpp"

namespace eprop {

// Who fired in a step: a bit a neuron, in whole words. The membrane passes write them byte by byte.
using FiredBits = std::vector<std::uint64_t>;

static_assert(std::endian::native == std::endian::little, "the bytes of the passes are the bits of whole words");

inline std::uint8_t* bytes_of(FiredBits& fired) { return reinterpret_cast<std::uint8_t*>(fired.data()); }

// Calls visit(position of the neuron) for each that fired, ascending.
template <class Visit>
void each_fired(const FiredBits& fired, Visit visit) {
    for (Index word = 0; word < fired.size(); ++word)
        for (std::uint64_t bits = fired[word]; bits != 0; bits &= bits - 1)
            visit(static_cast<std::uint32_t>(word * 64) + static_cast<std::uint32_t>(std::countr_zero(bits)));
}

}  // namespace eprop
