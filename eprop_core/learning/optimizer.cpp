#include "learning/optimizer.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "simd/kernels.hpp"

namespace eprop {

double adam_step_size(RowState& row, const SynapseModel& model, double eta) {
    row.beta_1_power *= model.common[common_beta_1];
    row.beta_2_power *= model.common[common_beta_2];
    return eta * std::sqrt(1.0 - row.beta_2_power) / (1.0 - row.beta_1_power);
}

namespace {

// Once for each step that is due: the first sees the gradient, the others, of silent intervals, a gradient of zero.
void adam(Projection& p, Index first, Index n, RowState& row, const SynapseModel& model, double eta, std::int64_t due) {
    const auto& c = model.common;
    double* g = &p.gradient[first];
    for (std::int64_t step = 0; step < due; ++step) {
        const AdamStep constants{c[common_beta_1], c[common_beta_2], c[common_epsilon], adam_step_size(row, model, eta)};
        kernels().adam(n, constants, c[common_batch_size], &p.weight[first], &p.m[first], &p.v[first], g);
        if (step == 0) std::fill(g, g + n, 0.0);
    }
}

// The steps that are due until the counter stands at `current`.
void step_row(Projection& p, Index r, const SynapseModel& model, std::int64_t current) {
    RowState& row = p.row_state[r];
    const auto& c = model.common;
    const Index first = p.begin(r), n = p.length(r);
    const double eta = row.eta.value_or(model.first_eta);
    if (model.adapts_moments()) {
        adam(p, first, n, row, model, eta, current - row.optimizer_step);
    } else {
        kernels().gradient_descent(n, eta, c[common_batch_size], &p.weight[first], &p.gradient[first]);
        std::fill(&p.gradient[first], &p.gradient[first] + n, 0.0);
    }
    kernels().clamp(n, c[common_Wmin], c[common_Wmax], &p.weight[first]);
    p.clear_hole(r);
}

}  // namespace

void optimize_row(Projection& p, Index r, const SynapseModel& model, Step interval, std::mutex* gate) {
    RowState& row = p.row_state[r];
    const std::int64_t current = 1 + interval / static_cast<std::int64_t>(model.common[common_batch_size]);
    const std::atomic_ref step(row.optimizer_step);
    const std::atomic_ref ahead(row.ahead);
    const auto is_done = [&] { return step.load(std::memory_order_acquire) >= current && !ahead.load(std::memory_order_relaxed); };
    if (is_done()) return;
    const auto lock = gate ? std::unique_lock(*gate) : std::unique_lock<std::mutex>();
    if (is_done()) return;
    if (row.optimizer_step < current) step_row(p, r, model, current);
    row.eta = model.common[common_eta];
    ahead.store(false, std::memory_order_relaxed);
    step.store(std::max(row.optimizer_step, current), std::memory_order_release);  // others read weights from now on
}

void optimize_row_ahead(Projection& p, Index r, const SynapseModel& model, Step interval) {
    RowState& row = p.row_state[r];
    const RowState before = row;
    optimize_row(p, r, model, interval);
    row.eta = before.eta;
    row.ahead = before.ahead || row.optimizer_step > before.optimizer_step;
}

}  // namespace eprop
