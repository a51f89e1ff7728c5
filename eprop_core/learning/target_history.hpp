#pragma once

#include "base/aligned.hpp"
#include "base/step_ring.hpp"
#include "base/thread_pool.hpp"
#include "simd/kernels.hpp"

namespace eprop {

// Surrogate gradients and regularization of the last entries once more, by neuron: a sparse row, whose targets lie anywhere, finds
// four entries of a target in one cache line. Only whole groups of four stand here.
class TargetHistory {
public:
    // Room for `entries` entries; not in use with 0. What was there is forgotten.
    void reset(Index neurons, Step entries);
    bool in_use() const { return length_ > 0; }
    // Entry `entry`, the one after the last, is complete; psi and F (width 0: no regularization) by step.
    void extend(const StepRing& psi, const StepRing& F, Step entry, ThreadPool& pool);
    TargetRing ring() const { return {groups_.data(), length_, complete_}; }

private:
    Doubles groups_;  // (neuron, group, {psi, F}, 4)
    Index neurons_ = 0, length_ = 0;
    Step complete_ = 0;
};

}  // namespace eprop
