#pragma once

#include <span>

#include "engine/state.hpp"
#include "projections/projection.hpp"

namespace eprop {

// Removes the synapses at these places, ascending, from projection number `number`. The others keep their names and all that they
// have and wait for; spikes on their way through a row that has become empty are forgotten.
void remove_synapses(Projection& projection, Index number, std::span<const Index> places, State& state);

}  // namespace eprop
