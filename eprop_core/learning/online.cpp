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

// The entry from which the row can go on by a map, after the single entries that the spike needs; `end` where there is none.
Step map_start(const WindowMaps& maps, const RowState& row, Step end) {
    Step single = row.next_entry + row.pending;
    if (row.last_arrival >= row.next_entry) single = row.last_arrival + 1;
    const Step start = (single + map_spacing - 1) / map_spacing * map_spacing;
    const Step group = row.next_entry / map_spacing * map_spacing;  // the single entries stand with it
    return start < end && maps.end() == end && maps.has(group) && maps.has(start) ? start : end;
}

// Whether the row's gradients may be added up by maps, or entry by entry, and applied at the next spike: they are linear in the traces
// as long as no bound of the weights is met. eta: of the steps that wait.
bool may_defer(const Network& net, const State& state, Projection& p, Index r, double eta, Index count) {
    const Recurrent& block = net.recurrent_of(p.target);
    const WindowMaps& maps = block.of(state).maps;
    if (!maps.has(p.row_state[r].next_entry / map_spacing * map_spacing)) return false;  // too long ago to know the errors
    const auto& c = net.synapses[p.model].common;
    const double L = block.largest_feedback * maps.largest_error();
    const MapBounds bounds{eta, static_cast<double>(count), L, block.largest_F, block.largest_psi, block.largest_psi_sum};
    return kernels().stays_within(p.length(r), bounds, c[common_Wmin], c[common_Wmax], columns(p, p.begin(r)));
}

// Takes a row entry by entry to its end.
void advance_by_entries(const Network& net, const State& state, Projection& p, Index r, const OnlineEntries& entries,
                        const OnlineOptimizer& optimizer, OnlineKind kind) {
    const bool to_readouts = p.route == Route::online_readout;
    const Step first = p.row_state[r].next_entry;
    const OnlineTargets targets = to_readouts ? readout_targets(net, state, first) : recurrent_targets(net, state, p, first);
    const bool adaptive = !to_readouts && net.recurrent_of(p.target).adapts;
    const bool regularized = !to_readouts && net.recurrent_of(p.target).regularizes;
    auto* kernel = to_readouts ? kernels().online_readout[kind] : kernels().online_recurrent[adaptive][regularized][kind];
    kernel(p.length(r), targets, entries, optimizer, columns(p, p.begin(r)), p.dense ? nullptr : &p.column[p.row_start[r]], p.first_target);
}

// Adds what the window contributes to the gradients of a row: by a map over it if there is one.
void add_up(const Network& net, const State& state, Projection& p, Index r, const OnlineEntries& window, Step end) {
    const RowState& row = p.row_state[r];
    const Recurrent& block = net.recurrent_of(p.target);
    const WindowMaps& maps = block.of(state).maps;
    const Step start = map_start(maps, row, end);
    if (start == end) return advance_by_entries(net, state, p, r, window, {}, online_sum);
    OnlineEntries single = window;
    single.count = static_cast<Index>(start - row.next_entry);
    kernels().map_row[block.regularizes](p.length(r), recurrent_targets(net, state, p, row.next_entry), single,
                                         maps.window(row.next_entry, start), columns(p, p.begin(r)),
                                         p.dense ? nullptr : &p.column[p.row_start[r]], p.first_target);
}

// Whether the row goes by maps over windows.
bool is_mapped(const Network& net, const State& state, const Projection& p) {
    return p.route == Route::online_recurrent && net.recurrent_of(p.target).of(state).maps.in_use() && net.synapses[p.model].maps_windows();
}

double eta_of(const RowState& row, const SynapseModel& model) { return row.eta.value_or(model.first_eta); }

// The steps of gradient descent that wait are taken, as one.
void apply_deferred(Network& net, Projection& p, Index r, Step end) {
    RowState& row = p.row_state[r];
    if (row.deferred_from < 0) return;
    const auto& c = net.model_of(p).common;
    const double eta = c[common_eta];
    const Index first = p.begin(r), n = p.length(r);
    kernels().gradient_descent(n, eta, 1.0, &p.weight[first], &p.gradient[first]);
    kernels().clamp(n, c[common_Wmin], c[common_Wmax], &p.weight[first]);  // they may have been set while the steps waited
    std::fill_n(&p.gradient[first], n, 0.0);
    p.clear_hole(r);
    row.optimizer_step = end + 1;  // the batch size is 1, the last entry that of index end - 1
    row.eta = eta;
    row.deferred_from = -1;
}

