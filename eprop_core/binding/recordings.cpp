#include "base/error.hpp"
#include "binding/engine.hpp"

namespace eprop {

// Visits what a recorder has noted.
template <class Self, class Visit>
auto Engine::recorded(Self& self, NodeId id, Visit visit) {
    const auto& [model, block, j] = self.node(id);
    auto& [samples, spikes, weights] = self.state_.recorded;
    switch (block) {
        case multimeters:
            return visit(samples[j]);
        case spike_recorders:
            return visit(spikes[j]);
        case weight_recorders:
            return visit(weights[j]);
        default:
            refuse("BadProperty", "node ", id, " (", self.net_.models[model].name, ") is not a recorder");
    }
}

void Engine::arrange(NodeId id) {
    recorded(*this, id, [](auto& r) { r.arrange(); });
}

// Samples and weights of a slice, as long as the shortest delay, are collected in the first step after it.
Index Engine::events(NodeId id) const {
    const Step slice = net_.delays().first;
    const Step last = node(id).block == spike_recorders ? state_.clock : (state_.clock - 1) / slice * slice;
    return recorded(*this, id, [&](const auto& r) { return r.rows_until(last); });
}

Index Engine::moved(NodeId id) const {
    return recorded(*this, id, [](const auto& r) { return r.moved; });
}

std::vector<std::string> Engine::columns(NodeId id) const {
    if (node(id).block == multimeters) return net_.multimeters.record_from[node(id).j];
    if (node(id).block == weight_recorders) return {"weights"};
    return {};
}

void Engine::read_stamps(NodeId id, Index rows, Step* to) const {
    recorded(*this, id, [&](const auto& r) { r.read_stamps(rows, to); });
}

void Engine::read_senders(NodeId id, Index rows, NodeId* to) const {
    recorded(*this, id, [&](const auto& r) { r.read_senders(rows, to); });
}

void Engine::read_values(NodeId id, Index column, Index rows, double* to) const {
    recorded(*this, id, [&](const auto& r) { r.read_values(column, rows, to); });
}

const Recording& Engine::passages(NodeId id) const { return state_.recorded.weights[node(id).j]; }

void Engine::move_events(NodeId id, Index rows) {
    recorded(*this, id, [rows](auto& r) {
        r.erase_first(rows);
        r.moved += rows;
    });
}

void Engine::clear_events(NodeId id) {
    move_events(id, events(id));
    recorded(*this, id, [](auto& r) { r.moved = 0; });
}

}  // namespace eprop
