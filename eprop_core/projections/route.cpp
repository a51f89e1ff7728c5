#include "projections/route.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/error.hpp"

namespace eprop {

namespace {

bool is_one_of(Index block, std::initializer_list<BlockId> blocks) { return std::ranges::find(blocks, block) != blocks.end(); }

struct Way {
    SynapseKind kind;
    std::initializer_list<BlockId> sources;
    BlockId target;
    Route route;
};

// Every kind of connection there is.
const Way ways[] = {
    {SynapseKind::fixed, {spike_generators, parrots, recurrent}, parrots, Route::parrot},
    {SynapseKind::fixed, {spike_generators, parrots, recurrent}, recurrent, Route::fixed_recurrent},
    {SynapseKind::fixed, {spike_generators, parrots, recurrent}, readouts, Route::fixed_readout},
    {SynapseKind::fixed, {spike_generators, parrots, recurrent}, spike_recorders, Route::spike_recorder},
    {SynapseKind::fixed, {multimeters}, recurrent, Route::multimeter},
    {SynapseKind::fixed, {multimeters}, readouts, Route::multimeter},
    {SynapseKind::eprop, {spike_generators, parrots, recurrent}, recurrent, Route::eprop_recurrent},
    {SynapseKind::eprop, {spike_generators, parrots, recurrent}, readouts, Route::eprop_readout},
    {SynapseKind::feedback, {readouts}, recurrent, Route::feedback},
    {SynapseKind::rate, {rate_generators, readouts}, readouts, Route::rate},
};

}  // namespace

Route route_of(const Network& net, const SynapseModel& synapse, NodeId source, NodeId target) {
    const NodeRef &s = net.node(source), &t = net.node(target);
    for (const Way& way : ways)
        if (way.kind == synapse.kind && way.target == t.block && is_one_of(s.block, way.sources)) return way.route;
    const bool other_model = synapse.kind == SynapseKind::eprop && t.block == parrots;  // the class of NEST's exception
    refuse(other_model ? "NotImplemented" : "IllegalConnection", synapse.name, " cannot connect node ", source, " (", node_models[s.model].name, ") to node ", target,
           " (", node_models[t.model].name, ")");
}

void check_receptor(const Network& net, const SynapseModel& synapse, Route route, NodeId source, double receptor) {
    if (route != Route::rate) {
        if (receptor != 0.0) refuse("UnknownReceptorType", synapse.name, ": receptor_type = ", receptor, " must be 0 at this target");
    } else if (net.node(source).block == rate_generators) {
        if (receptor != Readout::target_receptor)
            refuse("IllegalConnection", synapse.name, ": receptor_type = ", receptor, " must be 2 (target signal) from a generator");
    } else if (receptor != Readout::normalization_receptor && receptor != Readout::target_receptor) {
        refuse("IllegalConnection", synapse.name, ": receptor_type = ", receptor,
               " must be 1 (readout signal, for normalization) or 2 (target signal)");
    }
}

}  // namespace eprop
