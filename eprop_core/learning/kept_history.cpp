#include "learning/kept_history.hpp"

#include <algorithm>
#include <set>

namespace eprop {

void KeptHistory::reset(Index neurons, Step update_interval) {
    rows_.assign(neurons, {}), online_rows_.assign(neurons, {});
    update_interval_ = update_interval;
}

Step KeptHistory::of_intervals(const std::vector<Passage>& passages, Index j, Step t, Phase phase, bool readout) const {
    if (j >= rows_.size() || rows_[j].empty()) return 0;
    if (phase.k < 0) return t + 1;
    std::set<Step> owed;  // intervals that a row had yet to learn from when the present one started
    for (Index row : rows_[j]) owed.insert(passages[row].interval < phase.n ? passages[row].interval : passages[row].interval_before);
    const Step last = *owed.rbegin();
    const Step passed = last < phase.n ? phase.n - 1 - last : 0;
    const Step kept = static_cast<Step>(owed.size()) - (last == phase.n) + passed;
    // The first entry of a readout in an interval still belongs to the one before.
    const bool before_is_kept = last < phase.n || owed.contains(phase.n - 1);
    return kept * update_interval_ + phase.k + !(readout && before_is_kept);
}

Step KeptHistory::online(Index j, Step t) const {
    if (j >= online_rows_.size() || online_rows_[j].empty()) return 0;
    Step first = t;
    bool heard = false;
    for (const RowState* row : online_rows_[j])
        if (row->last_arrival >= 0) heard = true, first = std::min(first, row->last_arrival - 1);
    return t + 1 - (heard ? std::max(first, Step{0}) : 0);
}

}  // namespace eprop
