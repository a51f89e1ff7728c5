#pragma once

#include <map>
#include <string_view>

#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// Appends n nodes to a block, with defaults but for the given parameters; returns their ids.
inline std::vector<NodeId> add_nodes(Network& net, State& state, Index block, Index n,
                                     const std::map<std::string_view, double>& given = {}) {
    std::vector<double> values;
    for (const Parameter& p : net.block(block).fields()) values.push_back(given.contains(p.name) ? given.at(p.name) : p.initial);
    const Index first = net.block(block).size();
    net.block(block).append(state, n, values);
    const auto model = std::ranges::find(net.models, block, &NodeModel::block);
    std::vector<NodeId> ids;
    for (Index i = 0; i < n; ++i) {
        net.nodes.push_back({static_cast<Index>(model - net.models.begin()), block, first + i});
        ids.push_back(static_cast<NodeId>(net.nodes.size()));
        net.ids[block].push_back(ids.back());
    }
    return ids;
}

// Position of a synapse model in the network's list
inline Index synapse_model(const Network& net, std::string_view name) {
    const auto found = std::ranges::find_if(net.synapses, [&](const SynapseModel& m) { return name == m.name; });
    return static_cast<Index>(found - net.synapses.begin());
}

}  // namespace eprop
