#include "devices/recorders.hpp"

#include <algorithm>
#include <string_view>

#include "base/error.hpp"
#include "engine/state.hpp"

namespace eprop {

namespace {

const Parameter recorder_fields[] = {device_start, device_stop, device_origin};

const Parameter weight_recorder_fields[] = {
    device_start,
    device_stop,
    device_origin,
    array("senders", "", Kind::ids, "Nodes whose outgoing synapses are recorded; empty: all"),
    array("targets", "", Kind::ids, "Nodes whose incoming synapses are recorded; empty: all"),
};

const Parameter multimeter_fields[] = {
    device_start,
    device_stop,
    device_origin,
    real("interval", "ms", 1.0, rule::positive, "Time between two samples"),
    real("offset", "ms", 0.0, rule::non_negative, "Time of the samples relative to multiples of the interval, rounded up to steps"),
    array("record_from", "", Kind::names, "Recordables to sample"),
};

std::vector<bool> mask(const std::vector<double>& ids, Index nodes) {
    std::vector<bool> chosen;
    if (!ids.empty()) chosen.resize(nodes + 1);
    for (double id : ids) chosen[static_cast<Index>(id)] = true;
    return chosen;
}

// Where fields of these names stand.
std::vector<Index> places(Fields fields, const std::vector<std::string>& names) {
    std::vector<Index> found;
    for (const std::string& name : names)
        found.push_back(
            static_cast<Index>(std::ranges::find_if(fields, [&](const Parameter& p) { return name == p.name; }) - fields.begin()));
    return found;
}

}  // namespace

void Recorders::check(const Proposed& node) const { check_window(node[start], node[stop], node[origin], Grid{node.state.resolution}); }

void Recorders::prepare(const Settings& settings) {
    const Grid grid{settings.resolution};
    windows_.clear();
    for (Index j = 0; j < size_; ++j) windows_.push_back(window(user_[start][j], user_[stop][j], user_[origin][j], grid));
}

SpikeRecorders::SpikeRecorders() : Recorders(recorder_fields) {}

void SpikeRecorders::resize_state(State& state) { state.recorded.spikes.resize(size_); }

void SpikeRecorders::note(State& state, Index j, Step stamp, NodeId sender) const {
    if (!active(j, stamp)) return;
    state.recorded.spikes[j].stamps.push_back(stamp);
    state.recorded.spikes[j].senders.push_back(sender);
}

WeightRecorders::WeightRecorders() : Recorders(weight_recorder_fields) {}

void WeightRecorders::resize_state(State& state) { state.recorded.weights.resize(size_); }

void WeightRecorders::prepare(const Settings& settings, Index nodes) {
    Recorders::prepare(settings);
    senders_.clear(), targets_.clear();
    for (Index j = 0; j < size_; ++j) {
        senders_.push_back(mask(arrays_[senders][j], nodes));
        targets_.push_back(mask(arrays_[targets][j], nodes));
    }
}

void WeightRecorders::note(State& state, Index j, Step stamp, const Transmission& passed) const {
    if (!targets_[j].empty() && !targets_[j][static_cast<Index>(passed.target)]) return;
    Recording& r = state.recorded.weights[j];
    r.stamps.push_back(stamp);
    r.senders.push_back(passed.sender);
    r.targets.push_back(passed.target);
    r.receptors.push_back(passed.receptor);
    r.ports.push_back(static_cast<std::int64_t>(passed.port));
    r.weights.push_back(passed.weight);
}

Multimeters::Multimeters() : Recorders(multimeter_fields) {}

void Multimeters::resize_state(State& state) {
    state.recorded.samples.resize(size_);
    record_from.resize(size_);
    probes.resize(size_);
}

void Multimeters::check(const Proposed& node) const {
    Recorders::check(node);
    const Grid grid{node.state.resolution};
    if (!grid.holds(node[interval]))
        refuse("BadProperty", "interval = ", node[interval], " ms must be a multiple of the resolution, ", grid.resolution, " ms");
    if (node[interval] < grid.resolution)
        refuse("BadProperty", "interval = ", node[interval], " ms must be at least the resolution, ", grid.resolution, " ms");
    if (node[offset] != 0.0 && node[offset] < grid.resolution)
        refuse("BadProperty", "offset = ", node[offset], " ms must be 0 or at least the resolution, ", grid.resolution, " ms");
    for (Index field : {Index{interval}, Index{offset}})
        if (node[field] != user_[field][node.j] && !probes[node.j].empty())
            refuse("BadProperty", fields_[field].name, " = ", node[field], " ms cannot be set once the multimeter is connected");
}

void Multimeters::write(State& state, Index field, Index j, double value) {
    const Grid grid{state.resolution};
    user_[field][j] = field == offset ? grid.ms(grid.up(value)) : value;
}

void Multimeters::prepare(const Settings& settings) {
    Recorders::prepare(settings);
    const Grid grid{settings.resolution};
    series_.clear();
    for (Index j = 0; j < size_; ++j) {
        if (probes[j].empty() || record_from[j].empty()) continue;
        std::vector<Source> sources;
        std::vector<NodeId> senders;
        for (const auto& [id, block, node] : probes[j]) {
            senders.push_back(id);
            if (sources.empty() || sources.back().block != block) sources.push_back({block, {}, places(block->fields(), record_from[j])});
            sources.back().nodes.push_back(node);
        }
        const Samples::Plan plan{std::make_shared<const std::vector<NodeId>>(std::move(senders)), record_from[j].size(),
                                 grid.steps(user_[interval][j])};
        series_.emplace_back(j, window_of(j), grid.steps(user_[offset][j]), std::move(sources), plan);
    }
}

void Multimeters::sample(State& state, Step stamp) const {
    for (const Series& series : series_) {
        if (!series.due(stamp)) continue;
        state.recorded.samples[series.j].take(series.plan, stamp, [&](Index quantity, double* values) {
            for (const auto& [block, nodes, fields] : series.sources) {
                block->read_some(state, fields[quantity], nodes, values);
                values += nodes.size();
            }
        });
    }
}

bool Multimeters::record(const std::string& name) const {
    return std::ranges::any_of(record_from, [&](const auto& names) { return std::ranges::find(names, name) != names.end(); });
}

}  // namespace eprop
