#include "populations/recurrent.hpp"

#include <algorithm>
#include <bit>
#include <initializer_list>

#include "base/error.hpp"
#include "base/exp.hpp"
#include "engine/state.hpp"
#include "learning/names.hpp"
#include "populations/flush.hpp"
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
    flush_interval,
    forced_switch,
    forced_interval,
    forced_offset,
    only(group_interval,
         flag("regular_spike_arrival", true, "Whether input spikes arrive at the end (True) or at the beginning of a step")),
    choice("surrogate_gradient_function", surrogate_names, "Pseudo-derivative of the spike by the membrane potential"),
    real("surrogate_gradient_height", "", 0.3, rule::positive, "Height of the surrogate gradient at the threshold"),
    real("surrogate_gradient_width", "mV", 1.0, rule::positive, "Width of the surrogate gradient"),
    real("t_ref", "ms", 2.0, rule::non_negative, "Duration of the refractory period"),
    real("tau_m", "ms", 10.0, rule::positive, "Time constant of the membrane"),
    only(group_online, real("eprop_isi_trace_cutoff", "ms", HUGE_VAL, {">= 0", [](double x) { return x >= 0.0; }},
                            "Longest part of the time between two spikes of a source that a gradient is computed from")),
    only(group_online, real("kappa", "", 0.97, rule::closed_fraction, "Low-pass filter of the eligibility trace")),
    only(group_online, real("kappa_reg", "", 0.97, rule::closed_fraction, "Low-pass filter of the firing rate for the regularization")),
    only(group_delta, real("V_reset", "mV", -70.0, rule::finite, "Membrane potential after a spike")),
    only(group_delta, flag("refractory_input", false, "Whether input of the refractory period counts after it")),
    state("V_m", "mV", -70.0, "Membrane potential"),
    recorded("eprop_history_duration", "ms", "Duration of the history that NEST would keep for synapses that have yet to learn"),
    computed("learning_signal", "pA", "Learning signal that the neuron receives"),
    computed("surrogate_gradient", "", "Surrogate gradient"),
    only(group_adaptive, real("adapt_beta", "", 1.0, rule::non_negative, "Prefactor of the threshold adaptation")),
    only(group_adaptive, real("adapt_tau", "ms", 10.0, rule::positive, "Time constant of the threshold adaptation")),
    only(group_adaptive, computed("V_th_adapt", "mV", "Adapting spike threshold")),
    only(group_adaptive, state("adaptation", "", 0.0, "Adaptation variable")),
};

constexpr double piecewise_linear = 0.0;  // position in surrogate_names

}  // namespace

Recurrent::Recurrent(Family family) : Block(parameters), family_(family) {}

RecurrentState& Recurrent::of(State& state) const { return state.recurrents[family_]; }
const RecurrentState& Recurrent::of(const State& state) const { return state.recurrents[family_]; }

void Recurrent::resize_state(State& state) {
    RecurrentState& s = of(state);
    for (Doubles* column : {&s.v, &s.z, &s.a, &s.ready_at, &s.threshold, &s.push, &s.kept, &s.current, &s.drive, &s.count,
                            &s.interval_regularization[0], &s.interval_regularization[1], &s.rate, &s.forced})
        column->resize(stride());
    s.i_syn.resize(stride() + lanes);  // a row that ends within a vector adds beyond
    s.fired.resize((stride() + 63) / 64);
    adaptive_.resize(size_);
    taught.resize(size_);
    forced_.resize(size_);
}

void Recurrent::set_adaptive(Index first, bool adaptive) {
    std::fill(adaptive_.begin() + static_cast<std::ptrdiff_t>(first), adaptive_.end(), adaptive);
}

