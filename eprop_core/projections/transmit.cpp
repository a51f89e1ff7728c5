#include "projections/transmit.hpp"

#include "simd/kernels.hpp"

namespace eprop {

// Weights are added up in the order in which they arrive: the rows that wait for the membrane pass come before what follows.
template <class Neurons>
void add_weights(const Projection& p, Index row, const double* weight, Neurons& s) {
    for (const double* waiting : s.rows) kernels().add(s.width(), waiting, s.i_syn.data());
    s.rows.clear();
    s.filled = true;
    if (p.dense)
        kernels().add(p.stride, weight, &s.i_syn[p.first_target]);
    else
        kernels().scatter_add(p.length(row), &p.column[p.row_start[row]], weight, s.i_syn.data());
}

template void add_weights(const Projection&, Index, const double*, RecurrentState&);
template void add_weights(const Projection&, Index, const double*, ReadoutState&);

void add_weights(const Projection& p, Index row, const double* weight, IafState& neurons) {
    if (p.target == delta_iafs)
        for (Index s = 0, n = p.length(row); s < n; ++s) neurons.i_syn[p.target_of(row, s)] += weight[s];
    else if (p.dense)
        kernels().add_by_sign(p.width, weight, &neurons.arrived_ex[p.first_target], &neurons.arrived_in[p.first_target]);
    else
        kernels().scatter_add_by_sign(p.length(row), &p.column[p.row_start[row]], weight, neurons.arrived_ex.data(),
                                      neurons.arrived_in.data());
}

void excite(const Projection& p, Index row, ParrotState& parrots) {
    for (Index s = 0; s < p.length(row); ++s)
        if (s != p.hole_of(row)) parrots.receive(p.target_of(row, s));
}

void note_weights(const Network& net, State& state, const Projection& p, Index row, Step stamp) {
    if (!holds_neurons(net.node(p.sources[row]).block)) return;  // NEST does not note what devices send
    const Index j = net.node(p.recorder).j;
    if (!net.weight_recorders.active(j, stamp) || !net.weight_recorders.hears(j, p.sources[row])) return;
    Index port = p.first_port[row];
    for (Index s = 0; s < p.length(row); ++s)
        if (s != p.hole_of(row))
            net.weight_recorders.note(
                state, j, stamp, {p.sources[row], net.ids[p.target][p.target_of(row, s)], p.receptor, port++, p.weight[p.begin(row) + s]});
}

void transmit_scaled(State& state, const Projection& p, const ScaledArrival& arrival) {
    const Index row = arrival.row, n = p.dense ? p.stride : p.length(row);
    const auto begin = p.weight.begin() + static_cast<std::ptrdiff_t>(p.begin(row));
    Doubles weight(begin, begin + static_cast<std::ptrdiff_t>(n));
    for (double& w : weight) w *= arrival.factor;
    if (p.route == Route::parrot)
        excite(p, row, state.parrots);
    else if (p.target == readouts || p.target == online_readouts)
        add_weights(p, row, weight.data(), state.readouts[p.target - readouts]);
    else if (p.route == Route::fixed_iaf)
        add_weights(p, row, weight.data(), state.iafs[p.target - delta_iafs]);
    else if (p.route != Route::ignored)
        add_weights(p, row, weight.data(), state.recurrents[p.target - recurrent]);
}

}  // namespace eprop
