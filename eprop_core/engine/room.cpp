// Room for what is on its way and for the history, and what is derived from the history that is there.
#include <algorithm>
#include <cmath>

#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// Room for the history: an interval of the interval models; for the online ones as many steps as rows may wait, fewer for large
// networks, so that history stays within some MB.
void Network::make_room(State& state) {
    const bool interval = std::ranges::any_of(projections, [](const Projection& p) { return p.route == Route::eprop_recurrent; });
    state.ring.reserve(delays().second, state.clock);
    state.scaled.reserve(delays().second, state.clock);
    const Index kept = static_cast<Index>(settings.update_interval + overlap);
    const Step now = state.clock;
    recurrent.of(state).psi.resize(interval ? kept : 1, recurrent.stride(), now);
    readouts.of(state).errors.resize(kept, padded(readouts.size()), now);

    constexpr Index most_values = 4 << 20;
    const Index width = online_recurrent.stride() + delta_recurrent.stride() + 1;
    patience = static_cast<Step>(std::clamp(most_values / width, Index{16}, Index{1024}));
    for (Recurrent* block : {&online_recurrent, &delta_recurrent})
        if (map_reach(*block) > 0 || has_sparse_passes(*block)) patience = std::min(patience, longest_map);
    const Step mapped = std::max(WindowMaps::kept(map_reach(online_recurrent)), WindowMaps::kept(map_reach(delta_recurrent)));
    const Index online = static_cast<Index>(std::max(patience, mapped) + 2 * overlap);
    for (Recurrent* block : {&online_recurrent, &delta_recurrent}) {
        block->of(state).psi.resize(online, block->stride(), now);
        block->of(state).regularization.resize(online, block->regularizes ? block->stride() : 0, now);
    }
    online_readouts.of(state).errors.resize(online, padded(online_readouts.size()), now);
    state.agenda.reserve(patience, now);
    for (Recurrent* block : {&online_recurrent, &delta_recurrent}) {
        group_history(state, *block, has_sparse_passes(*block) ? static_cast<Step>(online) : 0);
        start_maps(state, *block);
    }
}

bool Network::can_map(const Recurrent& neurons, const Projection& p) const {
    return neurons.uniform && !neurons.adapts && synapses[p.model].maps_windows();
}

// Whether sparse rows go through the history of the neurons entry by entry.
bool Network::has_sparse_passes(const Recurrent& neurons) const {
    return std::ranges::any_of(projections, [&](const Projection& p) {
        return &block(p.target) == &neurons && p.route == Route::online_recurrent && !p.dense && !can_map(neurons, p);
    });
}

// History by target of what is left of that by step.
void Network::group_history(State& state, Recurrent& neurons, Step entries) const {
    RecurrentState& s = neurons.of(state);
    s.by_target.reset(neurons.stride(), entries);
    const Step complete = state.clock - 2, oldest = std::max(complete - entries + 2 * history_group, Step{0});  // see start_maps
    ThreadPool alone;
    for (Step entry = oldest; entries > 0 && entry < complete; ++entry) s.by_target.extend(s.psi, s.regularization, entry, alone);
}

// How far back maps over windows are to reach for the rows that use them; 0 where none does.
Step Network::map_reach(const Recurrent& neurons) const {
    double reach = 0.0;
    for (const Projection& p : projections)
        if (&block(p.target) == &neurons && p.route == Route::online_recurrent && can_map(neurons, p)) reach = std::max(reach, p.cutoff);
    return static_cast<Step>(std::min(reach, static_cast<double>(longest_map)));
}

// Maps over what is left of the history, as if they had grown with it.
void Network::start_maps(State& state, Recurrent& neurons) const {
    WindowMaps& maps = neurons.of(state).maps;
    const Step reach = map_reach(neurons);
    maps.reset(neurons.stride(), online_readouts.size(), reach);
    neurons.largest_feedback = 0.0;
    for (Index j = 0; reach > 0 && j < neurons.size(); ++j) {
        double sum = 0.0;
        for (Index k = 0; k < online_readouts.size(); ++k) sum += std::abs(neurons.feedback[k * neurons.stride() + j]);
        neurons.largest_feedback = std::max(neurons.largest_feedback, sum);
    }
    if (reach == 0) return;
    const Step complete = state.clock - 2;  // entries before it; it comes with the next step
    const Step oldest = std::max(complete - WindowMaps::kept(reach), Step{0});
    ThreadPool alone;
    for (Step entry = (oldest + map_block - 1) / map_block * map_block; entry < complete; ++entry)
        maps.extend(neurons, online_readouts, state, entry, alone);
}

}  // namespace eprop
