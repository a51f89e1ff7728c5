#include "engine/independence.hpp"

#include <algorithm>
#include <set>

namespace eprop {

namespace {

bool is_known_in_advance(Index block) {
    return is_spike_device(block) || block == parrots || block == injectors || holds_current_generators(block);
}

// Whether a spike of the source that is on its way at the start of an interval is known, or lost on arrival: e-prop synapses drop it
// there, and readouts are reset a step later.
bool is_independent(const Projection& p, Index source) {
    switch (p.route) {
        case Route::parrot:
        case Route::fixed_recurrent:
        case Route::current:
            return is_known_in_advance(source);
        case Route::fixed_readout:
            return is_known_in_advance(source) || (source == recurrent && p.delay == 1);
        case Route::eprop_recurrent:
        case Route::eprop_readout:
            return is_known_in_advance(source) || source == recurrent;
        case Route::spike_recorder:
        case Route::multimeter:
        case Route::feedback:
        case Route::rate:
            return true;
        default:
            return false;
    }
}

bool only_resets(const Network& net) {
    constexpr BlockId known[] = {spike_generators,
                                 poisson_generators,
                                 inhomogeneous_generators,
                                 rate_generators,
                                 dc_generators,
                                 step_current_generators,
                                 noise_generators,
                                 parrots,
                                 recurrent,
                                 readouts,
                                 multimeters,
                                 spike_recorders,
                                 weight_recorders,
                                 injectors};
    for (Index block = 0; block < block_count; ++block)
        if (net.block(block).size() > 0 && std::ranges::find(known, block) == std::end(known)) return false;
    return net.settings.reset_on_update && !net.multimeters.record("eprop_history_duration");  // which shows all intervals of a row
}

// By node id: how long before a spike of a parrot the generator may have sent what led to it; nothing where parrots form a loop.
std::optional<std::vector<Step>> parrot_leads(const Network& net) {
    std::vector<Step> leads(net.nodes.size() + 1, 0);
    bool grew = true;
    for (Index round = 0; grew; ++round) {
        if (round > net.parrots.size()) return std::nullopt;
        grew = false;
        for (const Projection& p : net.projections)
            for (Index row = 0; p.route == Route::parrot && row < p.sources.size(); ++row)
                for (Index s = 0; s < p.length(row); ++s) {
                    const Step lead = leads[static_cast<Index>(p.sources[row])] + p.delay;
                    Step& present = leads[static_cast<Index>(net.ids[parrots][p.target_of(row, s)])];
                    if (s == p.hole_of(row) || lead <= present) continue;
                    present = lead;
                    grew = true;
                }
    }
    return leads;
}

}  // namespace

std::optional<Step> lead_of_intervals(const Network& net) {
    if (!only_resets(net)) return std::nullopt;
    for (const Projection& p : net.projections)
        for (NodeId source : p.sources)
            if (!is_independent(p, net.node(source).block)) return std::nullopt;
    const auto leads = parrot_leads(net);
    if (!leads) return std::nullopt;
    Step lead = 1;
    for (const Projection& p : net.projections)
        for (NodeId source : p.sources)
            if (is_known_in_advance(net.node(source).block))
                lead = std::max(lead,
                                (*leads)[static_cast<Index>(source)] + p.delay + (p.route == Route::current));  // which acts a step later
    return lead;
}

std::vector<Step> batch_sizes(const Network& net) {
    std::set<Step> sizes;
    for (const Projection& p : net.projections)
        if (p.learns_in_intervals()) sizes.insert(static_cast<Step>(net.synapses[p.model].common[common_batch_size]));
    return {sizes.begin(), sizes.end()};
}

}  // namespace eprop
