#pragma once

#include "engine/network.hpp"
#include "engine/state.hpp"
#include "projections/route.hpp"

namespace eprop {

// Where currents that pass through a projection wait.
inline CurrentRing& ring_of(State& state, const Projection& p) {
    return p.receptor == filtering_receptor ? state.filtered_currents : state.currents[p.target];
}

// Sends what current generators put out at a time, in the step before: it acts on the membranes `delay` steps after that time.
void send_all_currents(const Network& network, State& state, Step time);
inline void send_currents(const Network& network, State& state, Step time) {
    if (network.noise_generators.size() > 0 || !network.current_projections.empty()) send_all_currents(network, state, time);
}

// Forgets the currents of step t, in which no membrane moves, and all currents.
void drop_currents(State& state, Step t);
void clear_currents(State& state);

// Gives the neurons of a block the currents that act on them in step t.
template <class Neurons>
void pass_currents(State& state, const Neurons& neurons, Index block, Step t) {
    if (CurrentRing& ring = state.currents[block]; ring.used())
        ring.pass(t, [&](const double* sums) { neurons.take_currents(state, sums); });
}

}  // namespace eprop
