#pragma once

#include <optional>
#include <vector>

#include "engine/network.hpp"

namespace eprop {

// Whether update intervals of the network depend on each other only through weights and what generators sent, and if so, how many
// steps before an interval a generator may send what arrives in it, directly or by parrots.
std::optional<Step> lead_of_intervals(const Network& network);

// After how many intervals weights may change: the different batch sizes.
std::vector<Step> batch_sizes(const Network& network);

}  // namespace eprop
