#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "learning/optimizer.hpp"

namespace eprop {

inline double eta_of(const RowState& row, const SynapseModel& model) { return row.eta.value_or(model.first_eta); }

// When the optimizer of the online models acts on `count` entries from `first` on, and with which step sizes: the same for all synapses
// of the row (spec 4).
class Schedule {
public:
    Schedule(RowState& row, const SynapseModel& model, Step first, Index count) {
        const auto& c = model.common;
        const auto batch = static_cast<std::int64_t>(c[common_batch_size]);
        const bool adam = model.adapts_moments();
        std::vector<std::uint32_t>& due = due_;  // looked up once
        std::vector<double>& sizes = sizes_;
        due.assign(count, 0);
        sizes.clear();
        std::int64_t current = 1 + (first + 1) / batch;
        for (Index i = 0; i < count; ++i) {
            if (first + static_cast<Step>(i) + 1 == current * batch) ++current;
            if (row.optimizer_step >= current) continue;
            const double eta = eta_of(row, model);
            due[i] = adam ? static_cast<std::uint32_t>(current - row.optimizer_step) : 1;
            for (std::uint32_t d = 0; d < due[i]; ++d) sizes.push_back(adam ? adam_step_size(row, model, eta) : eta);
            row.optimizer_step = current;
            row.eta = c[common_eta];
        }
    }
    // Whether the optimizer acts once after each entry, maybe more often after the first.
    bool each() const {
        return due_[0] > 0 && std::all_of(due_.begin() + 1, due_.end(), [](std::uint32_t n) { return n == 1; });
    }
    const std::uint32_t* due() const { return due_.data(); }
    const double* sizes() const { return sizes_.data(); }

private:
    inline static thread_local std::vector<std::uint32_t> due_;  // kept, so that a row allocates nothing
    inline static thread_local std::vector<double> sizes_;
};

}  // namespace eprop
