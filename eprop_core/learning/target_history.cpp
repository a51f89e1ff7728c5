#include "learning/target_history.hpp"

namespace eprop {

void TargetHistory::reset(Index neurons, Step entries) {
    neurons_ = neurons;
    length_ = static_cast<Index>((entries + history_group - 1) / history_group);
    complete_ = 0;
    groups_.assign(neurons * length_ * group_values, 0.0);
}

void TargetHistory::extend(const StepRing& psi, const StepRing& F, Step entry, ThreadPool& pool) {
    if ((entry + 1) % history_group != 0) return;
    const Step first = entry + 1 - history_group;
    GroupRows rows{};
    for (Step i = 0; i < history_group; ++i) {
        rows.psi[i] = psi.row(first + i);
        if (F.width() > 0) rows.F[i] = F.row(first + i);
    }
    double* group = &groups_[static_cast<Index>(first / history_group) % length_ * group_values];
    const Index stride = length_ * group_values;
    pool.share(neurons_, neurons_at_a_time, least_neurons,
               [&](Index begin, Index end) { kernels().group_entries(end - begin, rows.from(begin), group + begin * stride, stride); });
    complete_ = entry + 1;
}

}  // namespace eprop
