#pragma once

#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// Give every e-prop row the update that a spike of its source would ask for now, before the next step: all that is known of the
// gradient goes into the weights. The gradient of an update interval is known once all its learning signals have come back.
void apply_pending_updates(Network& network, State& state);

}  // namespace eprop