// What optimizes a row on its way through the history, entry by entry.
void optimize_entries(Network& net, const State& state, Projection& p, Index r, const OnlineEntries& entries) {
    RowState& row = p.row_state[r];
    const SynapseModel& model = net.model_of(p);
    const auto& c = model.common;
    const Schedule schedule(row, model, row.next_entry, entries.count);
    const bool total = c[common_batch_size] == 1.0 && schedule.is_uniform();
    const OnlineOptimizer optimizer{schedule.due(), schedule.sizes(), c[common_batch_size], c[common_Wmin],
                                    c[common_Wmax], c[common_beta_1], c[common_beta_2],     c[common_epsilon]};
    advance_by_entries(net, state, p, r, entries, optimizer, model.adapts_moments() ? online_adam : total ? online_total : online_descent);
}

// Takes a row through its history up to, but not including, entry `until` and the cutoff. may_wait: not if that changes weights.
// by_maps: where there are any; they end with the entry that the present step has completed.
void advance(Network& net, const State& state, Projection& p, Index r, Step until, bool may_wait, bool by_maps = true) {
    RowState& row = p.row_state[r];
    const Step first = row.next_entry, end = last_entry(p, row, until);
    if (first >= end) return;
    const OnlineEntries entries{static_cast<Index>(end - first), static_cast<Index>(row.last_arrival - first), row.pending};
    const SynapseModel& model = net.model_of(p);
    const bool each_step = model.common[common_optimize_each_step] != 0.0, mapped = by_maps && is_mapped(net, state, p);
    if (!each_step) {
        mapped ? add_up(net, state, p, r, entries, end) : advance_by_entries(net, state, p, r, entries, {}, online_sum);
    } else if (mapped && eta_of(row, model) == model.common[common_eta] && may_defer(net, state, p, r, eta_of(row, model), entries.count)) {
        add_up(net, state, p, r, entries, end);
        if (row.deferred_from < 0) row.deferred_from = first;
    } else if (may_wait) {
        return;
    } else {
        apply_deferred(net, p, r, first);
        optimize_entries(net, state, p, r, entries);
    }
    p.clear_hole(r);
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

// Note when the row is to go through its history if no spike comes: before it is overwritten and, where it goes by maps, which end
// now, when it reaches the cutoff.
void plan_review(const Network& net, State& state, const Projection& p, Arrival arrival, RowState& row, Step t) {
    row.review = t + net.patience;
    if (is_mapped(net, state, p)) row.review = std::min(row.review, last_entry(p, row, row.review) + 1);
    if (row.review > t) state.agenda.send(row.review, arrival);
}

}  // namespace

void learn_online(Network& net, State& state, Projection& p, Arrival arrival, Step t) {
    RowState& row = p.row_state[arrival.row];
    if (row.last_arrival == t) return;
    if (row.last_arrival >= 0) {
        const Step known = t - 1;  // entries before it are complete
        advance(net, state, p, arrival.row, known, false);
        const Step end = last_entry(p, row, known);
        apply_deferred(net, p, arrival.row, end);
        if (end <= row.last_arrival) row.pending = true;
        if (end < known) decay(net, p, arrival.row, known - end);
        const SynapseModel& model = net.model_of(p);
        if (model.common[common_optimize_each_step] == 0.0) optimize_row(p, arrival.row, model, t - 1);
    }
    row.last_arrival = t;
    row.next_entry = t - 1;
    plan_review(net, state, p, arrival, row, t);
}

void apply_pending_online(Network& net, const State& state, Projection& p, Index r) {
    const RowState& row = p.row_state[r];
    if (row.last_arrival < 0) return;
    const Step known = state.clock - 1;
    advance(net, state, p, r, known, false, false);
    apply_deferred(net, p, r, last_entry(p, row, known));
    const SynapseModel& model = net.model_of(p);
    if (model.common[common_optimize_each_step] == 0.0) optimize_row(p, r, model, known);
}

void extend_maps(const Network& net, State& state) {
    const Step complete = state.clock - 2;
    if (complete < 0) return;
    for (const Recurrent* block : {&net.online_recurrent, &net.delta_recurrent})
        if (WindowMaps& maps = block->of(state).maps; maps.in_use()) maps.extend(*block, net.online_readouts, state, complete);
}

void review_online(Network& net, State& state, Step t) {
    auto& slot = state.agenda.slot(t);
    for (Index i = 0; i < slot.size(); ++i) {
        const Arrival arrival = slot[i];
        Projection& p = net.projections[arrival.projection];
        RowState& row = p.row_state[arrival.row];
        if (row.review != t) continue;  // a spike came meanwhile
        const Step before = row.next_entry, overwritten = before + 1 + net.patience;
        advance(net, state, p, arrival.row, t - 1, t < overwritten);
        if (row.next_entry == before && t < overwritten)
            state.agenda.send(row.review = overwritten, arrival);
        else if (last_entry(p, row, t) == t)
            plan_review(net, state, p, arrival, row, t);
    }
    slot.clear();
}

}  // namespace eprop
