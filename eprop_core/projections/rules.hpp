#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/types.hpp"

namespace eprop {

// How connections are laid between two lists of nodes. To add a rule: a function in rules.cpp and its line in the list there.
struct ConnectionRule {
    std::string name;
    bool autapses = true;   // whether a node may connect to itself
    bool multapses = true;  // whether a pair may be connected more than once
    double number = 0.0;    // indegree, outdegree, N or p, by the rule
    std::span<const double> each = {};  // where they differ: indegrees, outdegrees, or p as a matrix (targets, sources)
    std::uint64_t seed = 0, call = 0;   // of the random draws: the network's seed, the number of the Connect call

    double at(Index i) const { return each.empty() ? number : each[i]; }
};

// A connection: positions in the lists of sources and targets, and where its values stand in arrays of values.
struct Pair {
    std::uint32_t source, target;
    Index value;
};

// The pairs that a rule draws; refuses by exception.
std::vector<Pair> draw_pairs(const ConnectionRule& rule, std::span<const NodeId> sources, std::span<const NodeId> targets);

}  // namespace eprop