void Recurrent::read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const {
    const RecurrentState& s = of(state);
    switch (field) {
        case V_m:
            return each(nodes, values, [&](Index j) { return s.v[j] + user_[E_L][j]; });
        case eprop_history_duration:
            return each(nodes, values, [&](Index j) { return static_cast<double>(history_kept(state, j)) * state.resolution; });
        case adaptation:
            return each(nodes, values, [&](Index j) { return s.a[j]; });
        case V_th_adapt:
            return each(nodes, values, [&](Index j) { return user_[V_th][j] + user_[adapt_beta][j] * s.a[j]; });
        case surrogate_gradient:
            return read_surrogates(s, nodes, values);
        case learning_signal:
            return read_signals(state, nodes, values);
        default:
            return Block::read_some(state, field, nodes, values);
    }
}

void Recurrent::read_surrogates(const RecurrentState& s, std::span<const Index> nodes, double* values) const {
    const Index known = s.last_step >= 0 ? s.psi.width() : 0;
    const double* psi = known > 0 ? s.psi.row(s.last_step) : nullptr;
    each(nodes, values, [=](Index j) { return j < known ? psi[j] : 0.0; });
}

// The learning signals that neurons receive.
void Recurrent::read_signals(const State& state, std::span<const Index> nodes, double* values) const {
    const double* errors = state.readouts[family_ == interval_family ? 0 : 1].last_error.data();
    std::fill_n(values, nodes.size(), 0.0);
    if (std::all_of(errors, errors + feedback_rows, [](double error) { return error == 0.0; })) return;
    each(nodes, values, [&](Index j) {
        double L = 0.0;
        if (taught[j] && j < feedback_stride)
            for (Index k = 0; k < feedback_rows; ++k) L += feedback[k * feedback_stride + j] * errors[k];
        return L;
    });
}

// Steps of history that NEST would keep.
Step Recurrent::history_kept(const State& state, Index j) const {
    const Step t = state.clock;
    return family_ == interval_family ? kept_history.of_intervals(state.history.passages, j, t, state.moment.recurrent, false)
                                      : kept_history.online(j, t);
}

void Recurrent::write(State& state, Index field, Index j, double value) {
    RecurrentState& s = of(state);
    if (field == V_m) {
        if (value != read(state, V_m, j)) s.v[j] = value - user_[E_L][j];
    } else if (field == adaptation) {
        s.a[j] = value;
    } else {
        forced_[j].write(field - ignore_and_spike, value, state.clock, Grid{state.resolution});
        if (field == E_L) s.v[j] += user_[E_L][j] - value;  // the potential stays where it is
        user_[field][j] = value;
    }
}

void Recurrent::check(const Proposed& node) const {
    if (node[V_th] < node[V_min]) refuse("BadProperty", "V_th = ", node[V_th], " mV must be >= V_min = ", node[V_min], " mV");
    if (family_ == delta_family && node[V_reset] >= node[V_th])
        refuse("BadProperty", "V_reset = ", node[V_reset], " mV must be < V_th = ", node[V_th], " mV");
}

void Recurrent::find_bounds(double dt) {
    const auto n = static_cast<std::ptrdiff_t>(size_);
    const auto same = [n](const Doubles& c) { return std::all_of(c.begin(), c.begin() + n, [&](double x) { return x == c[0]; }); };
    const auto largest = [n](const Doubles& c) { return n == 0 ? 0.0 : *std::max_element(c.begin(), c.begin() + n); };
    uniform = same(alpha) && same(kappa_e) && same(kappa_f);
    largest_psi = largest(height);
    largest_psi_sum = largest_psi / (1.0 - largest(alpha));
    largest_F = largest(c_f) * (1.0 / dt + largest(target_f));
}

// Runs that start and end with a whole vector; a vector that holds any adaptive neuron is adaptive.
void Recurrent::make_adaptation_runs() {
    std::vector<Run>& runs = adaptation_runs_;
    runs.clear();
    for (Index j = 0; j < stride(); j += lanes) {
        const auto begin = adaptive_.begin() + static_cast<std::ptrdiff_t>(j);
        const auto end = adaptive_.begin() + static_cast<std::ptrdiff_t>(std::min(j + lanes, size_));
        const Index kind = std::find(begin, end, true) != end;
        bool same = true;
        for (Index i = j + 1; i < j + lanes; ++i) same &= alike(j, i);
        if (runs.empty() || runs.back().kind != kind || runs.back().same != same || (same && !alike(runs.back().begin, j)))
            runs.push_back({j, j, kind, same});
        runs.back().end = j + lanes;
    }
    const Kernels::MembraneTable& table = family_ == delta_family ? kernels().delta : kernels().leaky;
    for (Run& run : runs) run.pass = table[run.kind][variant_of(run)];
}

