#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/grid.hpp"
#include "binding/engine.hpp"
#include "binding/names.hpp"
#include "learning/pending.hpp"
#include "projections/remove.hpp"

namespace eprop {

namespace {

// A connection is named by its projection and the place in the projection's columns at which it was made.
constexpr int place_bits = 40;
std::int64_t handle_of(Index projection, Index name) {
    return static_cast<std::int64_t>(projection) << place_bits | static_cast<std::int64_t>(name);
}
Index projection_of(std::int64_t handle) { return static_cast<Index>(handle >> place_bits); }
Index name_in(std::int64_t handle) { return static_cast<Index>(handle & ((std::int64_t{1} << place_bits) - 1)); }

double read(const Projection& p, const SynapseModel& model, double resolution, Index field, Index place) {
    switch (field) {
        case field_weight:
            return p.weight[place];
        case field_delay:
            return Grid{resolution}.ms(p.delay);
        case field_receptor:
            return p.receptor;
        case field_tau_m_readout:
            return p.tau_m_readout;
        case field_m:
            return model.adapts_moments() ? p.m[place] : 0.0;
        default:
            return model.adapts_moments() ? p.v[place] : 0.0;
    }
}

// Delays are rounded to whole steps.
double as_kept(Index field, double value, double resolution) {
    const Grid grid{resolution};
    return field == field_delay ? grid.ms(grid.nearest(value)) : value;
}

Doubles& column(Projection& p, Index field) { return field == field_weight ? p.weight : field == field_m ? p.m : p.v; }

std::vector<bool> mask(const std::vector<NodeId>* ids, Index nodes) {
    if (!ids) return std::vector<bool>(nodes + 1, true);
    std::vector<bool> chosen(nodes + 1);
    for (NodeId id : *ids) chosen[static_cast<Index>(id)] = true;
    return chosen;
}

bool is_moment(Index field) { return field == field_m || field == field_v; }

// Changes of what all synapses of a projection share: the same for all of them, or none.
class SharedChanges {
public:
    explicit SharedChanges(Network& net) : net_(net) {}

