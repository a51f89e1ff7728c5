#include "learning/online.hpp"

#include <algorithm>
#include <cmath>

#include "learning/optimizer.hpp"
#include "simd/kernels.hpp"

namespace eprop {

namespace {

HistoryRing ring_at(const StepRing& ring, Step entry) {
    return {ring.row(0), ring.width(), ring.length(), static_cast<Index>(entry) % ring.length()};
}

OnlineTargets recurrent_targets(const Network& net, const State& state, const Projection& p, Step entry) {
    const Recurrent& block = net.recurrent_of(p.target);
    const RecurrentState& s = block.of(state);
    return {.alpha = block.alpha.data(),
            .kappa = block.kappa_e.data(),
            .kappa_reg = block.kappa_f.data(),
            .rho = block.rho.data(),
            .beta = block.beta.data(),
            .feedback = block.feedback.data(),
            .n_out = net.online_readouts.size(),
            .stride = block.stride(),
            .psi = ring_at(s.psi, entry),
            .regularization = ring_at(s.regularization, entry),
            .error = ring_at(net.online_readouts.of(state).errors, entry + 1)};
}

OnlineTargets readout_targets(const Network& net, const State& state, Step entry) {
    OnlineTargets targets{};
    targets.alpha = net.online_readouts.kappa.data();
    targets.error = ring_at(net.online_readouts.of(state).errors, entry);
    return targets;
}

// When the optimizer acts on the entries, and with which step sizes: the same for all synapses of the row (spec 4).
class Schedule {
public:
    Schedule(RowState& row, const SynapseModel& model, Step first, Index count) {
        const auto& c = model.common;
        const auto batch = static_cast<std::int64_t>(c[common_batch_size]);
        const bool adam = model.adapts_moments();
        due_.assign(count, 0);
        sizes_.clear();
        std::int64_t current = 1 + (first + 1) / batch;
        for (Index i = 0; i < count; ++i) {
            if (first + static_cast<Step>(i) + 1 == current * batch) ++current;
            if (row.optimizer_step >= current) continue;
            const double eta = row.eta.value_or(model.first_eta);
            due_[i] = adam ? static_cast<std::uint32_t>(current - row.optimizer_step) : 1;
            for (std::uint32_t d = 0; d < due_[i]; ++d) sizes_.push_back(adam ? adam_step_size(row, model, eta) : eta);
            row.optimizer_step = current;
            row.eta = c[common_eta];
        }
    }
    const std::uint32_t* due() const { return due_.data(); }
    const double* sizes() const { return sizes_.data(); }
    // Whether one step follows each entry, all of one size.
    bool is_uniform() const {
        return sizes_.size() == due_.size() && std::ranges::all_of(sizes_, [](double size) { return size == sizes_[0]; }) &&
               std::ranges::all_of(due_, [](std::uint32_t due) { return due == 1; });
    }

private:
    inline static thread_local std::vector<std::uint32_t> due_;  // kept, so that a row allocates nothing
    inline static thread_local std::vector<double> sizes_;
};

OnlineColumns columns(Projection& p, Index first) {
    const auto at = [first](Doubles& column) { return column.empty() ? nullptr : &column[first]; };
    return {at(p.weight), at(p.gradient), at(p.z_bar), at(p.e_bar), at(p.e_bar_reg), at(p.epsilon), at(p.m), at(p.v)};
}

// The entry before which the row stops on its way to `until`, for the cutoff.
Step last_entry(const Projection& p, const RowState& row, Step until) {
    const double limit = static_cast<double>(row.last_arrival - 1) + p.cutoff;
    return limit < static_cast<double>(until) ? static_cast<Step>(limit) : until;
}

// Takes a row through its history up to, but not including, entry `until` and the cutoff.
void advance(Network& net, const State& state, Projection& p, Index r, Step until) {
    RowState& row = p.row_state[r];
    const Step first = row.next_entry, end = last_entry(p, row, until);
    if (first >= end) return;
    const Index count = static_cast<Index>(end - first);
    const SynapseModel& model = net.model_of(p);
    const bool each_step = model.common[common_optimize_each_step] != 0.0;
    const auto& c = model.common;

    OnlineOptimizer optimizer{nullptr, nullptr, c[common_batch_size], c[common_Wmin], c[common_Wmax], c[common_beta_1], c[common_beta_2],
                              c[common_epsilon]};
    OnlineKind kind = online_sum;
    if (each_step) {
        const Schedule schedule(row, model, first, count);
        optimizer.due = schedule.due(), optimizer.sizes = schedule.sizes();
        const bool total = c[common_batch_size] == 1.0 && schedule.is_uniform();
        kind = model.adapts_moments() ? online_adam : total ? online_total : online_descent;
    }
    const OnlineEntries entries{count, static_cast<Index>(row.last_arrival - first), row.pending};
    const bool to_readouts = p.route == Route::online_readout;
    const OnlineTargets targets = to_readouts ? readout_targets(net, state, first) : recurrent_targets(net, state, p, first);
    const bool adaptive = !to_readouts && net.recurrent_of(p.target).adapts;
    const bool regularized = !to_readouts && net.recurrent_of(p.target).regularizes;
    auto* kernel = to_readouts ? kernels().online_readout[kind] : kernels().online_recurrent[adaptive][regularized][kind];
    kernel(p.length(r), targets, entries, optimizer, columns(p, p.begin(r)), p.dense ? nullptr : &p.column[p.row_start[r]], p.first_target);
    if (p.hole_of(r) < p.length(r)) p.weight[p.begin(r) + p.hole_of(r)] = 0.0;
    row.pending = false;
    row.next_entry = end;
}

void decay(Network& net, Projection& p, Index r, Step steps) {
    const auto trace = [&](Doubles& column, const Doubles& log_factor) {
        if (!column.empty())
            kernels().decay(p.length(r), static_cast<double>(steps), log_factor.data(), p.dense ? nullptr : &p.column[p.row_start[r]],
                            p.first_target, &column[p.begin(r)]);
    };
    if (p.route == Route::online_readout) return trace(p.z_bar, net.online_readouts.log_kappa);
    const Recurrent& block = net.recurrent_of(p.target);
    trace(p.z_bar, block.log_alpha);
    trace(p.e_bar, block.log_kappa);
    trace(p.e_bar_reg, block.log_kappa_reg);
    trace(p.epsilon, block.log_rho);
}

}  // namespace

void learn_online(Network& net, const State& state, Projection& p, Index r, Step t) {
    RowState& row = p.row_state[r];
    if (row.last_arrival == t) return;
    if (row.last_arrival >= 0) {
        const Step known = t - 1;  // entries before it are complete
        advance(net, state, p, r, known);
        const Step end = last_entry(p, row, known);
        if (end <= row.last_arrival) row.pending = true;
        if (end < known) decay(net, p, r, known - end);
        const SynapseModel& model = net.model_of(p);
        if (model.common[common_optimize_each_step] == 0.0) optimize_row(p, r, model, t - 1);
    }
    row.last_arrival = t;
    row.next_entry = t - 1;
}

void sweep_online(Network& net, State& state, Step t) {
    if (t < state.next_sweep) return;
    for (Projection& p : net.projections)
        if (p.learns_online())
            for (Index row = 0; row < p.sources.size(); ++row)
                if (p.row_state[row].last_arrival >= 0) advance(net, state, p, row, t - 1);
    state.next_sweep = t + net.sweep_interval;
}

}  // namespace eprop
