#pragma once

#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// A spike passes a row in step t: its targets receive the weights, weight recorders note them.
void transmit(const Network& network, State& state, const Projection& projection, Index row, Step t);

}  // namespace eprop
