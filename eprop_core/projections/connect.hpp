#pragma once

#include <array>
#include <span>
#include <vector>

#include "engine/network.hpp"
#include "projections/rules.hpp"

namespace eprop {

// A parameter of the connections to be made: one value for all, or one a connection, in the order of sources for one_to_one and
// as a matrix (targets, sources) for all_to_all.
struct ConnectionValue {
    double scalar = 0.0;
    std::span<const double> each = {};
    bool given = false;

    double at(Index i) const { return each.empty() ? scalar : each[i]; }
};

struct ConnectRequest {
    std::span<const NodeId> sources, targets;
    ConnectionRule rule;
    Index model = 0;  // position in Network::synapses
    std::array<ConnectionValue, connection_fields> values = {};  // by ConnectionField
};

// The projections that a request makes; refuses by exception, and changes nothing.
std::vector<Projection> make_projections(const Network& network, const ConnectRequest& request);

// Refuses a value of a field of a connection of the model.
void check_connection(const SynapseModel& model, Index field, double value, double resolution);

}  // namespace eprop
