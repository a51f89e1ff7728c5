#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/aligned.hpp"
#include "base/types.hpp"

namespace eprop {

// What happens at the far end of a connection: decided when it is made, by synapse model, source and target.
enum class Route {
    parrot,
    fixed_recurrent,
    fixed_readout,
    fixed_iaf,
    ignored,  // the target takes no notice
    eprop_recurrent,
    eprop_readout,
    online_recurrent,
    online_readout,  // up to here: spikes pass
    spike_recorder,
    multimeter,
    feedback,
    rate,
    current
};

// What all synapses of a row share: they hear the same spikes, so they learn at the same moments (spec 2.4, 4).
struct RowState {
    Step last_arrival = -1;        // online models: step in which the last spike came through
    Step next_entry = 0;           // online models: the first history entry that has not been processed
    Step deferred_from = -1;       // online models: from this entry on, steps of gradient descent wait in the gradient for a spike
    Step review = -1;              // online models: step in which history is gone through, if no spike comes before
    Step claimed = -1;             // online models: what was done last where several threads might do it, see claim
    bool pending = false;          // online models: the last spike enters the trace with the next entry
    std::int64_t optimizer_step = 1;
    double beta_1_power = 1.0, beta_2_power = 1.0;
    std::optional<double> eta;     // learning rate in force when last optimized
    bool ahead = false;            // optimized since, without a spike, see apply_pending_updates
};

// Synapses of one model between nodes, stored by source: row r holds the outgoing synapses of node sources[r], one behind the other.
// Dense: `width` neighbouring targets from first_target on, the row padded to `stride`; hole[r] is the position of a left-out
// autapse. Sparse: synapse s faces target column[s] of the block, and row r is row_start[r] … row_start[r + 1].
struct Projection {
    Index model;   // position in the list of synapse models
    Index target;  // position of the target block in the list of blocks
    Route route;
    Index group = 0;      // number of the GradientGroup, written by Network::prepare, as the next
    Index first_row = 0;  // number of the first row, counted over all projections
    NodeId recorder = 0;  // weight recorder that notes what passes, if any; likewise
    Step delay = 1;       // steps
    int receptor = 0;
    double tau_m_readout = 10.0;  // ms
    double cutoff = 0.0;          // steps, eprop_isi_trace_cutoff of the targets; online models only
    // Place of each row's first synapse among all between neurons of the model, by source, then by creation: NEST's ports. Bits from
    // port_bits on hold the model. Written by Network::prepare where a weight recorder notes them.
    std::vector<Index> first_port;
    static constexpr int port_bits = 40;

    std::vector<NodeId> sources;
    bool dense = false;
    Index first_target = 0, width = 0, stride = 0;
    bool spans_block = false;  // dense rows over the whole target block, padding included; written by Network::prepare
    static constexpr Index no_hole = ~Index{0};
    std::vector<Index> hole;  // empty where no row has one
    std::vector<Index> row_start;
    std::vector<std::uint32_t> column;

    Doubles weight;                  // pA, a value a synapse, as all below
    Doubles gradient;                // accumulated since the last optimizer step; e-prop only
    Doubles m, v;                    // moments; adam only
    Doubles z_bar, e_bar, e_bar_reg, epsilon;  // traces of the online models (spec 3)
    std::vector<RowState> row_state;  // e-prop only
    std::vector<Index> names;         // by place, ascending: where a synapse stood when it was made; empty if none was removed

    Index begin(Index row) const { return dense ? row * stride : row_start[row]; }
    Index length(Index row) const { return dense ? width : row_start[row + 1] - row_start[row]; }
    Index hole_of(Index row) const { return hole.empty() ? no_hole : hole[row]; }
    // A left-out autapse goes through the loops like the others; its weight stays 0.
    void clear_hole(Index row) {
        if (hole_of(row) != no_hole) weight[begin(row) + hole_of(row)] = 0.0;
    }
    std::uint32_t target_of(Index row, Index s) const {
        return static_cast<std::uint32_t>(dense ? first_target + s : column[row_start[row] + s]);
    }
    Index connections(Index row) const { return length(row) - (hole_of(row) != no_hole); }
    Index connections() const {
        Index n = dense ? sources.size() * width : column.size();
        for (Index h : hole) n -= h != no_hole;
        return n;
    }
    Index name_of(Index place) const { return names.empty() ? place : names[place]; }
    // Place of the synapse of this name, if it has not been removed.
    std::optional<Index> place_of(Index name) const {
        if (names.empty()) return name < weight.size() ? std::optional(name) : std::nullopt;  // all of them, or none is left
        const auto found = std::ranges::lower_bound(names, name);
        return found != names.end() && *found == name ? std::optional(static_cast<Index>(found - names.begin())) : std::nullopt;
    }
    // All that has a value a synapse.
    std::array<Doubles*, 8> columns() { return {&weight, &gradient, &m, &v, &z_bar, &e_bar, &e_bar_reg, &epsilon}; }
    bool connects(NodeId source, std::uint32_t target_position) const {
        for (Index row = 0; row < sources.size(); ++row)
            for (Index s = 0; sources[row] == source && s < length(row); ++s)
                if (s != hole_of(row) && target_of(row, s) == target_position) return true;
        return false;
    }
    bool learns() const { return Route::eprop_recurrent <= route && route <= Route::online_readout; }
    bool learns_in_intervals() const { return route == Route::eprop_recurrent || route == Route::eprop_readout; }
    bool learns_online() const { return route == Route::online_recurrent || route == Route::online_readout; }
};

}  // namespace eprop
