#pragma once

#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// Learning at every spike (spec 3). The history of the targets between two spikes of a source is gone through when the second one
// comes; a sweep now and then goes through what has come so far, so that history is bounded however long a source is silent.

// A spike comes through a row in step t: bring its weights up to date, before it is transmitted.
void learn_online(Network& network, const State& state, Projection& projection, Index row, Step t);

// Go through all of the history that is known before step t, where it would be overwritten soon.
void sweep_online(Network& network, State& state, Step t);

}  // namespace eprop
