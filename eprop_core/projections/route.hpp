#pragma once

#include "engine/network.hpp"

namespace eprop {

inline constexpr int parrot_deaf_receptor = 1;  // its spikes are not repeated
inline constexpr int filtering_receptor = 1;    // of iaf_psc_exp: currents pass through the excitatory synapse

// What a synapse of the model between nodes of the two models does; refuses connections that make no sense.
Route route_of(const Network& network, const SynapseModel& synapse, NodeId source, NodeId target);

// Refuses a receptor that the target of the route does not have.
void check_receptor(const Network& network, const SynapseModel& synapse, Route route, NodeId source, NodeId target, double receptor);

}  // namespace eprop
