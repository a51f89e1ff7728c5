#include "projections/connect.hpp"

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "base/grid.hpp"
#include "projections/route.hpp"

namespace eprop {

namespace {

// What all connections of a projection share.
struct Key {
    Route route;
    Index target_block;
    Step delay;
    int receptor;
    double tau_m_readout;
    double cutoff;
    auto operator<=>(const Key&) const = default;
};

class Builder {
public:
    Builder(const Network& net, const ConnectRequest& request) : net_(net), request_(request), model_(net.synapses[request.model]) {}

    std::vector<Projection> build() {
        if (is_dense())
            dense_blocks();
        else
            sparse(draw_pairs(request_.rule, request_.sources, request_.targets));
        return std::move(made_);
    }

private:
    double value(Index field, Index i) const {
        const ConnectionValue& v = request_.values[field];
        return v.given ? v.at(i) : field < model_.defaults.size() ? model_.defaults[field] : 0.0;
    }

    bool same_for_all(Index field) const { return request_.values[field].each.empty(); }

    void check(Index i) const {
        for (Index field = 0; field < model_.fields.size(); ++field)
            check_connection(model_, field, value(field, i), net_.settings.resolution);
        if (model_.kind == SynapseKind::eprop && delay(i) != 1)
            refuse("IllegalConnection", model_.name, ": delay = ", value(field_delay, i), " ms must be one step, ",
                   net_.settings.resolution, " ms");
    }

    Step delay(Index i) const { return Grid{net_.settings.resolution}.nearest(value(field_delay, i)); }

    Key key(NodeId source, NodeId target, Index i) const {
        const double receptor = value(field_receptor, i);
        const Route route = route_of(net_, model_, source, target);
        check_receptor(net_, model_, route, source, target, receptor);
        return {route == Route::parrot && receptor == parrot_deaf_receptor ? Route::ignored : route,
                net_.node(target).block,
                delay(i),
                static_cast<int>(receptor),
                value(field_tau_m_readout, i),
                model_.online ? net_.cutoff_of(target) : 0.0};
    }

    Projection& begin(const Key& key) {
        Projection& p = made_.emplace_back();
        p.model = request_.model;
        p.target = key.target_block;
        p.route = key.route;
        p.delay = key.delay;
        p.receptor = key.receptor;
        p.tau_m_readout = key.tau_m_readout;
        return p;
    }

    void allocate(Projection& p, Index synapses) const {
        p.weight.resize(synapses);
        if (!p.learns()) return;
        p.gradient.resize(synapses);
        p.row_state.resize(p.sources.size());
        if (p.learns_online()) allocate_traces(p, synapses);
        if (!model_.adapts_moments()) return;
        p.m.resize(synapses);
        p.v.resize(synapses);
    }

    void allocate_traces(Projection& p, Index synapses) const {
        p.z_bar.resize(synapses);
        if (p.route == Route::online_readout) return;
        for (Doubles* trace : {&p.e_bar, &p.e_bar_reg, &p.epsilon}) trace->resize(synapses);
    }

    void fill(Projection& p, Index synapse, Index i) const {
        p.weight[synapse] = value(field_weight, i);
        if (p.m.empty()) return;
        p.m[synapse] = value(field_m, i);
        p.v[synapse] = value(field_v, i);
    }

    // Whether every synapse of a source has spikes of its own, and with them a row.
    bool has_rows_of_one(NodeId source) const { return sends_trains(net_.node(source).block); }

    // Whether every source is connected to all of the targets in the same way, and these are neighbours.
    bool is_dense() const {
        return std::ranges::none_of(request_.sources, [this](NodeId source) { return has_rows_of_one(source); }) &&
               request_.rule.name == "all_to_all" && same_for_all(field_delay) && same_for_all(field_receptor) &&
               same_for_all(field_tau_m_readout) && dense_targets();
    }

    void dense_blocks() {
        std::map<Key, std::vector<std::uint32_t>> sources_of;  // sources may differ in what they are connected for
        for (std::uint32_t s = 0; s < request_.sources.size(); ++s)
            sources_of[key(request_.sources[s], request_.targets[0], 0)].push_back(s);
        for (const auto& [key, sources] : sources_of) dense(key, sources);
    }

    // Whether the targets are neighbours in one block.
    bool dense_targets() const {
        if (request_.targets.empty()) return false;
        const NodeRef& first = net_.node(request_.targets[0]);
        for (Index t = 0; t < request_.targets.size(); ++t) {
            const NodeRef& node = net_.node(request_.targets[t]);
            if (node.block != first.block || node.j != first.j + t) return false;
            if (model_.online && net_.cutoff_of(request_.targets[t]) != net_.cutoff_of(request_.targets[0])) return false;
        }
        return true;
    }

