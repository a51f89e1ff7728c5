#include "projections/route.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "base/error.hpp"

namespace eprop {

namespace {

bool is_one_of(Index block, std::initializer_list<BlockId> blocks) { return std::ranges::find(blocks, block) != blocks.end(); }

bool is_iaf(Index block) { return is_one_of(block, {delta_iafs, exp_iafs, alpha_iafs}); }
bool is_recurrent(Index block) { return is_one_of(block, {recurrent, online_recurrent, delta_recurrent}); }
bool is_readout(Index block) { return is_one_of(block, {readouts, online_readouts}); }
bool spikes(Index block) {
    return is_recurrent(block) || is_iaf(block) || is_spike_device(block) || is_one_of(block, {parrots, pacemakers, injectors});
}
// Whether a neuron or readout belongs to the models that update at every spike.
bool is_online(Index block) { return is_one_of(block, {online_recurrent, delta_recurrent, online_readouts}); }

std::optional<Route> fixed_route(Index source, Index target) {
    const bool has_membrane = is_recurrent(target) || is_readout(target) || is_iaf(target);
    if (source == multimeters && (has_membrane || target == pacemakers || target == rate_generators || holds_current_generators(target)))
        return Route::multimeter;
    if (holds_current_generators(source)) {
        if (has_membrane) return Route::current;
        return target == pacemakers ? std::optional(Route::ignored) : std::nullopt;
    }
    if (!spikes(source)) return std::nullopt;
    if (target == parrots) return Route::parrot;
    if (target == spike_recorders) return Route::spike_recorder;
    if (is_recurrent(target)) return Route::fixed_recurrent;
    if (is_readout(target)) return Route::fixed_readout;
    if (is_iaf(target)) return Route::fixed_iaf;
    if (target == pacemakers) return Route::ignored;
    return std::nullopt;
}

// Every kind of connection there is.
std::optional<Route> find_route(const SynapseModel& synapse, Index source, Index target) {
    const bool same_models = is_online(target) == synapse.online;
    switch (synapse.kind) {
        case SynapseKind::fixed:
            return fixed_route(source, target);
        case SynapseKind::eprop:
            if (!spikes(source) || !same_models) return std::nullopt;
            if (is_recurrent(target)) return synapse.online ? Route::online_recurrent : Route::eprop_recurrent;
            if (is_readout(target)) return synapse.online ? Route::online_readout : Route::eprop_readout;
            return std::nullopt;
        case SynapseKind::feedback:
            if (is_readout(source) && is_recurrent(target) && same_models && is_online(source) == synapse.online) return Route::feedback;
            return std::nullopt;
        default:
            if (is_readout(target) && (source == rate_generators || (is_readout(source) && source == target))) return Route::rate;
            return std::nullopt;
    }
}

}  // namespace

Route route_of(const Network& net, const SynapseModel& synapse, NodeId source, NodeId target) {
    const NodeRef &s = net.node(source), &t = net.node(target);
    if (const auto route = find_route(synapse, s.block, t.block)) return *route;
    const bool from_neuron = is_readout(s.block) || (spikes(s.block) && !is_spike_device(s.block));
    const bool other_model = synapse.kind == SynapseKind::eprop && from_neuron &&
                             (is_iaf(t.block) || is_one_of(t.block, {parrots, pacemakers, injectors}));  // the class of NEST's exception
    refuse(other_model ? "NotImplemented" : "IllegalConnection", synapse.name, " cannot connect node ", source, " (",
           net.models[s.model].name, ") to node ", target, " (", net.models[t.model].name, ")");
}

void check_receptor(const Network& net, const SynapseModel& synapse, Route route, NodeId source, NodeId target, double receptor) {
    const bool known = receptor == 1.0 || receptor == 2.0;
    if (route == Route::parrot) {
        if (receptor != 0.0 && receptor != parrot_deaf_receptor)
            refuse("UnknownReceptorType", synapse.name, ": receptor_type = ", receptor,
                   " must be 0, or 1 for spikes that the parrot does not repeat");
    } else if (route == Route::current && net.node(target).block == exp_iafs) {
        if (receptor != 0.0 && receptor != filtering_receptor)
            refuse("UnknownReceptorType", synapse.name, ": receptor_type = ", receptor,
                   " must be 0, or 1 for a current that passes the excitatory synapse");
    } else if (route != Route::rate) {
        if (receptor != 0.0) refuse("UnknownReceptorType", synapse.name, ": receptor_type = ", receptor, " must be 0 at this target");
    } else if (is_online(net.node(target).block)) {
        if (!known)
            refuse("IllegalConnection", synapse.name, ": receptor_type = ", receptor, " must be 1 (learning window) or 2 (target signal)");
    } else if (net.node(source).block == rate_generators) {
        if (receptor != Readout::target_receptor)
            refuse("IllegalConnection", synapse.name, ": receptor_type = ", receptor, " must be 2 (target signal) from a generator");
    } else if (!known) {
        refuse("IllegalConnection", synapse.name, ": receptor_type = ", receptor,
               " must be 1 (readout signal, for normalization) or 2 (target signal)");
    }
}

}  // namespace eprop
