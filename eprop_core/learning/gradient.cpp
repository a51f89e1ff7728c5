#include "learning/gradient.hpp"

#include <algorithm>

#include "base/exp.hpp"
#include "simd/kernels.hpp"

namespace eprop {

namespace {

// Adds G (by position in the block) to the sums of one row.
void accumulate(const Projection& p, Arrival arrival, const double* G, History& h) {
    double* sum = &h.sums[arrival.projection][p.begin(arrival.row)];
    if (p.dense)
        kernels().add(p.width, G + p.first_target, sum);
    else
        kernels().gather_add(p.length(arrival.row), &p.column[p.row_start[arrival.row]], G, sum);
    bool& summed = h.passages[p.first_row + arrival.row].summed;
    if (!summed) h.summed.push_back(arrival);
    summed = true;
}

// The sums of an interval go into the gradients. They are complete by then, so that an interval adds one number to each gradient.
void take_sums(Network& net, History& h) {
    for (const Arrival& arrival : h.summed) {
        Projection& p = net.projections[arrival.projection];
        const Index first = p.begin(arrival.row), n = p.length(arrival.row);
        double* sum = &h.sums[arrival.projection][first];
        kernels().add(n, sum, &p.gradient[first]);
        std::fill_n(sum, n, 0.0);
        h.passages[p.first_row + arrival.row].summed = false;
    }
    h.summed.clear();
}

// The learning signal that belongs to the errors of all readouts, or null where there is none.
const double* learning_signal(const Network& net, State& state, const double* error) {
    const Index n_out = net.readouts.size();
    if (std::all_of(error, error + n_out, [](double e) { return e == 0.0; })) return nullptr;
    const Index stride = net.recurrent.stride();
    kernels().learning_signal(stride, n_out, stride, net.recurrent.feedback.data(), error, state.history.L.data());
    return state.history.L.data();
}

// One backward pass over interval n for the rows of `group` that are, or are not, collected early.
void recurrent_pass(const Network& net, State& state, const GradientGroup& group, Step n, bool early) {
    History& h = state.history;
    const Recurrent& block = net.recurrent;
    const ArrivalLog& log = h.recurrent[n & 1];
    const Doubles& R = block.of(state).interval_regularization[n & 1];
    for (Doubles* trace : {&h.Lambda, &h.zeta, &h.mu, &h.L, &h.G}) trace->assign(block.stride(), 0.0);
    const Step last = recurrent_shift + (n + 1) * net.settings.update_interval - 1;
    const StepRing& psis = block.of(state).psi;
    const StepRing& errors = net.readouts.of(state).errors;
    const double* psi = psis.row(last);
    const double* error = errors.row(last + 2);
    for (Index k = log.steps(); k-- > 0; psi = psis.before(psi), error = errors.before(error)) {
        const bool unknown = early && k + 1 == log.steps();
        const double* L = unknown ? nullptr : learning_signal(net, state, error);
        for (const Recurrent::Run& run : block.adaptation_runs()) {
            const Index b = run.begin;
            const BackwardConstants constants{group.kappa, &block.alpha[b], &group.gain[b], &R[b], &block.beta[b], &block.rho[b]};
            const BackwardState traces{&h.Lambda[b], &h.zeta[b], &h.mu[b]};
            kernels().backward[run.kind][L != nullptr](run.end - b, constants, traces, psi + b, L ? L + b : nullptr, &h.G[b]);
        }
        for (const Arrival& arrival : log.at(k)) {
            const Projection& p = net.projections[arrival.projection];
            if (p.group == group.number && (h.passages[p.first_row + arrival.row].collected_early == n) == early)
                accumulate(p, arrival, h.G.data(), h);
        }
    }
}

// One backward pass over interval n for the rows whose gradients are, or are not, averaged.
void readout_pass(const Network& net, State& state, Step n, bool average) {
    const double scale = average ? static_cast<double>(net.settings.learning_window) : 1.0;
    History& h = state.history;
    const Readout& block = net.readouts;
    const ArrivalLog& log = h.readout[n & 1];
    h.Lambda.assign(padded(block.size()), 0.0);
    h.G.assign(padded(block.size()), 0.0);
    const StepRing& errors = block.of(state).errors;
    const double* error = errors.row(readout_shift + (n + 1) * net.settings.update_interval);
    for (Index k = log.steps(); k-- > 0; error = errors.before(error)) {
        for (Index j = 0; j < block.size(); ++j) {
            h.Lambda[j] = error[j] + block.kappa[j] * h.Lambda[j];
            h.G[j] = block.P_z[j] / scale * h.Lambda[j];
        }
        for (const Arrival& arrival : log.at(k)) {
            const Projection& p = net.projections[arrival.projection];
            if (net.synapses[p.model].averages() == average) accumulate(p, arrival, h.G.data(), h);
        }
    }
}

}  // namespace

void collect_early(Network& net, State& state, Step t) {
    const Phase phase = state.moment.recurrent;
    if (phase.k != 1 || phase.n == 0) return;
    const Step n = phase.n - 1;
    bool any = false;
    for (const Arrival& arrival : state.ring.slot(t)) {
        const Projection& p = net.projections[arrival.projection];
        if (p.route != Route::eprop_recurrent) continue;
        Passage& row = state.history.passages[p.first_row + arrival.row];
        if (row.interval != n) continue;
        row.collected_early = n;
        any = true;
    }
    if (!any || state.history.recurrent[n & 1].empty()) return;
    for (const GradientGroup& group : net.gradient_groups) recurrent_pass(net, state, group, n, true);
    take_sums(net, state.history);
}

void collect(Network& net, State& state) {
    const Phase error = state.moment.error;
    if (error.k != 0 || error.n == 0) return;
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
    take_sums(net, state.history);
}

}  // namespace eprop
