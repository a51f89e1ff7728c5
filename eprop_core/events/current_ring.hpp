#pragma once

#include <algorithm>
#include <bit>
#include <vector>

#include "base/aligned.hpp"
#include "base/types.hpp"

namespace eprop {

// Currents on their way to the neurons of a block: a slot a step, in it one sum a neuron (pA).
class CurrentRing {
public:
    // Make room for delays up to max_delay steps and for `width` neurons; keeps what is on its way. `now` is the next step to be taken.
    void reserve(Step max_delay, Index width, Step now) {
        const Index wanted = std::max(slots_.size(), std::bit_ceil(static_cast<Index>(max_delay) + 1));
        std::vector<Slot> larger(wanted);
        for (Index i = 0; i < slots_.size(); ++i) {
            const Step step = now + static_cast<Step>(i);
            larger[static_cast<Index>(step) & (wanted - 1)] = std::move(slot(step));
        }
        slots_ = std::move(larger);
        for (Slot& s : slots_) s.sums.resize(std::max(s.sums.size(), width));
    }
    // Whether currents can reach the block at all.
    bool used() const { return !slots_.empty(); }

    // Where to add currents that act in a step.
    double* send(Step acts) {
        slot(acts).filled = true;
        return slot(acts).sums.data();
    }
    // Calls act(sums) with the currents of a step, all 0 if those of the step before were the last ones.
    template <class Act>
    void pass(Step step, Act act) {
        Slot& now = slot(step);
        if (now.filled || acting_) act(static_cast<const double*>(now.sums.data()));
        acting_ = now.filled;
        drop(now);
    }
    void drop(Step step) { drop(slot(step)); }
    // Forget all currents; whether some acted in the step before is not known then.
    void clear() {
        for (Slot& s : slots_) drop(s);
        acting_ = true;
    }

private:
    struct Slot {
        Doubles sums;
        bool filled = false;
    };
    Slot& slot(Step step) { return slots_[static_cast<Index>(step) & (slots_.size() - 1)]; }
    static void drop(Slot& s) {
        if (s.filled) std::fill(s.sums.begin(), s.sums.end(), 0.0);
        s.filled = false;
    }

    std::vector<Slot> slots_;  // a power of two of them, by step; none where no generator is connected
    bool acting_ = false;      // whether currents acted in the step before
};

}  // namespace eprop
