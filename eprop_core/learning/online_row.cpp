#include "learning/online_row.hpp"

#include <algorithm>

#include "base/exp.hpp"
#include "base/prefetch.hpp"
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
            .error = ring_at(net.online_readouts.of(state).errors, entry + 1),
            .first = entry,
            .by_target = s.by_target.ring()};
}

OnlineTargets readout_targets(const Network& net, const State& state, Step entry) {
    OnlineTargets targets{};
    targets.alpha = net.online_readouts.kappa.data();
    targets.error = ring_at(net.online_readouts.of(state).errors, entry);
    return targets;
}

const std::uint32_t* targets_of(const Projection& p, Index r) { return p.dense ? nullptr : &p.column[p.row_start[r]]; }

}  // namespace

OnlineColumns columns(Projection& p, Index r) {
    const auto at = [first = p.begin(r)](Doubles& column) { return column.empty() ? nullptr : &column[first]; };
    return {at(p.weight), at(p.gradient), at(p.z_bar), at(p.e_bar), at(p.e_bar_reg), at(p.epsilon), at(p.m), at(p.v)};
}

Step last_entry(const Projection& p, const RowState& row, Step until) {
    const double limit = static_cast<double>(row.last_arrival - 1) + p.cutoff;
    return limit < static_cast<double>(until) ? static_cast<Step>(limit) : until;
}

bool is_mapped(const Network& net, const State& state, const Projection& p) {
    return p.route == Route::online_recurrent && net.recurrent_of(p.target).of(state).maps.in_use() && net.synapses[p.model].maps_windows();
}

Step map_start(const WindowMaps& maps, const RowState& row, Step end) {
    const Step latest = std::max(row.last_arrival, row.next_entry);  // a spike may enter with the start
    const Step start = (latest + map_spacing - 1) / map_spacing * map_spacing;
    return maps.end() == end && maps.has(start) ? start : end;
}

void pass_entries(const Network& net, const State& state, Projection& p, Index r, const OnlineEntries& entries,
                  const OnlineOptimizer& optimizer, OnlineKind kind) {
    const bool to_readouts = p.route == Route::online_readout;
    const Step first = p.row_state[r].next_entry;
    const OnlineTargets targets = to_readouts ? readout_targets(net, state, first) : recurrent_targets(net, state, p, first);
    const bool adaptive = !to_readouts && net.recurrent_of(p.target).adapts;
    const bool regularized = !to_readouts && net.recurrent_of(p.target).regularizes;
    auto* kernel = to_readouts ? kernels().online_readout[kind] : kernels().online_recurrent[adaptive][regularized][kind];
    kernel(p.length(r), targets, entries, optimizer, columns(p, r), targets_of(p, r), p.first_target);
}

void pass_window(const Network& net, const State& state, Projection& p, Index r, const OnlineEntries& entries, Step start,
                 const DescentStep* step) {
    const Recurrent& block = net.recurrent_of(p.target);
    const Step first = p.row_state[r].next_entry;
    OnlineEntries single = entries;
    single.count = static_cast<Index>(start - first);
    kernels().map_row[block.regularizes](p.length(r), recurrent_targets(net, state, p, first), single, block.of(state).maps.window(start),
                                         step, columns(p, r), targets_of(p, r), p.first_target);
}

bool can_wait(const Network& net, const State& state, Projection& p, Index r, double eta, Index count) {
    const Recurrent& block = net.recurrent_of(p.target);
    const WindowMaps& maps = block.of(state).maps;
    if (!maps.reaches(p.row_state[r].next_entry)) return false;  // too long ago to know the errors
    const auto& c = net.synapses[p.model].common;
    const double L = block.largest_feedback * maps.largest_error();
    const MapBounds bounds{eta, static_cast<double>(count), L, block.largest_F, block.largest_psi, block.largest_psi_sum};
    OnlineColumns row = columns(p, r);
    if (p.row_state[r].deferred_from < 0) row.gradient = nullptr;  // all 0
    return kernels().stays_within(p.length(r), bounds, c[common_Wmin], c[common_Wmax], row);
}

void decay(Network& net, Projection& p, Index r, Step steps) {
    const auto trace = [&](Doubles& column, const Doubles& log_factor, bool uniform = false) {
        if (column.empty()) return;
        double* values = &column[p.begin(r)];
        if (uniform)
            kernels().scale(p.length(r), exact_exp(static_cast<double>(steps) * log_factor[0]), values);
        else
            kernels().decay(p.length(r), static_cast<double>(steps), log_factor.data(), targets_of(p, r), p.first_target, values);
    };
    if (p.route == Route::online_readout) return trace(p.z_bar, net.online_readouts.log_kappa);
    const Recurrent& block = net.recurrent_of(p.target);
    trace(p.z_bar, block.log_alpha, block.uniform);
    trace(p.e_bar, block.log_kappa, block.uniform);
    trace(p.e_bar_reg, block.log_kappa_reg, block.uniform);
    trace(p.epsilon, block.log_rho);
}

template <class T>
static void fetch(const T* begin, Index count) {
    constexpr Index line = 64;  // bytes
    const auto* bytes = reinterpret_cast<const char*>(begin);
    for (Index i = 0; i < count * sizeof(T) + line; i += line) prefetch(bytes + i);
}

void fetch_row(Projection& p, Index r) {
    fetch_weights(p, r);
    OnlineColumns row = columns(p, r);
    for (Index c = 0; c < OnlineColumns::count; ++c)
        if (const double* column = row.column(c); column && column != row.gradient && column != row.weight) fetch(column, p.length(r));
}

void fetch_weights(const Projection& p, Index r) {
    fetch(&p.row_state[r], 1);
    if (!p.dense) fetch(&p.column[p.row_start[r]], p.length(r));
    fetch(&p.weight[p.begin(r)], p.length(r));
}

}  // namespace eprop
