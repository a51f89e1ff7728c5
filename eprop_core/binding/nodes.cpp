#include <limits>
#include <string_view>

#include "binding/engine.hpp"
#include "binding/names.hpp"
#include "populations/flush.hpp"

namespace eprop {

namespace {

Index find_model(std::span<const NodeModel> models, const std::string& name) {
    const auto found = std::ranges::find(models, name, &NodeModel::name);
    if (found == models.end()) refuse("UnknownModelName", name, " is not a known model name");
    return static_cast<Index>(found - models.begin());
}

// Position of a field that the model shows.
Index find_shown(const NodeModel& model, const Block& block, const std::string& name) {
    const Index f = find_name(model.name, block.fields(), name);
    if (!model.shows(block.fields()[f])) refuse("UnaccessedDictionaryEntry", model.name, " has no parameter ", name);
    return f;
}

}  // namespace

std::vector<std::string> node_model_names() {
    std::vector<std::string> names;
    for (const NodeModel& m : node_models) names.emplace_back(m.name);
    return names;
}

Index Engine::node_model(const std::string& name) const { return find_model(net_.models, name); }

const NodeRef& Engine::node(NodeId id) const {
    if (id < 1 || static_cast<Index>(id) > net_.nodes.size())
        refuse("UnknownNode", "Node with id ", id, " doesn't exist: ids count from 1 to ", net_.nodes.size());
    return net_.node(id);
}

Index Engine::same_block(std::span<const NodeId> ids) const {
    const Index block = node(ids[0]).block;
    for (NodeId id : ids)
        if (node(id).block != block) refuse("BadProperty", "nodes ", ids[0], " and ", id, " are of different kinds");
    return block;
}

Index Engine::field(NodeId id, const std::string& name) const {
    const NodeModel& model = net_.models[node(id).model];
    return find_shown(model, net_.block(model.block), name);
}

void Engine::check_value(const NodeModel& model, const Parameter& p, double value) const {
    if (p.access > Access::state) refuse("BadProperty", model.name, ": ", p.name, " cannot be set, it is computed");
    if (p.kind == Kind::choice ? value < 0.0 || value >= static_cast<double>(p.choices.size()) : !p.rule.accepts(value))
        refuse("BadProperty", model.name, ": ", p.name, " = ", value, *p.unit ? " " : "", p.unit, " must be ", p.rule.text);
    if (const double interval = Grid{net_.settings.resolution}.ms(net_.settings.update_interval);
        model.block == BlockId::recurrent && p.name == std::string_view(flush_interval.name) && value < interval)
        refuse("BadProperty", model.name, ": ", p.name, " = ", value, " ms must be >= eprop_update_interval = ", interval, " ms");
}

std::vector<Parameter> Engine::node_parameters(const std::string& name) {
    static Network models;  // only its tables of parameters are read
    const NodeModel& model = node_models[find_model(node_models, name)];
    return shown_fields(model, models.block(model.block).fields());
}

NodeId Engine::create(const std::string& name, Index n) {
    const Index m = node_model(name);
    const NodeModel& model = net_.models[m];
    if (n < 1 || n > std::numeric_limits<std::uint32_t>::max() - net_.nodes.size()) refuse("BadProperty", "n = ", n, " must be >= 1");
    Block& block = net_.block(model.block);
    const Index first = block.size();
    block.append(state_, n, defaults_[m]);
    if (auto* neurons = dynamic_cast<Recurrent*>(&block)) neurons->set_adaptive(first, model.adaptive());
    const NodeId id = static_cast<NodeId>(net_.nodes.size()) + 1;
    for (Index i = 0; i < n; ++i) {
        net_.nodes.push_back({m, model.block, first + i});
        net_.ids[model.block].push_back(id + static_cast<NodeId>(i));
    }
    prepared_ = false;
    return id;
}

void Engine::remove_last(Index n) {
    for (; n > 0; --n) {
        const NodeRef last = net_.nodes.back();
        net_.block(last.block).remove_last(state_, 1);
        net_.ids[last.block].pop_back();
        net_.nodes.pop_back();
    }
    prepared_ = false;
}

std::vector<std::int32_t> Engine::models_of(std::span<const NodeId> ids) const {
    std::vector<std::int32_t> models;
    for (NodeId id : ids) models.push_back(static_cast<std::int32_t>(node(id).model));
    return models;
}

std::vector<double> Engine::nodes(std::span<const NodeId> ids, const std::string& name) const {
    std::vector<double> values;
    if (ids.empty()) return values;
    const Index f = field(ids[0], name);
    const Block& block = net_.block(same_block(ids));
    for (NodeId id : ids) values.push_back(block.read(state_, f, node(id).j));
    return values;
}

void Engine::set_nodes(std::span<const NodeId> ids, const Columns& values) {
    if (ids.empty()) return;
    Block& block = net_.block(same_block(ids));
    std::vector<Change> changes;
    for (const auto& [name, column] : values) {
        const Index f = field(ids[0], name);
        for (Index i = 0; i < ids.size(); ++i) check_value(net_.models[node(ids[i]).model], block.fields()[f], column[i]);
        changes.push_back({f, column});
    }
    for (Index i = 0; i < ids.size(); ++i) block.check({block, state_, node(ids[i]).j, i, changes});
    const auto by_access = [&](const Change& c) { return block.fields()[c.field].access; };
    std::ranges::stable_sort(changes, {}, by_access);  // parameters first, the potential depends on E_L
    for (const Change& change : changes)
        for (Index i = 0; i < ids.size(); ++i) block.write(state_, change.field, node(ids[i]).j, change.values[i]);
    prepared_ = false;
}

std::vector<double> Engine::array(NodeId id, const std::string& name) const {
    return net_.block(node(id).block).array(field(id, name), node(id).j);
}

void Engine::set_arrays(std::span<const NodeId> ids, const std::map<std::string, std::vector<std::vector<double>>>& values) {
    if (ids.empty()) return;
    Block& block = net_.block(same_block(ids));
    auto exchanged = values;
    for (auto& [name, arrays] : exchanged) {
        const Index f = field(ids[0], name);
        for (Index i = 0; i < ids.size(); ++i)
            if (const Index j = node(ids[i]).j; arrays[i] != block.array(f, j))
                arrays[i] = block.accept_array(state_, f, j, std::move(arrays[i]));
    }
    const auto exchange = [&] {
        for (auto& [name, arrays] : exchanged)
            for (Index i = 0; i < ids.size(); ++i) {
                const Index f = field(ids[i], name), j = node(ids[i]).j;
                auto before = block.array(f, j);
                block.write_array(state_, f, j, std::move(arrays[i]));
                arrays[i] = std::move(before);
            }
    };
    exchange();
    try {
        for (NodeId id : ids) block.check_arrays(node(id).j);
    } catch (const BadInput&) {
        exchange();
        throw;
    }
    // New times of generators, as between the iterations of a training, leave all else as it is.
    (node(ids[0]).block == weight_recorders ? prepared_ : scheduled_) = false;
}

std::vector<std::string> Engine::names(NodeId id, const std::string& name) const {
    field(id, name);
    return net_.multimeters.record_from[node(id).j];
}

void Engine::set_names(std::span<const NodeId> ids, const std::string& name, const std::vector<std::string>& value) {
    for (NodeId id : ids) {
        field(id, name);
        if (!net_.multimeters.probes[node(id).j].empty() && names(id, name) != value)
            refuse("BadProperty", name, " of multimeter ", id, " cannot change once it is connected");
    }
    for (NodeId id : ids) {
        net_.multimeters.record_from[node(id).j] = value;
        state_.recorded.samples[node(id).j] = {};
    }
    prepared_ = false;
}

double Engine::default_of(const std::string& model, const std::string& name) const {
    const Index m = node_model(model);
    return defaults_[m][find_shown(net_.models[m], net_.block(net_.models[m].block), name)];
}

void Engine::set_defaults(const std::string& model, const Scalars& values) {
    // Tried on a node, so that the rules between parameters hold for defaults too.
    const Index m = node_model(model);
    const NodeId probe = create(model, 1);
    std::map<std::string, double> kept = values;
    Columns columns;
    for (const auto& [name, value] : kept) columns[name] = {&value, 1};
    try {
        set_nodes({&probe, 1}, columns);
    } catch (const BadInput&) {
        remove_last(1);
        throw;
    }
    remove_last(1);
    for (const auto& [name, value] : values) defaults_[m][find_name(model, net_.block(net_.models[m].block).fields(), name)] = value;
}

}  // namespace eprop