MembraneVariant Recurrent::variant_of(const Run& run) const {
    if (forces_) return membrane_forcing;
    if (!run.same || family_ == delta_family) return membrane_each;
    return surrogate[run.begin] == piecewise_linear ? membrane_linear : membrane_same;
}

void Recurrent::make_surrogate_runs() {
    surrogate_runs_.clear();
    for (const Run& run : adaptation_runs_)
        for (Index j = run.begin; variant_of(run) != membrane_linear && j < std::min(run.end, size_); ++j) {
            const auto function = static_cast<Index>(surrogate[j]);
            if (surrogate_runs_.empty() || surrogate_runs_.back().kind != function || surrogate_runs_.back().end != j)
                surrogate_runs_.push_back({j, j, function});
            surrogate_runs_.back().end = j + 1;
        }
}

// Whether two neurons have the same membrane and surrogate gradient, but for adaptation.
bool Recurrent::alike(Index i, Index j) const {
    return std::ranges::all_of(std::initializer_list{&alpha, &P_z, &V_min_rel, &height, &inv_width, &surrogate},
                               [=](const Doubles* c) { return (*c)[i] == (*c)[j]; });
}

// The padding stays silent: it is like the last neuron if that one is silent without input, else it has a threshold that nothing reaches.
void Recurrent::settle_padding() {
    const Index last = size_ - 1;
    const bool silent = V_th_rel[last] > 0.0 && V_min_rel[last] < V_th_rel[last];
    for (Doubles* c : {&alpha, &P_z, &V_th_rel, &V_min_rel, &beta, &rho, &height, &inv_width, &surrogate})
        std::fill(c->begin() + static_cast<std::ptrdiff_t>(size_), c->end(), silent ? (*c)[last] : c == &V_th_rel ? 1.0 : 0.0);
}

void Recurrent::prepare(State& state, const Settings& settings) {
    const double dt = settings.resolution;
    RecurrentState& s = of(state);
    for (Doubles* c : {&alpha,   &P_z, &P_i,      &V_th_rel,  &V_min_rel, &V_reset_rel,   &ready_after,
                       &beta,    &rho, &height,   &inv_width, &surrogate, &keep_decay,    &kappa_e,
                       &kappa_f, &c_f, &target_f, &log_alpha, &log_kappa, &log_kappa_reg, &log_rho})
        c->assign(stride() + lanes, 0.0);  // a row that ends within a vector reads beyond
    adapts = regularizes = false;
    for (Index j = 0; j < size_; ++j) {
        alpha[j] = exact_exp(-dt / user_[tau_m][j]);
        P_i[j] = user_[tau_m][j] / user_[C_m][j] * (1.0 - alpha[j]);
        P_z[j] = family_ != interval_family || user_[regular_spike_arrival][j] != 0.0 ? 1.0 : 1.0 - alpha[j];
        V_th_rel[j] = user_[V_th][j] - user_[E_L][j];
        V_min_rel[j] = user_[V_min][j] - user_[E_L][j];
        ready_after[j] = static_cast<double>(Grid{dt}.up(user_[t_ref][j]) + (family_ == delta_family));  // which counts from the next step
        if (adaptive_[j]) {
            beta[j] = user_[adapt_beta][j];
            rho[j] = exact_exp(-dt / user_[adapt_tau][j]);
            adapts = true;
        }
        height[j] = user_[surrogate_gradient_height][j];
        inv_width[j] = 1.0 / user_[surrogate_gradient_width][j];
        surrogate[j] = user_[surrogate_gradient_function][j];
        V_reset_rel[j] = user_[V_reset][j] - user_[E_L][j];
        keep_decay[j] = user_[refractory_input][j] != 0.0 ? dt / user_[tau_m][j] : HUGE_VAL;
        log_alpha[j] = -dt / user_[tau_m][j];
        log_rho[j] = -dt / user_[adapt_tau][j];
        log_kappa[j] = std::log(user_[kappa][j]);
        log_kappa_reg[j] = std::log(user_[kappa_reg][j]);
        kappa_e[j] = user_[kappa][j];
        kappa_f[j] = user_[kappa_reg][j];
        c_f[j] = user_[c_reg][j];
        target_f[j] = user_[f_target][j] * dt / 1000.0;
        regularizes |= c_f[j] != 0.0;
        if (family_ == delta_family) s.current[j] = user_[I_e][j];  // acts at once (spec 3)
        s.drive[j] = P_i[j] * s.current[j];
    }
    s.drive_settled = false;
    lay_push(s);
    std::fill(s.forced.begin(), s.forced.end(), 0.0);
    s.forced_at.assign(size_, -1);
    forces_ = std::ranges::any_of(forced_, &ForcedSpikes::on);
    find_bounds(dt);
    if (size_ > 0) settle_padding();
    lay_thresholds(s, state.clock);
    make_adaptation_runs();
    make_surrogate_runs();
    constants_ = {alpha.data(), P_z.data(), V_th_rel.data(),   V_min_rel.data(), V_reset_rel.data(),
                  beta.data(),  rho.data(), keep_decay.data(), height.data(),    inv_width.data()};
}

