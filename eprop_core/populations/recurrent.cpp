#include "populations/recurrent.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/exp.hpp"
#include "engine/state.hpp"
#include "learning/names.hpp"
#include "simd/kernels.hpp"

namespace eprop {

namespace {

const Parameter parameters[] = {
    real("C_m", "pF", 250.0, rule::positive, "Capacitance of the membrane"),
    real("E_L", "mV", -70.0, rule::finite, "Leak (resting) membrane potential"),
    real("I_e", "pA", 0.0, rule::finite, "Constant external input current"),
    real("V_min", "mV", -1.7976931348623157e308, rule::lower_bound, "Lower bound of the membrane potential"),
    real("V_th", "mV", -55.0, rule::finite, "Spike threshold"),
    real("c_reg", "", 0.0, rule::non_negative, "Prefactor of the firing rate regularization"),
    real("f_target", "spikes/s", 10.0, rule::non_negative, "Target firing rate of the regularization"),
    real("flush_event_send_interval", "ms", HUGE_VAL, {"> 0", [](double x) { return x > 0.0; }},
         "Accepted for NEST's sake: history is bounded without flush events, results are the same"),
    flag("regular_spike_arrival", true, "Whether input spikes arrive at the end (True) or at the beginning of a step"),
    choice("surrogate_gradient_function", surrogate_names, "Pseudo-derivative of the spike by the membrane potential"),
    real("surrogate_gradient_height", "", 0.3, rule::positive, "Height of the surrogate gradient at the threshold"),
    real("surrogate_gradient_width", "mV", 1.0, rule::positive, "Width of the surrogate gradient"),
    real("t_ref", "ms", 2.0, rule::non_negative, "Duration of the refractory period"),
    real("tau_m", "ms", 10.0, rule::positive, "Time constant of the membrane"),
    state("V_m", "mV", -70.0, "Membrane potential"),
    computed("learning_signal", "pA", "Learning signal that the neuron receives"),
    computed("surrogate_gradient", "", "Surrogate gradient"),
    real("adapt_beta", "", 1.0, rule::non_negative, "Prefactor of the threshold adaptation"),
    real("adapt_tau", "ms", 10.0, rule::positive, "Time constant of the threshold adaptation"),
    computed("V_th_adapt", "mV", "Adapting spike threshold"),
    state("adaptation", "", 0.0, "Adaptation variable"),
};

}  // namespace

Recurrent::Recurrent() : Block(parameters) {}

void Recurrent::resize_state(State& state) {
    RecurrentState& s = state.recurrent;
    for (Doubles* column : {&s.v, &s.z, &s.a, &s.r, &s.i_syn, &s.current, &s.drive, &s.count, &s.last_count}) column->resize(stride());
    s.psi = nullptr;
    adaptive_.resize(size_);
}

void Recurrent::set_variant(Index first, bool adaptive) {
    std::fill(adaptive_.begin() + static_cast<std::ptrdiff_t>(first), adaptive_.end(), adaptive);
}

double Recurrent::read(const State& state, Index field, Index j) const {
    const RecurrentState& s = state.recurrent;
    switch (field) {
        case V_m:
            return s.v[j] + user_[E_L][j];
        case adaptation:
            return s.a[j];
        case V_th_adapt:
            return user_[V_th][j] + user_[adapt_beta][j] * s.a[j];
        case surrogate_gradient:
            return s.psi ? s.psi[j] : 0.0;
        case learning_signal: {
            double L = 0.0;
            for (Index k = 0; k * stride() < feedback.size(); ++k) L += feedback[k * stride() + j] * state.readout.last_error[k];
            return L;
        }
        default:
            return user_[field][j];
    }
}

void Recurrent::write(State& state, Index field, Index j, double value) {
    RecurrentState& s = state.recurrent;
    if (field == V_m) {
        if (value != read(state, V_m, j)) s.v[j] = value - user_[E_L][j];
    } else if (field == adaptation) {
        s.a[j] = value;
    } else {
        if (field == E_L) s.v[j] += user_[E_L][j] - value;  // the potential stays where it is
        user_[field][j] = value;
    }
}

void Recurrent::check(const State&, Index j) const {
    if (user_[V_th][j] < user_[V_min][j]) refuse("BadProperty", "V_th = ", user_[V_th][j], " must be >= V_min = ", user_[V_min][j]);
}

std::vector<Recurrent::Run> Recurrent::make_surrogate_runs() const {
    std::vector<Run> runs;
    for (Index j = 0; j < size_; ++j) {
        const auto function = static_cast<Index>(user_[surrogate_gradient_function][j]);
        if (runs.empty() || runs.back().kind != function) runs.push_back({j, j, function});
        runs.back().end = j + 1;
    }
    return runs;
}

// Runs that start and end with a whole vector; a vector that holds any adaptive neuron is adaptive.
std::vector<Recurrent::Run> Recurrent::make_adaptation_runs() const {
    std::vector<Run> runs;
    for (Index j = 0; j < stride(); j += lanes) {
        const auto begin = adaptive_.begin() + static_cast<std::ptrdiff_t>(j);
        const auto end = adaptive_.begin() + static_cast<std::ptrdiff_t>(std::min(j + lanes, size_));
        const Index kind = std::find(begin, end, true) != end;
        if (runs.empty() || runs.back().kind != kind) runs.push_back({j, j, kind});
        runs.back().end = j + lanes;
    }
    return runs;
}

void Recurrent::prepare(State& state, const Settings& settings) {
    const double dt = settings.resolution;
    for (Doubles* c : {&alpha, &P_z, &P_i, &V_th_rel, &V_min_rel, &t_ref_steps, &beta, &rho, &height, &inv_width}) c->assign(stride(), 0.0);
    for (Index j = 0; j < size_; ++j) {
        alpha[j] = exact_exp(-dt / user_[tau_m][j]);
        P_i[j] = user_[tau_m][j] / user_[C_m][j] * (1.0 - alpha[j]);
        P_z[j] = user_[regular_spike_arrival][j] != 0.0 ? 1.0 : 1.0 - alpha[j];
        V_th_rel[j] = user_[V_th][j] - user_[E_L][j];
        V_min_rel[j] = user_[V_min][j] - user_[E_L][j];
        t_ref_steps[j] = std::ceil(user_[t_ref][j] / dt - 1e-9);
        if (adaptive_[j]) {
            beta[j] = user_[adapt_beta][j];
            rho[j] = exact_exp(-dt / user_[adapt_tau][j]);
        }
        height[j] = user_[surrogate_gradient_height][j];
        inv_width[j] = 1.0 / user_[surrogate_gradient_width][j];
        state.recurrent.drive[j] = P_i[j] * state.recurrent.current[j];
    }
    state.recurrent.drive_settled = false;
    std::fill(V_th_rel.begin() + static_cast<std::ptrdiff_t>(size_), V_th_rel.end(), 1.0);  // the padding stays silent
    adaptation_runs_ = make_adaptation_runs();
    surrogate_runs_ = make_surrogate_runs();
}

void Recurrent::update(State& state, const Settings& settings, double* psi, std::vector<std::uint32_t>& fired) const {
    RecurrentState& s = state.recurrent;
    if (state.moment.recurrent.k == 0) {
        s.last_count.swap(s.count);
        std::fill(s.count.begin(), s.count.end(), 0.0);
        if (settings.reset_on_update)
            for (Doubles* column : {&s.v, &s.z, &s.a, &s.r}) std::fill(column->begin(), column->end(), 0.0);
    }

    const Kernels& kernel = kernels();
    const MembraneConstants constants{alpha.data(), P_z.data(),  V_th_rel.data(), V_min_rel.data(), t_ref_steps.data(),
                                      beta.data(),  rho.data()};
    const MembraneState membrane{s.drive.data(), s.i_syn.data(), s.v.data(), s.z.data(), s.a.data(), s.r.data()};
    bool any = false;
    for (const Run& run : adaptation_runs_) any |= (run.kind ? kernel.alif : kernel.lif)(run.begin, run.end, constants, membrane, psi);
    for (const Run& run : surrogate_runs_)
        kernel.surrogate[run.kind](run.end - run.begin, &height[run.begin], &inv_width[run.begin], psi + run.begin);
    s.psi = psi;

    if (any) kernel.find_fired(stride(), s.z.data(), fired);
    for (std::uint32_t j : fired) s.count[j] += 1.0;
    if (!s.drive_settled) {  // a current set for step t acts in step t + 1
        for (Index j = 0; j < size_; ++j) s.current[j] = user_[I_e][j], s.drive[j] = P_i[j] * s.current[j];
        s.drive_settled = true;
    }
}

}  // namespace eprop
