#pragma once

#include <vector>

#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// The gradient by spikes of the models of Bellec et al. (2020): once the learning signal of an interval is known, one backward pass
// over its history adds to every row what the spikes that came through it in that interval contribute (spec 2.3, 7).

// Rows to recurrent neurons that a spike passes in interval step 1 are optimized before the learning signal of the last entry is
// known; it counts as 0 for them (spec 2.4). To be called before the spikes of step t are delivered.
void collect_early(Network& network, State& state, Step t);

// What an interval adds to the gradients goes into them, one number to each; the sums are 0 then. The interval must be over.
void take_sums(Network& network, History& history);

// All other rows; acts, once, where the present step is the first in which the errors of a whole interval are known.
void collect(Network& network, State& state);

}  // namespace eprop
