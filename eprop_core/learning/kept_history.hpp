#pragma once

#include <vector>

#include "base/settings.hpp"
#include "learning/history.hpp"
#include "projections/projection.hpp"

namespace eprop {

// How much history of its neurons NEST would keep for the synapses that have yet to learn from it: what eprop_history_duration
// records, without cutoffs and flush events. Steps, at the end of step t.
class KeptHistory {
public:
    // Start anew, with no rows.
    void reset(Index neurons, Step update_interval);
    // A row that reaches neuron j: its number among all rows, or, of the online models, what it keeps, which must stay in place.
    void add(Index j, Index row) { rows_[j].push_back(row); }
    void add_online(Index j, const RowState& row) { online_rows_[j].push_back(&row); }

    // The intervals of the last spikes of the sources, and all after the last of these.
    Step of_intervals(const std::vector<Passage>& passages, Index j, Step t, Phase phase, bool readout) const;
    // Online models: back to the earliest last spike of a source.
    Step online(Index j, Step t) const;

private:
    std::vector<std::vector<Index>> rows_;  // by neuron, as the next
    std::vector<std::vector<const RowState*>> online_rows_;
    Step update_interval_ = 1;
};

}  // namespace eprop
