#include "projections/transmit.hpp"

#include "simd/kernels.hpp"

namespace eprop {

// Weights are added up in the order in which they arrive: the rows that wait for the membrane pass come before what follows.
template <class Neurons>
void add_weights(const Projection& p, Index row, Neurons& s) {
    for (const double* waiting : s.rows) kernels().add(s.width(), waiting, s.i_syn.data());
    s.rows.clear();
    s.filled = true;
    const double* weight = &p.weight[p.begin(row)];
    if (p.dense)
        kernels().add(p.stride, weight, &s.i_syn[p.first_target]);
    else
        kernels().scatter_add(p.length(row), &p.column[p.row_start[row]], weight, s.i_syn.data());
}

template void add_weights(const Projection&, Index, RecurrentState&);
template void add_weights(const Projection&, Index, ReadoutState&);

void add_weights(const Projection& p, Index row, IafState& neurons) {
    const double* weight = &p.weight[p.begin(row)];
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

}  // namespace eprop
