#include "populations/readout.hpp"

#include <algorithm>

#include "engine/state.hpp"
#include "learning/loss.hpp"
#include "learning/names.hpp"

namespace eprop {

namespace {

const Parameter parameters[] = {
    real("C_m", "pF", 250.0, rule::positive, "Capacitance of the membrane"),
    real("E_L", "mV", 0.0, rule::finite, "Leak (resting) membrane potential"),
    real("I_e", "pA", 0.0, rule::finite, "Constant external input current"),
    real("V_min", "mV", -1.7976931348623157e308, rule::lower_bound, "Lower bound of the membrane potential"),
    choice("loss", loss_names, "Loss function"),
    flag("regular_spike_arrival", true, "Whether input spikes arrive at the end (True) or at the beginning of a step"),
    real("tau_m", "ms", 10.0, rule::positive, "Time constant of the membrane"),
    state("V_m", "mV", 0.0, "Membrane potential"),
    computed("error_signal", "mV", "Readout signal minus target signal, inside the learning window"),
    computed("readout_signal", "mV", "Readout signal, inside the learning window"),
    computed("readout_signal_unnorm", "mV", "Readout signal before normalization"),
    computed("target_signal", "mV", "Target signal, inside the learning window"),
};

constexpr Index mean_squared_error = 0;  // position in loss_names

}  // namespace

Readout::Readout() : Block(parameters) {}

void Readout::resize_state(State& state) {
    ReadoutState& s = state.readout;
    for (Doubles* column : {&s.v, &s.i_syn, &s.current, &s.drive, &s.signal, &s.target, &s.error, &s.unnormalized,
                            &s.last_unnormalized, &s.last_error, &s.generated[0], &s.generated[1], &s.received[0], &s.received[1]})
        column->resize(size_);
}

double Readout::read(const State& state, Index field, Index k) const {
    const ReadoutState& s = state.readout;
    switch (field) {
        case V_m:
            return s.v[k] + user_[E_L][k];
        case error_signal:
            return s.error[k];
        case readout_signal:
            return s.signal[k];
        case readout_signal_unnorm:
            return s.unnormalized[k];
        case target_signal:
            return s.target[k];
        default:
            return user_[field][k];
    }
}

void Readout::write(State& state, Index field, Index k, double value) {
    if (field == V_m) {
        if (value != read(state, V_m, k)) state.readout.v[k] = value - user_[E_L][k];
    } else {
        if (field == E_L) state.readout.v[k] += user_[E_L][k] - value;  // the potential stays where it is
        user_[field][k] = value;
    }
}

void Readout::prepare(State& state, const Settings& settings) {
    for (Doubles* c : {&kappa, &P_z, &P_i, &V_min_rel}) c->assign(size_, 0.0);
    for (Index k = 0; k < size_; ++k) {
        kappa[k] = exact_exp(-settings.resolution / user_[tau_m][k]);
        P_z[k] = user_[regular_spike_arrival][k] != 0.0 ? 1.0 : 1.0 - kappa[k];
        P_i[k] = user_[tau_m][k] / user_[C_m][k] * (1.0 - kappa[k]);
        V_min_rel[k] = user_[V_min][k] - user_[E_L][k];
        state.readout.drive[k] = P_i[k] * state.readout.current[k];
    }
    state.readout.drive_settled = false;
}

void Readout::receive_rates(State& state, const std::vector<double>& amplitudes) const {
    for (Index receptor = 0; receptor < rates.size(); ++receptor) {
        Doubles& generated = state.readout.generated[receptor];
        std::fill(generated.begin(), generated.end(), 0.0);
        for (const RateLink& link : rates[receptor].from_generators) generated[link.target] += link.weight * amplitudes[link.source];
    }
}

void Readout::update(State& state, Step t, Phase phase, const Settings& settings) const {
    ReadoutState& s = state.readout;
    s.last_error.swap(s.error);
    s.last_unnormalized.swap(s.unnormalized);
    const bool learns = settings.learns(t);
    s.received = s.generated;
    if (learns)
        for (Index receptor = 0; receptor < rates.size(); ++receptor)
            for (const RateLink& link : rates[receptor].from_readouts)
                s.received[receptor][link.target] += link.weight * s.last_unnormalized[link.source];
    if (phase.k == 0 && settings.reset_on_update) std::fill(s.v.begin(), s.v.end(), 0.0);
    for (Index k = 0; k < size_; ++k) {
        const double v = s.drive[k] + P_z[k] * s.i_syn[k] + kappa[k] * s.v[k];
        s.v[k] = std::max(v, V_min_rel[k]);
        s.i_syn[k] = 0.0;
        const double potential = s.v[k] + user_[E_L][k];
        const bool mse = static_cast<Index>(user_[loss][k]) == mean_squared_error;
        s.unnormalized[k] = mse ? MeanSquaredError::unnormalized(potential) : CrossEntropy::unnormalized(potential);
        s.signal[k] = s.target[k] = s.error[k] = 0.0;
        if (!learns) continue;
        const double others = s.received[normalization_receptor - 1][k];
        const double target = s.received[target_receptor - 1][k];
        const double own = s.last_unnormalized[k];
        s.signal[k] = mse ? MeanSquaredError::signal(own, others) : CrossEntropy::signal(own, others);
        s.target[k] = target;
        s.error[k] = s.signal[k] - target;
    }
    if (!s.drive_settled) {  // a current set for step t acts in step t + 1
        for (Index k = 0; k < size_; ++k) s.current[k] = user_[I_e][k], s.drive[k] = P_i[k] * s.current[k];
        s.drive_settled = true;
    }
}

}  // namespace eprop