    void add(Index projection, Index field, double value, Index place) {
        const SynapseModel& m = net_.synapses[net_.projections[projection].model];
        if (field == field_receptor || (field == field_delay && m.kind == SynapseKind::eprop))
            refuse("BadProperty", m.name, ": ", m.fields[field].name, " = ", value, " cannot change once the connection is made");
        changes_[{projection, field}][value].insert(place);
    }
    void check() const {
        for (const auto& [of, places] : changes_) {
            const Projection& p = net_.projections[of.first];
            const SynapseModel& m = net_.synapses[p.model];
            if (places.begin()->second.size() != p.connections())
                refuse("BadProperty", m.name, ": ", m.fields[of.second].name, " = ", places.begin()->first,
                       " ms can change only for all connections that were made together, to the same value");
        }
    }
    void apply() const {
        for (const auto& [of, places] : changes_) {
            Projection& p = net_.projections[of.first];
            if (of.second == field_delay)
                p.delay = Grid{net_.settings.resolution}.nearest(places.begin()->first);
            else
                p.tau_m_readout = places.begin()->first;
        }
    }
    bool empty() const { return changes_.empty(); }

private:
    Network& net_;
    std::map<std::pair<Index, Index>, std::map<double, std::set<Index>>>
        changes_;  // projection, field: new values, and places that get them
};

// Positions of a field called `name` in the synapse models, looked up at first use, so that only models in question must have it.
class FieldOf {
public:
    FieldOf(const Network& net, const std::string& name) : net_(net), name_(name), known_(net.synapses.size(), unknown) {}
    Index operator[](Index model) const {
        Index& f = known_[model];
        if (f == unknown) f = find_name(net_.synapses[model].name, net_.synapses[model].fields, name_);
        return f;
    }

private:
    static constexpr Index unknown = ~Index{0};
    const Network& net_;
    const std::string& name_;
    mutable std::vector<Index> known_;
};

// A new type of optimizer starts from its defaults.
void reset_optimizer(SynapseModel& m) {
    for (Index f = common_optimizer; f <= common_optimize_each_step; ++f) m.common[f] = m.common_fields[f].initial;
    m.first_eta = m.common[common_eta];
    m.eta_set = false;
}

// A row of synapses, to be sorted as NEST does.
struct FoundRow {
    Index model;
    NodeId source;
    Index projection, row;
};

}  // namespace

Index Engine::synapse(const std::string& model) const {
    const auto found = std::ranges::find_if(net_.synapses, [&](const SynapseModel& m) { return model == m.name; });
    if (found == net_.synapses.end()) refuse("UnknownSynapseType", "Synapse with name ", model, " does not exist");
    return static_cast<Index>(found - net_.synapses.begin());
}

std::vector<std::string> Engine::synapse_models() const {
    std::vector<std::string> names;
    for (const SynapseModel& m : net_.synapses) names.emplace_back(m.name);
    return names;
}

std::vector<Parameter> Engine::synapse_parameters(const std::string& model) const {
    const Fields fields = net_.synapses[synapse(model)].fields;
    return {fields.begin(), fields.end()};
}

std::vector<Parameter> Engine::common_parameters(const std::string& model) const {
    const Fields fields = net_.synapses[synapse(model)].common_fields;
    return {fields.begin(), fields.end()};
}

ConnectRequest Engine::request(std::span<const NodeId> sources, std::span<const NodeId> targets, const ConnectionRule& rule,
                               const Synapse& given) const {
    ConnectRequest request{sources, targets, rule, synapse(given.model)};
    seed(request.rule);
    const SynapseModel& m = net_.synapses[request.model];
    for (const auto& [name, value] : given.scalars) request.values[find_name(given.model, m.fields, name)] = {value, {}, true};
    for (const auto& [name, values] : given.arrays) request.values[find_name(given.model, m.fields, name)] = {0.0, values, true};
    if (!m.adapts_moments() && (request.values[field_m].given || request.values[field_v].given))
        refuse("UnaccessedDictionaryEntry", given.model, ": optimizer m and v belong to adam");
    return request;
}

void Engine::connect(std::span<const NodeId> sources, std::span<const NodeId> targets, const ConnectionRule& rule,
                     const std::vector<Synapse>& synapses) {
    for (NodeId id : sources) node(id);
    for (NodeId id : targets) node(id);
    std::vector<Projection> made;
    for (const Synapse& synapse : synapses)
        std::ranges::move(make_projections(net_, request(sources, targets, rule, synapse)), std::back_inserter(made));
    for (const Projection& p : made)
        if (p.route == Route::multimeter) check_multimeter(p, synapses.size());
    for (Projection& p : made) {
        net_.synapses[p.model].connections += p.connections();
        net_.projections.push_back(std::move(p));
    }
    ++net_.connect_calls;
    net_.lay_probes();
    prepared_ = false;
}

// A multimeter records from a node once, and only what the node has.
void Engine::check_multimeter(const Projection& p, Index synapses) const {
    if (synapses > 1)
        refuse("IllegalConnection", "multimeter ", p.sources[0], " can be connected to a node only once, not by ", synapses, " synapses");
    for (Index row = 0; row < p.sources.size(); ++row)
        for (Index s = 0; s < p.length(row); ++s) {
            const NodeId target = net_.ids[p.target][p.target_of(row, s)];
            for (const Projection& other : net_.projections)
                if (other.route == Route::multimeter && other.target == p.target && other.connects(p.sources[row], p.target_of(row, s)))
                    refuse("IllegalConnection", "multimeter ", p.sources[row], " can be connected to node ", target, " only once");
            for (const std::string& name : net_.multimeters.record_from[node(p.sources[row]).j]) {
                const NodeModel& model = net_.models[node(target).model];
                const auto records = [&](const Parameter& f) { return f.recordable && name == f.name; };
                if (std::ranges::none_of(shown_fields(model, net_.block(model.block).fields()), records))
                    refuse("IllegalConnection", model.name, " has no recordable ", name, " (record_from of the multimeter)");
            }
        }
}

Engine::Found Engine::find_connections(const std::vector<NodeId>* sources, const std::vector<NodeId>* targets,
                                       const std::string* model) const {
    for (const auto* ids : {sources, targets})
        if (ids)
            for (NodeId id : *ids) node(id);
    const auto from = mask(sources, net_.nodes.size()), to = mask(targets, net_.nodes.size());
    const Index wanted = model ? synapse(*model) : net_.synapses.size();
    std::vector<FoundRow> rows;
    for (Index i = 0; i < net_.projections.size(); ++i) {
        const Projection& p = net_.projections[i];
        if (model && p.model != wanted) continue;
        for (Index row = 0; row < p.sources.size(); ++row)
            if (from[static_cast<Index>(p.sources[row])]) rows.push_back({p.model, p.sources[row], i, row});
    }
    std::ranges::stable_sort(rows, {}, [](const FoundRow& row) { return std::pair(row.model, row.source); });
    Found found;
    if (!targets) {
        Index n = 0;
        for (const FoundRow& r : rows) n += net_.projections[r.projection].length(r.row);
        for (auto* ids : {&found.handles, &found.sources, &found.targets}) ids->reserve(n);
        found.models.reserve(n);
    }
    for (const FoundRow& r : rows) {
        const Projection& p = net_.projections[r.projection];
        for (Index s = 0; s < p.length(r.row); ++s) {
            const NodeId target = net_.ids[p.target][p.target_of(r.row, s)];
            if (s == p.hole_of(r.row) || !to[static_cast<Index>(target)]) continue;
            found.handles.push_back(handle_of(r.projection, p.name_of(p.begin(r.row) + s)));
            found.sources.push_back(r.source);
            found.targets.push_back(target);
            found.models.push_back(static_cast<std::int32_t>(r.model));
        }
    }
    return found;
}

std::vector<Index> Engine::places(std::span<const std::int64_t> handles) const {
    std::vector<Index> found(handles.size());
    for (Index i = 0; i < handles.size(); ++i) {
        const auto place = net_.projections[projection_of(handles[i])].place_of(name_in(handles[i]));
        if (!place) refuse("InexistentConnection", "the connection was removed by Disconnect");
        found[i] = *place;
    }
    return found;
}

std::vector<double> Engine::connections(std::span<const std::int64_t> handles, const std::string& name) const {
    std::vector<double> values(handles.size());
    const std::vector<Index> place = places(handles);
    const FieldOf field(net_, name);
    for (Index i = 0; i < handles.size(); ++i) {
        const Projection& p = net_.projections[projection_of(handles[i])];
        values[i] = read(p, net_.synapses[p.model], net_.settings.resolution, field[p.model], place[i]);
    }
    return values;
}

void Engine::set_connections(std::span<const std::int64_t> handles, const Columns& values) {
    const std::vector<Index> place = places(handles);
    SharedChanges shared(net_);
    for (const auto& [name, column_values] : values) {
        const FieldOf field(net_, name);
        for (Index i = 0; i < handles.size(); ++i) {
            const Projection& p = net_.projections[projection_of(handles[i])];
            const SynapseModel& m = net_.synapses[p.model];
            const Index f = field[p.model];
            check_connection(m, f, column_values[i], net_.settings.resolution);
            if (is_moment(f) && !m.adapts_moments() && column_values[i] != 0.0)
                refuse("UnaccessedDictionaryEntry", m.name, ": ", name, " belongs to adam");
            const double value = as_kept(f, column_values[i], net_.settings.resolution);
            if (f != field_weight && !is_moment(f) && value != read(p, m, net_.settings.resolution, f, place[i]))
                shared.add(projection_of(handles[i]), f, value, place[i]);
        }
    }
    shared.check();
    shared.apply();
    if (!shared.empty()) prepared_ = false;
    for (const auto& [name, column_values] : values) {
        const FieldOf field(net_, name);
        for (Index i = 0; i < handles.size(); ++i) {
            Projection& p = net_.projections[projection_of(handles[i])];
            const Index f = field[p.model];
            if (f == field_weight || (is_moment(f) && !p.m.empty())) column(p, f)[place[i]] = column_values[i];
            if (f == field_weight && !p.learns()) prepared_ = false;
        }
    }
}

Index Engine::count_connections(const std::string& model) const { return net_.synapses[synapse(model)].connections; }

void Engine::disconnect(std::span<const std::int64_t> handles) {
    const std::vector<Index> place = places(handles);
    std::map<Index, std::vector<Index>> gone;  // places by projection
    for (Index i = 0; i < handles.size(); ++i) gone[projection_of(handles[i])].push_back(place[i]);
    for (auto& [number, in_projection] : gone) {
        std::ranges::sort(in_projection);
        if (std::ranges::adjacent_find(in_projection) != in_projection.end())
            refuse("InexistentConnection", "a connection can be removed only once");
    }
    for (const auto& [number, in_projection] : gone) {
        Projection& p = net_.projections[number];
        remove_synapses(p, number, in_projection, state_);
        net_.synapses[p.model].connections -= in_projection.size();
    }
    net_.lay_probes();
    prepared_ = false;
}

void Engine::apply_pending_updates() {
    prepare();
    eprop::apply_pending_updates(net_, state_);
}

double Engine::synapse_default(const std::string& model, const std::string& name) const {
    const SynapseModel& m = net_.synapses[synapse(model)];
    for (Index f = 0; f < m.common_fields.size(); ++f)
        if (name == m.common_fields[f].name) return m.common[f];
    return m.defaults[find_name(model, m.fields, name)];
}

void Engine::set_synapse_defaults(const std::string& model, const Scalars& values) {
    SynapseModel& current = net_.synapses[synapse(model)];
    SynapseModel m = current;
    const auto type = m.kind == SynapseKind::eprop ? values.find(m.common_fields[common_optimizer].name) : values.end();
    if (type != values.end() && type->second != m.common[common_optimizer]) reset_optimizer(m);
    for (const auto& [name, value] : values) {
        const auto common = std::ranges::find_if(m.common_fields, [&](const Parameter& p) { return name == p.name; });
        if (common == m.common_fields.end()) {
            const Index f = find_name(model, m.fields, name);
            check_connection(m, f, value, net_.settings.resolution);
            m.defaults[f] = as_kept(f, value, net_.settings.resolution);
            continue;
        }
        const Index f = static_cast<Index>(common - m.common_fields.begin());
        if (common->kind == Kind::choice ? value < 0.0 || value >= static_cast<double>(common->choices.size())
                                         : !common->rule.accepts(value))
            refuse("BadProperty", model, ": ", name, " = ", value, " must be ", common->rule.text);
        if (f == common_weight_recorder && value != 0.0 && node(static_cast<NodeId>(value)).block != weight_recorders)
            refuse("BadProperty", model, ": weight_recorder = ", value, " must be the id of a weight_recorder");
        if (f == common_optimizer && value != current.common[f] && m.connections > 0)
            refuse("BadParameter", model, ": optimizer type = ", common->choices[static_cast<Index>(value)],
                   " cannot be set once synapses of the model exist");
        m.common[f] = value;
    }
    if (m.kind == SynapseKind::eprop) {
        if (m.common[common_Wmin] > m.common[common_Wmax])
            refuse("BadProperty", model, ": Wmin = ", m.common[common_Wmin], " must be <= Wmax = ", m.common[common_Wmax]);
        if (!m.eta_set && m.common[common_eta] != m.first_eta) {  // NEST does not notice the value that it has anyway
            m.first_eta = m.common[common_eta];
            m.eta_set = true;
        }
    }
    current = m;
    prepared_ = false;
}

}  // namespace eprop
