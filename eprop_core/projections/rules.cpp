#include "projections/rules.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "base/error.hpp"
#include "base/random.hpp"

namespace eprop {

namespace {

using Nodes = std::span<const NodeId>;

void add(std::vector<Pair>& pairs, Index source, Index target) {
    pairs.push_back({static_cast<std::uint32_t>(source), static_cast<std::uint32_t>(target), pairs.size()});
}

std::vector<Pair> one_to_one(const ConnectionRule& rule, Nodes sources, Nodes targets) {
    if (sources.size() != targets.size())
        refuse("DimensionMismatch", "one_to_one needs as many sources as targets, got ", sources.size(), " and ", targets.size());
    std::vector<Pair> pairs;
    pairs.reserve(sources.size());
    for (Index i = 0; i < sources.size(); ++i)
        if (rule.autapses || sources[i] != targets[i]) pairs.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i), i});
    return pairs;
}

// Values stand in a matrix (targets, sources).
std::vector<Pair> all_to_all(const ConnectionRule& rule, Nodes sources, Nodes targets) {
    std::vector<Pair> pairs;
    pairs.reserve(sources.size() * targets.size());
    for (Index s = 0; s < sources.size(); ++s)
        for (Index t = 0; t < targets.size(); ++t)
            if (rule.autapses || sources[s] != targets[t])
                pairs.push_back({static_cast<std::uint32_t>(s), static_cast<std::uint32_t>(t), t * sources.size() + s});
    return pairs;
}

void check_size(const ConnectionRule& rule, Index n) {
    if (!rule.each.empty() && rule.each.size() != n)
        refuse("DimensionMismatch", rule.name, " needs ", n, " numbers, got ", rule.each.size());
}

double checked_count(const ConnectionRule& rule, const char* name, Index i = 0) {
    const double count = rule.at(i);
    if (!(count >= 0.0 && count == std::floor(count) && count <= 1e15))
        refuse("BadProperty", rule.name, ": ", name, " = ", count, " must be an integer >= 0");
    return count;
}

std::vector<NodeId> ascending(Nodes nodes) {
    std::vector<NodeId> sorted(nodes.begin(), nodes.end());
    std::ranges::sort(sorted);
    return sorted;
}

// Draws as many nodes of `pool` as the rule says for the node in place i; calls take(position) for each. sorted: the pool, ascending.
template <class Take>
void draw_partners(const ConnectionRule& rule, const char* name, Nodes pool, Nodes sorted, Index i, NodeId self, Take take) {
    const auto degree = static_cast<Index>(checked_count(rule, name, i));
    Random random(rule.seed, for_connections, rule.call << 32 | i);
    const bool excludes_self = !rule.autapses && std::ranges::binary_search(sorted, self);
    const Index available = pool.size() - excludes_self;
    if (degree > 0 && (available == 0 || (!rule.multapses && degree > available)))
        refuse("BadProperty", rule.name, ": ", name, " = ", degree, " must be <= ", available, ", the nodes that node ", self,
               " can be connected with", rule.multapses ? "" : " once");
    std::unordered_set<Index> taken;
    for (Index drawn = 0; drawn < degree;) {
        const Index partner = random.below(pool.size());
        if (!rule.autapses && pool[partner] == self) continue;
        if (!rule.multapses && !taken.insert(partner).second) continue;
        take(partner);
        ++drawn;
    }
}

std::vector<Pair> fixed_indegree(const ConnectionRule& rule, Nodes sources, Nodes targets) {
    check_size(rule, targets.size());
    const auto sorted = ascending(sources);
    std::vector<Pair> pairs;
    for (Index t = 0; t < targets.size(); ++t)
        draw_partners(rule, "indegree", sources, sorted, t, targets[t], [&](Index s) { add(pairs, s, t); });
    return pairs;
}

