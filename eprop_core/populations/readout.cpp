#include "populations/readout.hpp"

#include <algorithm>

#include "engine/state.hpp"
#include "learning/loss.hpp"
#include "learning/names.hpp"
#include "simd/kernels.hpp"

namespace eprop {

namespace {

const Parameter parameters[] = {
    real("C_m", "pF", 250.0, rule::positive, "Capacitance of the membrane"),
    real("E_L", "mV", 0.0, rule::finite, "Leak (resting) membrane potential"),
    real("I_e", "pA", 0.0, rule::finite, "Constant external input current"),
    real("V_min", "mV", -1.7976931348623157e308, rule::lower_bound, "Lower bound of the membrane potential"),
    only(group_interval, choice("loss", loss_names, "Loss function")),
    only(group_interval,
         flag("regular_spike_arrival", true, "Whether input spikes arrive at the end (True) or at the beginning of a step")),
    real("tau_m", "ms", 10.0, rule::positive, "Time constant of the membrane"),
    only(group_online, real("eprop_isi_trace_cutoff", "ms", HUGE_VAL, {">= 0", [](double x) { return x >= 0.0; }},
                            "Longest part of the time between two spikes of a source that a gradient is computed from")),
    state("V_m", "mV", 0.0, "Membrane potential"),
    recorded("eprop_history_duration", "ms", "Duration of the history that NEST would keep for synapses that have yet to learn"),
    computed("error_signal", "mV", "Readout signal minus target signal, inside the learning window"),
    computed("readout_signal", "mV", "Readout signal, inside the learning window"),
    only(group_interval, computed("readout_signal_unnorm", "mV", "Readout signal before normalization")),
    computed("target_signal", "mV", "Target signal, inside the learning window"),
};

constexpr double mean_squared_error = 0.0;  // position in loss_names

}  // namespace

Readout::Readout(bool online) : Block(parameters), online_(online) {}

const ReadoutState& Readout::of(const State& state) const { return state.readouts[online_]; }

void Readout::resize_state(State& state) {
    ReadoutState& s = of(state);
    for (Doubles* column : {&s.v, &s.i_syn, &s.current, &s.drive, &s.signal, &s.target, &s.error, &s.unnormalized, &s.sent, &s.last_error,
                            &s.generated[0], &s.generated[1], &s.received[0], &s.received[1]})
        column->resize(padded(size_) + lanes);  // a row that ends within a vector adds beyond
}

void Readout::read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const {
    const ReadoutState& s = of(state);
    switch (field) {
        case V_m:
            return each(nodes, values, [&](Index k) { return s.v[k] + user_[E_L][k]; });
        case eprop_history_duration:
            return each(nodes, values, [&](Index k) { return static_cast<double>(history_kept(state, k)) * state.resolution; });
        case error_signal:
            return each(nodes, values, [&](Index k) { return s.error[k]; });
        case readout_signal:
            return each(nodes, values, [&](Index k) { return s.signal[k]; });
        case readout_signal_unnorm:
            return each(nodes, values, [&](Index k) { return s.updated ? unnormalized(s, k) : 0.0; });
        case target_signal:
            return each(nodes, values, [&](Index k) { return s.target[k]; });
        default:
            return Block::read_some(state, field, nodes, values);
    }
}

// Steps of history that NEST would keep.
Step Readout::history_kept(const State& state, Index k) const {
    const Step t = state.clock;
    return online_ ? kept_history.online(k, t) : kept_history.of_intervals(state.history.passages, k, t, state.moment.readout, true);
}

void Readout::write(State& state, Index field, Index k, double value) {
    if (field == V_m) {
        if (value == read(state, V_m, k)) return;
        keep_signals(of(state));
        of(state).v[k] = value - user_[E_L][k];
    } else {
        if (field == loss) keep_signals(of(state));
        if (field == E_L) of(state).v[k] += user_[E_L][k] - value;  // the potential stays where it is
        user_[field][k] = value;
    }
}

void Readout::prepare(State& state, const Settings& settings) {
    for (Doubles* c : {&kappa, &log_kappa, &P_z, &P_i, &V_min_rel}) c->assign(padded(size_) + lanes, 0.0);
    for (Index k = 0; k < size_; ++k) {
        kappa[k] = exact_exp(-settings.resolution / user_[tau_m][k]);
        log_kappa[k] = -settings.resolution / user_[tau_m][k];
        P_z[k] = online_ || user_[regular_spike_arrival][k] != 0.0 ? 1.0 : 1.0 - kappa[k];
        P_i[k] = user_[tau_m][k] / user_[C_m][k] * (1.0 - kappa[k]);
        V_min_rel[k] = user_[V_min][k] - user_[E_L][k];
        of(state).drive[k] = P_i[k] * of(state).current[k];
    }
    of(state).drive_settled = false;
}

void Readout::receive_rates(State& state, const std::vector<double>& amplitudes) const {
    for (Index receptor = 0; receptor < rates.size(); ++receptor) {
        Doubles& generated = of(state).generated[receptor];
        std::fill(generated.begin(), generated.end(), 0.0);
        for (const RateLink& link : rates[receptor].from_generators) generated[link.target] += link.weight * amplitudes[link.source];
    }
}

void Readout::take_currents(State& state, const double* sums) const {
    ReadoutState& s = of(state);
    for (Index k = 0; k < size_; ++k) s.drive[k] = P_i[k] * (s.current[k] + sums[k]);
}

double Readout::unnormalized(const ReadoutState& s, Index k) const {
    const double potential = s.v[k] + user_[E_L][k];
    return user_[loss][k] == mean_squared_error ? MeanSquaredError::unnormalized(potential) : CrossEntropy::unnormalized(potential);
}

// Before V_m or loss change: the signals of the step before stay what they were.
void Readout::keep_signals(ReadoutState& s) const {
    if (s.kept) return;
    for (Index k = 0; k < size_; ++k) {
        const double u = s.unnormalized[k] = unnormalized(s, k);
        s.sent[k] = user_[loss][k] == mean_squared_error ? MeanSquaredError::sent(u) : CrossEntropy::sent(u);
    }
    s.kept = true;
}

// Signals and errors of this step, from the membrane potentials of the step before (spec 2.2).
void Readout::compare(ReadoutState& s) const {
    keep_signals(s);
    s.received = s.generated;
    for (Index receptor = 0; receptor < rates.size(); ++receptor)
        for (const RateLink& link : rates[receptor].from_readouts) s.received[receptor][link.target] += link.weight * s.sent[link.source];
    for (Index k = 0; k < size_; ++k) {
        const double own = s.unnormalized[k], others = s.received[normalization_receptor - 1][k];
        s.signal[k] = user_[loss][k] == mean_squared_error ? MeanSquaredError::signal(own, others) : CrossEntropy::signal(own, others);
        s.target[k] = s.received[target_receptor - 1][k];
        s.error[k] = s.signal[k] - s.target[k];
    }
}

// The same for the online models, from the membrane potentials of this step (spec 3).
void Readout::compare_online(ReadoutState& s) const {
    for (Index k = 0; k < size_; ++k) {
        const double window = s.generated[window_receptor - 1][k];
        const double signal = s.v[k] + user_[E_L][k], target = s.generated[target_receptor - 1][k];
        s.signal[k] = signal * window;
        s.target[k] = target * window;
        s.error[k] = (signal - target) * window;
    }
}

void Readout::move_membrane(ReadoutState& s) const {
    kernels().integrate(padded(size_), {s.drive.data(), P_z.data(), kappa.data(), V_min_rel.data()},
                        {s.i_syn.data(), s.rows.data(), s.rows.size()}, s.v.data());
    s.rows.clear();
    if (s.filled) std::fill(s.i_syn.begin(), s.i_syn.end(), 0.0);
    s.filled = false;
    if (s.drive_settled) return;  // a current set for step t acts in step t + 1
    for (Index k = 0; k < size_; ++k) s.current[k] = user_[I_e][k], s.drive[k] = P_i[k] * s.current[k];
    s.drive_settled = true;
}

void Readout::update(State& state, const Settings& settings) const {
    ReadoutState& s = of(state);
    s.updated = true;
    s.last_error.swap(s.error);
    if (online_) {
        move_membrane(s);
        compare_online(s);
    } else {
        if (settings.learns(state.moment)) {
            compare(s);
            s.open = 2;
        } else if (s.open > 0) {
            for (Index k = 0; k < size_; ++k) s.signal[k] = s.target[k] = s.error[k] = 0.0;
            --s.open;
        }
        s.kept = false;
        if (state.moment.readout.k == 0 && settings.reset_on_update) std::fill(s.v.begin(), s.v.end(), 0.0);
        move_membrane(s);
    }
    double* errors = s.errors.row(state.clock);
    for (Index k = 0; k < s.errors.width(); k += lanes) std::copy_n(&s.error[k], lanes, errors + k);
}

}  // namespace eprop
