#include "learning/gradient.hpp"

#include <algorithm>

#include "base/exp.hpp"
#include "simd/kernels.hpp"

namespace eprop {

namespace {

// Adds G (by position in the block) to the sums of one row.
inline void accumulate(const Kernels& kernel, const Projection& p, Arrival arrival, const double* G, History& h) {
    double* sum = &h.sums[arrival.projection][p.begin(arrival.row)];
    if (p.dense)
        kernel.add(p.stride, G + p.first_target, sum);
    else
        kernel.gather_add(p.length(arrival.row), &p.column[p.row_start[arrival.row]], G, sum);
    if (char& summed = h.is_summed[p.first_row + arrival.row]; !summed) summed = true, h.summed.push_back(arrival);
}

constexpr Index together = 8;  // entries: for some hundred neurons these and the next ones fit into the L1 cache

// The learning signals of `count` entries from the one that the errors of step `last` belong to backwards, null where all are 0. The
// first is not known yet if so told.
const double* learning_signals(const Network& net, State& state, const GradientGroup& group, Step last, Index count, bool unknown) {
    const Index n_out = net.readouts.size(), stride = net.recurrent.stride();
    const StepRing& errors = net.readouts.of(state).errors;
    const auto silent = [&](Index k, const double* error) {
        return (unknown && k == 0) || std::all_of(error, error + n_out, [](double e) { return e == 0.0; });
    };
    const double* const newest = errors.row(last);
    const double* error = newest;
    Index first = 0;
    for (; first < count && silent(first, error); ++first) error = errors.before(error);
    if (first == count) return nullptr;
    double* L = state.history.L.data();
    error = newest;
    for (Index k = 0; k < count; ++k, L += stride, error = errors.before(error))
        if (silent(k, error))
            std::fill_n(L, stride, 0.0);
        else
            kernels().learning_signal(stride, n_out, stride, group.feedback_at(last - static_cast<Step>(k)), error, L);
    return state.history.L.data();
}

// One backward pass over interval n for the rows of `group` that are, or are not, collected early.
void recurrent_pass(const Network& net, State& state, const GradientGroup& group, Step n, bool early) {
    History& h = state.history;
    const Recurrent& block = net.recurrent;
    const ArrivalLog& log = h.recurrent[n & 1];
    const Index stride = block.stride();
    for (Doubles* trace : {&h.Lambda, &h.zeta, &h.mu}) trace->assign(stride, 0.0);
    for (Doubles* rows : {&h.L, &h.G}) rows->resize(together * stride + lanes);
    h.R = block.of(state).interval_regularization[n & 1];
    for (Index j = 0; j < stride; ++j) h.R[j] *= group.gain[j];
    const BackwardConstants constants{group.kappa, block.alpha.data(), h.R.data(), block.beta.data(), block.rho.data()};
    const StepRing& psis = block.of(state).psi;
    const Kernels& kernel = kernels();
    Step last = recurrent_shift + (n + 1) * net.settings.update_interval - 1;
    for (Index end = log.steps(), count; end > 0; end -= count, last -= static_cast<Step>(count)) {
        count = std::min({together, end, psis.rows_up_to(last)});
        const bool unknown = early && end == log.steps();
        const double* L = learning_signals(net, state, group, last + 2, count, unknown);
        const BackwardEntries entries{.count = count, .width = stride, .psi = psis.row(last), .L = L, .G = h.G.data()};
        for (const Recurrent::Run& run : block.adaptation_runs())
            kernel.backward[run.kind][L != nullptr](run.begin, run.end, constants, {h.Lambda.data(), h.zeta.data(), h.mu.data()}, entries);
        for (Index k = 0; k < count; ++k)
            for (const Arrival& arrival : log.at(end - 1 - k)) {
                const Projection& p = net.projections[arrival.projection];
                if (p.group == group.number && (h.passages[p.first_row + arrival.row].collected_early == n) == early)
                    accumulate(kernel, p, arrival, &h.G[k * stride], h);
            }
    }
}

// One backward pass over interval n for the rows whose gradients are, or are not, averaged.
void readout_pass(const Network& net, State& state, Step n, bool average) {
    History& h = state.history;
    const Readout& block = net.readouts;
    const ArrivalLog& log = h.readout[n & 1];
    const StepRing& errors = block.of(state).errors;
    const Index width = errors.width();
    const Kernels& kernel = kernels();
    h.Lambda.assign(width, 0.0);
    h.G.resize(together * width + lanes);
    h.R = block.P_z;
    if (average)
        for (double& gain : h.R) gain /= static_cast<double>(net.settings.learning_window);
    Step last = readout_shift + (n + 1) * net.settings.update_interval;
    for (Index end = log.steps(), count; end > 0; end -= count, last -= static_cast<Step>(count)) {
        count = std::min({together, end, errors.rows_up_to(last)});
        const BackwardEntries entries{.count = count, .width = width, .psi = nullptr, .L = errors.row(last), .G = h.G.data()};
        kernel.backward_readout(width, block.kappa.data(), h.R.data(), h.Lambda.data(), entries);
        for (Index k = 0; k < count; ++k)
            for (const Arrival& arrival : log.at(end - 1 - k)) {
                const Projection& p = net.projections[arrival.projection];
                if (net.synapses[p.model].averages() == average) accumulate(kernel, p, arrival, &h.G[k * width], h);
            }
    }
}

}  // namespace

void take_sums(Network& net, History& h) {
    for (const Arrival& arrival : h.summed) {
        Projection& p = net.projections[arrival.projection];
        const Index first = p.begin(arrival.row), n = p.length(arrival.row);
        double* sum = &h.sums[arrival.projection][first];
        for (Index s = 0; s < n; ++s) p.gradient[first + s] += sum[s];
        std::fill_n(sum, p.dense ? p.stride : n, 0.0);
        h.is_summed[p.first_row + arrival.row] = false;
    }
    h.summed.clear();
}

void collect_early(Network& net, State& state, Step t) {
    const Phase phase = state.moment.recurrent;
    if (phase.k != 1 || phase.n <= state.history.begins) return;
    const Step n = phase.n - 1;
    bool any = false;
    const auto look_at = [&](const Arrival& arrival) {
        const Projection& p = net.projections[arrival.projection];
        if (p.route != Route::eprop_recurrent) return;
        Passage& row = state.history.passages[p.first_row + arrival.row];
        if (row.interval != n) return;
        row.collected_early = n;
        any = true;
    };
    std::ranges::for_each(state.ring.slot(t), look_at);
    std::ranges::for_each(state.scaled.slot(t), look_at);
    if (!any || state.history.recurrent[n & 1].empty()) return;
    for (const GradientGroup& group : net.gradient_groups) recurrent_pass(net, state, group, n, true);
    if (!state.history.shared) take_sums(net, state.history);
}

void collect(Network& net, State& state) {
    const Phase error = state.moment.error;
    if (error.k != 0 || error.n <= state.history.begins) return;
    const Step n = error.n - 1;
    if (!state.history.recurrent[n & 1].empty()) {
        for (const GradientGroup& group : net.gradient_groups) recurrent_pass(net, state, group, n, false);
        state.history.recurrent[n & 1].clear();
    }
    if (!state.history.readout[n & 1].empty()) {
        for (bool average : {false, true})
            if (std::ranges::any_of(net.synapses, [average](const SynapseModel& m) {
                    return m.kind == SynapseKind::eprop && m.connections > 0 && m.averages() == average;
                }))
                readout_pass(net, state, n, average);
        state.history.readout[n & 1].clear();
    }
    if (!state.history.shared) take_sums(net, state.history);
}

}  // namespace eprop
