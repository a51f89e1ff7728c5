#include "engine/currents.hpp"

namespace eprop {

namespace {

// Adds a current to those of the targets of a row, times the weights.
void add_current(const Projection& p, Index row, double current, double* sums) {
    const double* weight = &p.weight[p.begin(row)];
    if (p.dense)
        for (Index s = 0; s < p.width; ++s) sums[p.first_target + s] += weight[s] * current;
    else
        for (Index s = 0, n = p.length(row); s < n; ++s) sums[p.target_of(row, s)] += weight[s] * current;
}

}  // namespace

void send_currents(const Network& net, State& state, Step t) {
    for (Index number : net.current_projections) {
        const Projection& p = net.projections[number];
        for (Index row = 0; row < p.sources.size(); ++row) {
            const NodeRef& source = net.node(p.sources[row]);
            const double current = state.outputs[source.block - rate_generators].sent[source.j];
            if (current == 0.0 || p.length(row) == 0) continue;
            add_current(p, row, current, ring_of(state, p).send(t + 1 + p.delay));
        }
    }
}

void drop_currents(State& state, Step t) {
    for (CurrentRing& ring : state.currents)
        if (ring.used()) ring.drop(t);
}

void clear_currents(State& state) {
    for (CurrentRing& ring : state.currents) ring.clear();
}

}  // namespace eprop
