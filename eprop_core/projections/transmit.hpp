#pragma once

#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// The weights of a row reach recurrent neurons or readouts, one by one.
template <class Neurons>
void add_weights(const Projection& projection, Index row, const double* weight, Neurons& neurons);
void add_weights(const Projection& projection, Index row, const double* weight, IafState& neurons);
void excite(const Projection& projection, Index row, ParrotState& parrots);
void note_weights(const Network& network, State& state, const Projection& projection, Index row, Step stamp);

// Rows that span the block wait for the membrane pass, which adds them up where it needs them.
template <class Neurons>
inline void pass_weights(const Projection& p, Index row, Neurons& neurons) {
    if (p.spans_block)
        neurons.rows.push_back(&p.weight[row * p.stride]);
    else
        add_weights(p, row, &p.weight[p.begin(row)], neurons);
}

// A spike passes a row in step t: its targets receive the weights, weight recorders note them if it was sent in the step before.
[[gnu::always_inline]] inline void transmit(const Network& net, State& state, const Projection& p, Index row, Step t) {
    switch (p.route) {
        case Route::parrot:
            excite(p, row, state.parrots);
            break;
        case Route::fixed_recurrent:
        case Route::eprop_recurrent:
        case Route::online_recurrent:
            pass_weights(p, row, state.recurrents[p.target - recurrent]);
            break;
        case Route::fixed_readout:
        case Route::eprop_readout:
        case Route::online_readout:
            pass_weights(p, row, state.readouts[p.target - readouts]);
            break;
        case Route::fixed_iaf:
            add_weights(p, row, &p.weight[p.begin(row)], state.iafs[p.target - delta_iafs]);
            break;
        default:
            break;
    }
    if (p.recorder != 0 && p.delay == 1) note_weights(net, state, p, row, t);
}

// The same for a spike of a generator that gives its targets a multiple of the weights.
void transmit_scaled(State& state, const Projection& projection, const ScaledArrival& arrival);

}  // namespace eprop