std::vector<Pair> fixed_outdegree(const ConnectionRule& rule, Nodes sources, Nodes targets) {
    check_size(rule, sources.size());
    const auto sorted = ascending(targets);
    std::vector<Pair> pairs;
    for (Index s = 0; s < sources.size(); ++s)
        draw_partners(rule, "outdegree", targets, sorted, s, sources[s], [&](Index t) { add(pairs, s, t); });
    return pairs;
}

std::vector<Pair> fixed_total_number(const ConnectionRule& rule, Nodes sources, Nodes targets) {
    const double count = checked_count(rule, "N");
    if (!rule.multapses) refuse("NotImplemented", rule.name, ": allow_multapses = False is not supported, as in NEST");
    const bool any = std::ranges::any_of(
        sources, [&](NodeId s) { return std::ranges::any_of(targets, [&](NodeId t) { return rule.autapses || s != t; }); });
    if (count > 0.0 && !any) refuse("BadProperty", rule.name, ": N = ", count, " must be 0, there is no pair to connect");
    std::vector<Pair> pairs;
    Random random(rule.seed, for_connections, rule.call << 32);
    while (static_cast<double>(pairs.size()) < count) {
        const Index s = random.below(sources.size()), t = random.below(targets.size());
        if (rule.autapses || sources[s] != targets[t]) add(pairs, s, t);
    }
    return pairs;
}

// Every pair with a probability of its own.
std::vector<Pair> bernoulli_each(const ConnectionRule& rule, Nodes sources, Nodes targets) {
    check_size(rule, sources.size() * targets.size());
    std::vector<Pair> pairs;
    for (Index t = 0; t < targets.size(); ++t) {
        Random random(rule.seed, for_connections, rule.call << 32 | t);
        for (Index s = 0; s < sources.size(); ++s) {
            const bool drawn = random.uniform() < rule.each[t * sources.size() + s];
            if (drawn && (rule.autapses || sources[s] != targets[t])) add(pairs, s, t);
        }
    }
    return pairs;
}

// Every pair with probability p: the gaps between those that are drawn are geometric.
std::vector<Pair> pairwise_bernoulli(const ConnectionRule& rule, Nodes sources, Nodes targets) {
    if (!rule.each.empty()) return bernoulli_each(rule, sources, targets);
    const double p = rule.number;
    if (!(p >= 0.0 && p <= 1.0)) refuse("BadProperty", rule.name, ": p = ", p, " must be >= 0 and <= 1");
    std::vector<Pair> pairs;
    if (p == 0.0) return pairs;
    for (Index t = 0; t < targets.size(); ++t) {
        Random random(rule.seed, for_connections, rule.call << 32 | t);
        for (double s = -1.0;;) {
            s += p == 1.0 ? 1.0 : 1.0 + std::floor(std::log1p(-random.uniform()) / std::log1p(-p));
            if (s >= static_cast<double>(sources.size())) break;
            const auto i = static_cast<Index>(s);
            if (rule.autapses || sources[i] != targets[t]) add(pairs, i, t);
        }
    }
    return pairs;
}

struct Entry {
    const char* name;
    std::vector<Pair> (*draw)(const ConnectionRule&, Nodes, Nodes);
};

const Entry rules[] = {
    {"one_to_one", one_to_one},
    {"all_to_all", all_to_all},
    {"fixed_indegree", fixed_indegree},
    {"fixed_outdegree", fixed_outdegree},
    {"pairwise_bernoulli", pairwise_bernoulli},
    {"fixed_total_number", fixed_total_number},
};

}  // namespace

std::vector<Pair> draw_pairs(const ConnectionRule& rule, Nodes sources, Nodes targets) {
    for (const Entry& entry : rules)
        if (rule.name == entry.name) return entry.draw(rule, sources, targets);
    std::string names;
    for (const Entry& entry : rules) names += std::string(names.empty() ? "" : ", ") + entry.name;
    refuse("BadProperty", "Unknown connectivity rule: ", rule.name, "; accepted: ", names);
}

}  // namespace eprop