void Recurrent::reset(RecurrentState& s) const {
    for (Doubles* column : {&s.v, &s.z, &s.a, &s.ready_at}) std::fill(column->begin(), column->end(), 0.0);
    for (std::uint32_t j : s.resting) s.threshold[j] = V_th_rel[j];
    s.resting.clear();
    for (std::uint32_t j : s.spiking) s.push[j] = s.drive[j];
    s.spiking.clear();
}

void Recurrent::take_currents(State& state, const double* sums) const {
    RecurrentState& s = of(state);
    for (Index j = 0; j < size_; ++j) s.drive[j] = P_i[j] * (s.current[j] + sums[j]);
    lay_push(s);
}

// A current set for step t acts in step t + 1.
void Recurrent::settle_drive(RecurrentState& s) const {
    for (Index j = 0; j < size_; ++j) s.current[j] = user_[I_e][j], s.drive[j] = P_i[j] * s.current[j];
    lay_push(s);
    s.drive_settled = true;
}

void Recurrent::lay_push(RecurrentState& s) const {
    s.push = s.drive;
    for (std::uint32_t j : s.spiking)
        if (family_ == interval_family) s.push[j] -= V_th_rel[j];
}

// As of step t, the next one.
void Recurrent::lay_thresholds(RecurrentState& s, Step t) const {
    std::copy_n(V_th_rel.begin(), stride(), s.threshold.begin());
    s.resting.clear();
    for (Index j = 0; j < size_; ++j)
        if (s.ready_at[j] > static_cast<double>(t)) s.threshold[j] = HUGE_VAL, s.resting.push_back(static_cast<std::uint32_t>(j));
}

// Firing rate regularization of the online models (spec 3).
void Recurrent::regularize_step(RecurrentState& s, Step t, double resolution, ThreadPool& pool) const {
    double* F = s.regularization.row(t);
    pool.share(size_, neurons_at_a_time, least_neurons, [&](Index begin, Index end) {
        for (Index j = begin; j < end; ++j) {
            s.rate[j] = kappa_f[j] * s.rate[j] + (1.0 - kappa_f[j]) * (s.z[j] / resolution);
            F[j] = c_f[j] * (s.rate[j] - target_f[j]);
        }
    });
}

// That of the interval models (spec 2.3), once interval n is over.
void Recurrent::regularize_interval(RecurrentState& s, Step n, Step interval) const {
    const double U = static_cast<double>(interval);
    Doubles& R = s.interval_regularization[n & 1];
    for (Index j = 0; j < size_; ++j) R[j] = c_f[j] * (s.count[j] / U - target_f[j]) / U;
    std::fill(s.count.begin(), s.count.end(), 0.0);
}

