#include "base/error.hpp"
#include "binding/engine.hpp"

namespace eprop {

const Recorders& Engine::recorders(NodeId id) const {
    switch (node(id).block) {
        case multimeters:
            return net_.multimeters;
        case spike_recorders:
            return net_.spike_recorders;
        case weight_recorders:
            return net_.weight_recorders;
        default:
            refuse("BadProperty", "node ", id, " (", net_.models[node(id).model].name, ") is not a recorder");
    }
}

const Recording& Engine::recording(NodeId id) const { return (state_.*recorders(id).recordings())[node(id).j]; }

void Engine::arrange(NodeId id) {
    const Recorders& block = recorders(id);
    block.arrange((state_.*block.recordings())[node(id).j]);
}

// Samples and weights of a slice, as long as the shortest delay, are collected in the first step after it.
Index Engine::events(NodeId id) const {
    const Step slice = net_.delays().first;
    return recorders(id).visible(recording(id), (state_.clock - 1) / slice * slice);
}

std::vector<std::string> Engine::columns(NodeId id) const {
    recorders(id);
    if (node(id).block == multimeters) return net_.multimeters.record_from[node(id).j];
    if (node(id).block == weight_recorders) return {"weights"};
    return {};
}

void Engine::move_events(NodeId id, Index rows) {
    Recording& r = (state_.*recorders(id).recordings())[node(id).j];
    r.erase_first(rows);
    r.moved += rows;
}

void Engine::clear_events(NodeId id) {
    move_events(id, events(id));
    (state_.*recorders(id).recordings())[node(id).j].moved = 0;
}

}  // namespace eprop
