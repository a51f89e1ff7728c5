#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "base/types.hpp"

namespace eprop {

// A spike on its way: the row of outgoing synapses that it will pass through.
struct Arrival {
    std::uint32_t projection;
    std::uint32_t row;
};

// A spike of which the targets receive a multiple of the weights.
struct ScaledArrival : Arrival {
    double factor;
};

// One slot a step; a slot holds the spikes that arrive in that step, in the order in which they were sent.
template <class Spike>
class RingOf {
public:
    RingOf() : slots_(2) {}

    // Make room for delays up to max_delay steps; keeps what is on its way. `now` is the next step to be taken.
    void reserve(Step max_delay, Step now) {
        const auto wanted = std::bit_ceil(static_cast<std::uint64_t>(max_delay) + 1);
        if (wanted <= slots_.size()) return;
        std::vector<std::vector<Spike>> larger(wanted);
        for (Index i = 0; i < slots_.size(); ++i) {
            const Step step = now + static_cast<Step>(i);
            larger[static_cast<Index>(step) & (wanted - 1)] = std::move(slot(step));
        }
        slots_ = std::move(larger);
        mask_ = wanted - 1;
    }

    void clear() {
        for (auto& slot : slots_) slot.clear();
    }
    void send(Step arrives, Spike arrival) { slot(arrives).push_back(arrival); }
    // Forgets spikes.
    template <class Gone>
    void erase_if(Gone is_gone) {
        for (auto& arrivals : slots_) std::erase_if(arrivals, is_gone);
    }
    std::vector<Spike>& slot(Step step) { return slots_[static_cast<Index>(step) & mask_]; }

private:
    std::vector<std::vector<Spike>> slots_;  // a power of two of them, by step
    Index mask_ = 1;                           // their number less one
};

using DelayRing = RingOf<Arrival>;

}  // namespace eprop