// What spikes change: those of the step before no longer act, those of step t do. Few neurons spike or rest, so the membrane pass leaves
// it to these loops. The reset takes V_th from the membrane in the next step (spec 2.1), or at once (spec 3).
void Recurrent::note_fired(RecurrentState& s, Step t) const {
    for (std::uint32_t j : s.spiking) s.z[j] = 0.0, s.push[j] = s.drive[j];
    s.spiking.clear();
    const double next = static_cast<double>(t + 1);
    auto resting = s.resting.begin();
    for (std::uint32_t j : s.resting)
        if (s.ready_at[j] <= next)
            s.threshold[j] = V_th_rel[j];
        else
            *resting++ = j;
    s.resting.erase(resting, s.resting.end());
    each_fired(s.fired, [&](std::uint32_t j) {
        s.spiking.push_back(j);
        s.z[j] = 1.0;
        s.count[j] += 1.0;
        s.ready_at[j] = static_cast<double>(t) + ready_after[j];
        if (family_ == delta_family) return;
        (family_ == interval_family ? s.push : s.v)[j] -= V_th_rel[j];
        if (s.ready_at[j] <= next || s.threshold[j] == HUGE_VAL) return;
        s.threshold[j] = HUGE_VAL;
        s.resting.push_back(j);
    });
}

// Membranes of the neurons begin … end, whole vectors, and their surrogate gradients.
void Recurrent::pass(Index begin, Index end, const MembraneState& membrane, double* psi, FiredBits& fired) const {
    const auto each = [begin, end](const std::vector<Run>& runs, auto act) {
        for (const Run& run : runs)
            if (const Index first = std::max(run.begin, begin), last = std::min(run.end, end); first < last) act(run, first, last);
    };
    each(adaptation_runs_, [&](const Run& run, Index j, Index last) { run.pass(j, last, constants_, membrane, psi, bytes_of(fired)); });
    each(surrogate_runs_,
         [&](const Run& run, Index j, Index last) { kernels().surrogate[run.kind](last - j, &height[j], &inv_width[j], psi + j); });
}

const std::vector<std::uint32_t>& Recurrent::update(State& state, const Settings& settings, ThreadPool& pool) const {
    RecurrentState& s = of(state);
    if (family_ == interval_family && state.moment.recurrent.k == 0 && settings.reset_on_update) reset(s);

    double* psi = s.psi.row(state.clock);
    // The first row that arrives alone takes the place of what is 0.
    const bool one_less = !s.filled && !s.rows.empty();
    const MembraneState membrane{.input = {one_less ? s.rows[0] : s.i_syn.data(), s.rows.data() + one_less, s.rows.size() - one_less},
                                 .push = s.push.data(),
                                 .threshold = s.threshold.data(),
                                 .forced = s.forced.data(),
                                 .z = s.z.data(),
                                 .v = s.v.data(),
                                 .a = s.a.data(),
                                 .ready_at = s.ready_at.data(),
                                 .kept = s.kept.data(),
                                 .now = static_cast<double>(state.clock)};
    if (forces_) force(forced_, state.clock, s.forced_at, s.forced);
    pool.share(s.width(), neurons_at_a_time, least_neurons, [&](Index begin, Index end) {
        pass(begin, end, membrane, psi, s.fired);
        if (s.filled) std::fill(&s.i_syn[begin], &s.i_syn[end], 0.0);
    });
    s.rows.clear();
    if (s.filled) std::fill(s.i_syn.begin() + static_cast<std::ptrdiff_t>(s.width()), s.i_syn.end(), 0.0);
    s.filled = false;
    s.last_step = state.clock;

    note_fired(s, state.clock);
    const Phase phase = state.moment.recurrent;
    if (family_ != interval_family) {
        if (regularizes) regularize_step(s, state.clock, settings.resolution, pool);
    } else if (phase.k == settings.update_interval - 1) {
        regularize_interval(s, phase.n, settings.update_interval);
    }
    if (!s.drive_settled) settle_drive(s);
    return s.spiking;
}

}  // namespace eprop
