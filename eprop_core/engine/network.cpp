#include "engine/network.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/error.hpp"
#include "engine/state.hpp"

namespace eprop {

Block& Network::block(Index id) {
    Block* const blocks[block_count] = {&spike_generators,
                                        &poisson_generators,
                                        &inhomogeneous_generators,
                                        &rate_generators,
                                        &dc_generators,
                                        &step_current_generators,
                                        &noise_generators,
                                        &parrots,
                                        &recurrent,
                                        &online_recurrent,
                                        &delta_recurrent,
                                        &readouts,
                                        &online_readouts,
                                        &delta_iafs,
                                        &exp_iafs,
                                        &alpha_iafs,
                                        &pacemakers,
                                        &injectors,
                                        &multimeters,
                                        &spike_recorders,
                                        &weight_recorders};
    return *blocks[id];
}

double Network::cutoff_of(NodeId id) const {
    const NodeRef& n = node(id);
    const Block* const online[] = {&online_recurrent, &delta_recurrent, &online_readouts};
    if (std::ranges::find(online, &block(n.block)) == std::end(online)) return 0.0;
    const bool readout = n.block == BlockId::online_readouts;
    return std::floor(
        block(n.block).user(readout ? Index{Readout::eprop_isi_trace_cutoff} : Index{Recurrent::eprop_isi_trace_cutoff}, n.j) /
            settings.resolution +
        1e-9);
}

// The cutoff of the targets of each projection; one projection, one cutoff.
void Network::find_cutoffs() {
    for (Projection& p : projections) {
        if (!p.learns_online()) continue;
        std::optional<NodeId> first;
        for (Index row = 0; row < p.sources.size(); ++row)
            for (Index s = 0; s < p.length(row); ++s) {
                const NodeId target = ids[p.target][p.target_of(row, s)];
                if (!first) p.cutoff = cutoff_of(*(first = target));
                if (cutoff_of(target) != p.cutoff)
                    refuse("BadProperty", "eprop_isi_trace_cutoff = ", cutoff_of(target) * settings.resolution, " ms of node ", target,
                           " must be that of node ", *first, ", ", p.cutoff * settings.resolution,
                           " ms, as they were connected by one call; before Connect they may be set to different values");
            }
    }
}

// What is the same for all rows of a projection. Whole rows go into the membrane pass as they are; that of the delta family takes single
// weights only.
void Network::settle_rows() {
    learns_online = std::ranges::any_of(projections, &Projection::learns_online);
    for (Projection& p : projections) {
        const bool takes_rows = p.route <= Route::online_readout && holds_neurons(p.target) && p.target <= BlockId::online_readouts &&
                                p.target != BlockId::parrots && p.target != BlockId::delta_recurrent;
        p.spans_block = takes_rows && p.dense && p.first_target == 0 && p.stride == padded(block(p.target).size());
        p.recorder = static_cast<NodeId>(synapses[p.model].common[common_weight_recorder]);
    }
}

std::pair<Step, Step> Network::delays() const {
    std::optional<std::pair<Step, Step>> found;
    for (const Projection& p : projections)
        if (p.connections() > 0)
            found = found ? std::pair(std::min(found->first, p.delay), std::max(found->second, p.delay)) : std::pair(p.delay, p.delay);
    return found.value_or(std::pair<Step, Step>(1, 1));
}

bool Network::settled(const State& state) const {
    return (recurrent.size() == 0 || recurrent.of(state).drive_settled) && (readouts.size() == 0 || readouts.of(state).drive_settled);
}

void Network::schedule(State& state) {
    spike_generators.prepare(state, settings);
    injectors.prepare(state, settings);
    rate_generators.prepare(state, settings);
    dc_generators.prepare(state, settings);
    step_current_generators.prepare(state, settings);
    noise_generators.prepare(settings);
    inhomogeneous_generators.prepare(state, settings);
    state.spike_counts.resize(inhomogeneous_generators.size());
}

void Network::prepare(State& state) {
    for (Recurrent* block : {&recurrent, &online_recurrent, &delta_recurrent}) block->prepare(state, settings);
    for (Readout* block : {&readouts, &online_readouts}) block->prepare(state, settings);
    for (Iaf* block : {&delta_iafs, &exp_iafs, &alpha_iafs}) block->prepare(state, settings);
    pacemakers.prepare(state);
    poisson_generators.prepare(settings);
    spike_recorders.prepare(settings);
    weight_recorders.prepare(settings, nodes.size());
    find_cutoffs();
    settle_rows();
    lay_outlets();
    lay_trains();
    number_rows(state);
    lay_links(state.clock);
    number_ports();
    group_gradients();
    lay_kept_history();
    lay_currents(state);
    multimeters.prepare(settings);
    for (const Readout* block : {&readouts, &online_readouts}) block->receive_rates(state, state.outputs[step_rates].sent);
    state.moment = Moment::at(state.clock, settings.update_interval);
    make_room(state);
}

}  // namespace eprop
