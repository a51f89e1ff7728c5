#include "learning/online.hpp"

#include <algorithm>
#include <atomic>

#include "learning/online_row.hpp"
#include "learning/optimizer.hpp"
#include "learning/schedule.hpp"
#include "simd/kernels.hpp"

namespace eprop {

namespace {

// Why a row goes through its history.
enum class Reason {
    spike,         // one comes through
    cutoff,        // it is reached, which is where maps end now; weights do not change
    last_chance,   // history is about to be overwritten
    asked_for      // by apply_pending_updates, when maps do not yet reach to the end
};

// The steps of gradient descent up to entry `end` have been taken as one. The batch size is 1, the last entry that of index end - 1.
void note_descent(RowState& row, const SynapseModel& model, Step end) {
    row.optimizer_step = end + 1;
    row.eta = model.common[common_eta];
    row.deferred_from = -1;
}

// The steps of gradient descent that wait in the gradient are taken, as one.
void apply_deferred(Network& net, Projection& p, Index r, Step end) {
    RowState& row = p.row_state[r];
    if (row.deferred_from < 0) return;
    const auto& c = net.model_of(p).common;
    const Index first = p.begin(r), n = p.length(r);
    kernels().gradient_descent(n, c[common_eta], 1.0, &p.weight[first], &p.gradient[first]);
    kernels().clamp(n, c[common_Wmin], c[common_Wmax], &p.weight[first]);  // they may have been set while the steps waited
    std::fill_n(&p.gradient[first], n, 0.0);
    p.clear_hole(r);
    note_descent(row, net.model_of(p), end);
}

// What optimizes a row on its way through the history, entry by entry.
void optimize_entries(Network& net, const State& state, Projection& p, Index r, const OnlineEntries& entries) {
    RowState& row = p.row_state[r];
    const SynapseModel& model = net.model_of(p);
    const auto& c = model.common;
    OnlineOptimizer optimizer{nullptr,        &c[common_eta],   c[common_batch_size], c[common_Wmin],
                              c[common_Wmax], c[common_beta_1], c[common_beta_2],     c[common_epsilon]};
    if (!model.adapts_moments() && c[common_batch_size] == 1.0 && eta_of(row, model) == c[common_eta]) {
        pass_entries(net, state, p, r, entries, optimizer, online_total);
        return note_descent(row, model, row.next_entry + static_cast<Step>(entries.count));
    }
    const Schedule schedule(row, model, row.next_entry, entries.count);
    optimizer.due = schedule.due(), optimizer.sizes = schedule.sizes();
    const bool each = c[common_batch_size] == 1.0 && schedule.each();
    pass_entries(net, state, p, r, entries, optimizer, !model.adapts_moments() ? online_descent : each ? online_adam_steps : online_adam);
}

// Adds up the gradients of a row, for an optimizer that acts later. start: `end`, or where its maps start.
void add_up(const Network& net, const State& state, Projection& p, Index r, const OnlineEntries& entries, Step start, Step end) {
    if (start < end)
        pass_window(net, state, p, r, entries, start, nullptr);
    else
        pass_entries(net, state, p, r, entries, {}, online_sum);
}

// The steps of gradient descent of all entries as one: at once for a spike if the whole window goes by maps, else it waits for one.
void descend(const Network& net, const State& state, Projection& p, Index r, const OnlineEntries& entries, Step start, Step end,
             Reason reason) {
    RowState& row = p.row_state[r];
    const SynapseModel& model = net.synapses[p.model];
    if (reason == Reason::spike && start < end) {
        const DescentStep step{model.common[common_eta], model.common[common_Wmin], model.common[common_Wmax], row.deferred_from >= 0};
        pass_window(net, state, p, r, entries, start, &step);
        note_descent(row, model, end);
    } else {
        add_up(net, state, p, r, entries, start, end);
        if (row.deferred_from < 0) row.deferred_from = row.next_entry;
    }
}

// Takes a row through its history up to, but not including, entry `until` and the cutoff.
void advance(Network& net, const State& state, Projection& p, Index r, Step until, Reason reason) {
    RowState& row = p.row_state[r];
    const Step first = row.next_entry, end = last_entry(p, row, until);
    if (first >= end) return;
    const OnlineEntries entries{static_cast<Index>(end - first), static_cast<Index>(row.last_arrival - first), row.pending};
    const SynapseModel& model = net.model_of(p);
    const double eta = model.common[common_eta];
    const bool mapped = reason != Reason::asked_for && is_mapped(net, state, p);
    const Step start = mapped ? map_start(net.recurrent_of(p.target).of(state).maps, row, end) : end;
    if (model.common[common_optimize_each_step] == 0.0) {
        add_up(net, state, p, r, entries, start, end);
    } else if (mapped && eta_of(row, model) == eta && can_wait(net, state, p, r, eta, entries.count)) {
        descend(net, state, p, r, entries, start, end, reason);
    } else if (reason == Reason::cutoff) {
        return;
    } else {
        apply_deferred(net, p, r, first);
        optimize_entries(net, state, p, r, entries);
    }
    p.clear_hole(r);
    row.pending = false;
    row.next_entry = end;
}

// Note when the row is to go through its history if no spike comes: before it is overwritten and, where it goes by maps, which end
// now, when it reaches the cutoff.
void plan_review(const Network& net, State& state, const Projection& p, Arrival arrival, RowState& row, Step t) {
    row.review = t + net.patience;
    if (is_mapped(net, state, p)) row.review = std::min(row.review, last_entry(p, row, row.review) + 1);
    if (row.review > t) state.agenda.send(row.review, arrival);
}

// Whether the caller is the first, of all threads, to do this with the row. Work: 2 t for the review in step t, 2 t + 1 for the spike.
bool claim(RowState& row, Step work) { return std::atomic_ref(row.claimed).exchange(work, std::memory_order_relaxed) != work; }

// Rows that a thread takes at a time, and how many pay to be shared.
constexpr Index rows_at_a_time = 4, least_rows = 16;

void bring_up_to_date(Network& net, const State& state, Projection& p, Index r, Step t) {
    RowState& row = p.row_state[r];
    if (row.last_arrival < 0 || row.last_arrival == t || !claim(row, 2 * t + 1)) return;
    const Step known = t - 1;  // entries before it are complete
    advance(net, state, p, r, known, Reason::spike);
    const Step end = last_entry(p, row, known);
    apply_deferred(net, p, r, end);
    if (end <= row.last_arrival) row.pending = true;
    if (end < known) decay(net, p, r, known - end);
    const SynapseModel& model = net.model_of(p);
    if (model.common[common_optimize_each_step] == 0.0) optimize_row(p, r, model, t - 1);
}

void review(Network& net, const State& state, Projection& p, Index r, Step t) {
    RowState& row = p.row_state[r];
    if (row.review != t || !claim(row, 2 * t)) return;  // a spike came meanwhile
    advance(net, state, p, r, t - 1, t < row.next_entry + 1 + net.patience ? Reason::cutoff : Reason::last_chance);
}

}  // namespace

bool share_online(Network& net, const State& state, const std::vector<Arrival>& arrivals, Step t, ThreadPool& pool) {
    if (pool.threads() == 1 || arrivals.size() < least_rows) return false;
    pool.share(arrivals.size(), rows_at_a_time, least_rows, [&](Index begin, Index end) {
        for (Index i = begin; i < end; ++i) {
            if (i + 1 < end) fetch_online(net, arrivals[i + 1], false);
            if (Projection& p = net.projections[arrivals[i].projection]; p.learns_online())
                bring_up_to_date(net, state, p, arrivals[i].row, t);
        }
    });
    return true;
}

void learn_online(Network& net, State& state, Projection& p, Arrival arrival, Step t) {
    RowState& row = p.row_state[arrival.row];
    if (row.last_arrival == t) return;
    bring_up_to_date(net, state, p, arrival.row, t);
    row.last_arrival = t;
    row.next_entry = t - 1;
    plan_review(net, state, p, arrival, row, t);
}

void fetch_online(Network& net, Arrival arrival, bool has_learned) {
    Projection& p = net.projections[arrival.projection];
    if (p.learns_online()) has_learned ? fetch_weights(p, arrival.row) : fetch_row(p, arrival.row);
}

void apply_pending_online(Network& net, const State& state, Projection& p, Index r) {
    const RowState& row = p.row_state[r];
    if (row.last_arrival < 0) return;
    const Step known = state.clock - 1;
    advance(net, state, p, r, known, Reason::asked_for);
    apply_deferred(net, p, r, last_entry(p, row, known));
    const SynapseModel& model = net.model_of(p);
    if (model.common[common_optimize_each_step] == 0.0) optimize_row(p, r, model, known);
}

void note_entry(const Network& net, State& state, ThreadPool& pool) {
    const Step complete = state.clock - 2;
    if (complete < 0) return;
    for (const Recurrent* block : {&net.online_recurrent, &net.delta_recurrent}) {
        RecurrentState& s = block->of(state);
        if (s.by_target.in_use()) s.by_target.extend(s.psi, s.regularization, complete, pool);
        if (s.maps.in_use()) s.maps.extend(*block, net.online_readouts, state, complete, pool);
    }
}

void review_online(Network& net, State& state, Step t, ThreadPool& pool) {
    auto& slot = state.agenda.slot(t);
    pool.share(slot.size(), rows_at_a_time, least_rows, [&](Index begin, Index end) {
        for (Index i = begin; i < end; ++i) review(net, state, net.projections[slot[i].projection], slot[i].row, t);
    });
    for (Index i = 0; i < slot.size(); ++i) {
        const Arrival arrival = slot[i];
        Projection& p = net.projections[arrival.projection];
        RowState& row = p.row_state[arrival.row];
        if (row.review != t) continue;
        if (row.next_entry < last_entry(p, row, t - 1))  // it did not go
            state.agenda.send(row.review = row.next_entry + 1 + net.patience, arrival);
        else if (last_entry(p, row, t) == t)
            plan_review(net, state, p, arrival, row, t);
    }
    slot.clear();
}

}  // namespace eprop