    void dense(const Key& key, const std::vector<std::uint32_t>& sources) {
        Projection& p = begin(key);
        p.dense = true;
        p.first_target = net_.node(request_.targets[0]).j;
        p.width = request_.targets.size();
        p.stride = padded(p.width);
        for (std::uint32_t s : sources) p.sources.push_back(request_.sources[s]);
        if (!request_.rule.autapses) leave_out_autapses(p);
        allocate(p, p.sources.size() * p.stride);
        for (Index row = 0; row < sources.size(); ++row)
            for (Index t = 0; t < p.width; ++t) {
                const Index i = t * request_.sources.size() + sources[row];
                if (t == p.hole_of(row)) continue;
                check(i);
                fill(p, p.begin(row) + t, i);
            }
    }

    void leave_out_autapses(Projection& p) const {
        for (Index row = 0; row < p.sources.size(); ++row) {
            const NodeRef& source = net_.node(p.sources[row]);
            if (source.block != p.target || source.j < p.first_target || source.j >= p.first_target + p.width) continue;
            if (p.hole.empty()) p.hole.assign(p.sources.size(), Projection::no_hole);
            p.hole[row] = source.j - p.first_target;
        }
    }

    void check_lengths(const std::vector<Pair>& pairs) const {
        const Index last = pairs.empty() ? 0 : std::ranges::max(pairs, {}, &Pair::value).value;
        for (const ConnectionValue& v : request_.values)
            if (!v.each.empty() && v.each.size() <= last)
                refuse("DimensionMismatch", model_.name, ": there are ", v.each.size(), " values, ", request_.rule.name, " needs ",
                       last + 1);
    }

    void sparse(const std::vector<Pair>& pairs) {
        check_lengths(pairs);
        std::map<Key, std::vector<Pair>> groups;
        const Key* last = nullptr;
        std::vector<Pair>* group = nullptr;
        for (const Pair& pair : pairs) {
            check(pair.value);
            const Key k = key(request_.sources[pair.source], request_.targets[pair.target], pair.value);
            if (!last || *last != k) {
                const auto found = groups.try_emplace(k).first;
                last = &found->first, group = &found->second;
            }
            group->push_back(pair);
        }
        for (auto& [key, members] : groups) sparse_rows(key, members);
    }

    void sparse_rows(const Key& key, std::vector<Pair>& pairs) {
        const auto source = [&](const Pair& pair) { return request_.sources[pair.source]; };
        if (!std::ranges::is_sorted(pairs, {}, source)) std::ranges::stable_sort(pairs, {}, source);
        Projection& p = begin(key);
        for (const Pair& pair : pairs) {
            if (p.sources.empty() || p.sources.back() != source(pair) || has_rows_of_one(source(pair))) {
                p.sources.push_back(source(pair));
                p.row_start.push_back(p.column.size());
            }
            p.column.push_back(static_cast<std::uint32_t>(net_.node(request_.targets[pair.target]).j));
        }
        p.row_start.push_back(p.column.size());
        allocate(p, p.column.size());
        for (Index synapse = 0; synapse < pairs.size(); ++synapse) fill(p, synapse, pairs[synapse].value);
    }

    const Network& net_;
    const ConnectRequest& request_;
    const SynapseModel& model_;
    std::vector<Projection> made_;
};

void check_delay(const SynapseModel& model, double delay, double resolution) {
    if (Grid{resolution}.nearest(delay) < 1)
        refuse("BadDelay", model.name, ": delay = ", delay, " ms must be at least half a step, the resolution is ", resolution, " ms");
}

}  // namespace

void check_connection(const SynapseModel& model, Index field, double value, double resolution) {
    const Parameter& p = model.fields[field];
    if (!p.rule.accepts(value))
        refuse(field == field_delay ? "BadDelay" : "BadProperty", model.name, ": ", p.name, " = ", value, " must be ", p.rule.text);
    if (field == field_delay) check_delay(model, value, resolution);
    if (field != field_weight || model.kind != SynapseKind::eprop) return;
    const double Wmin = model.common[common_Wmin], Wmax = model.common[common_Wmax];
    if (value < Wmin || value > Wmax)
        refuse("BadProperty", model.name, ": weight = ", value, " must be >= Wmin = ", Wmin, " and <= Wmax = ", Wmax);
}

std::vector<Projection> make_projections(const Network& network, const ConnectRequest& request) {
    return Builder(network, request).build();
}

}  // namespace eprop
