#include "populations/iaf.hpp"

#include <algorithm>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/exp.hpp"
#include "base/random.hpp"
#include "engine/state.hpp"
#include "simd/kernels.hpp"

namespace eprop {

namespace {

const Parameter parameters[] = {
    real("C_m", "pF", 250.0, rule::positive, "Capacitance of the membrane"),
    real("E_L", "mV", -70.0, rule::finite, "Leak (resting) membrane potential"),
    real("I_e", "pA", 0.0, rule::finite, "Constant external input current"),
    only(group_floor, real("V_min", "mV", -1.7976931348623157e308, rule::lower_bound, "Lower bound of the membrane potential")),
    real("V_reset", "mV", -70.0, rule::finite, "Membrane potential after a spike"),
    real("V_th", "mV", -55.0, rule::finite, "Spike threshold"),
    only(group_escape, real("delta", "mV", 0.0, rule::non_negative, "Width of the region around the threshold in which spikes are random")),
    only(group_delta, forced_switch),
    only(group_delta, forced_interval),
    only(group_delta, forced_offset),
    only(group_delta, flag("refractory_input", false, "Whether input of the refractory period counts after it")),
    only(group_escape, real("rho", "spikes/s", 0.01, rule::non_negative, "Intensity of random spikes at the threshold, where delta > 0")),
    real("t_ref", "ms", 2.0, rule::non_negative, "Duration of the refractory period"),
    real("tau_m", "ms", 10.0, rule::positive, "Time constant of the membrane"),
    only(group_synaptic, real("tau_syn_ex", "ms", 2.0, rule::positive, "Time constant of the excitatory synaptic current")),
    only(group_synaptic, real("tau_syn_in", "ms", 2.0, rule::positive, "Time constant of the inhibitory synaptic current")),
    state("V_m", "mV", -70.0, "Membrane potential"),
    only(group_synaptic, computed("I_syn_ex", "pA", "Excitatory synaptic current")),
    only(group_synaptic, computed("I_syn_in", "pA", "Inhibitory synaptic current")),
};

const auto alpha_parameters = [] {
    auto own = std::to_array(parameters);
    own[Iaf::V_min].initial = -HUGE_VAL;
    return own;
}();

constexpr double e = 2.718281828459045235;

// The response of a membrane with capacitance 1 to a current, after time dt from when both start at 0: to exp(-t / tau), and to
// t exp(-t / tau). With x = dt (1 / tau - 1 / tau_m); by their series where the closed form would cancel.
double response(double dt, double tau_m, double tau) {
    const double x = dt * (1.0 / tau - 1.0 / tau_m), m = exact_exp(-dt / tau_m);
    if (std::abs(x) > 1.0) return dt * (m - exact_exp(-dt / tau)) / x;
    double sum = 0.0;
    for (int k = 20; k >= 1; --k) sum = (1.0 + sum * -x) / k;  // sum of (-x)^k / (k + 1)!
    return dt * m * sum;
}

double rising_response(double dt, double tau_m, double tau) {
    const double x = dt * (1.0 / tau - 1.0 / tau_m), m = exact_exp(-dt / tau_m);
    if (std::abs(x) > 1.0) return dt * dt * (m - (1.0 + x) * exact_exp(-dt / tau)) / (x * x);
    double sum = 0.0, term = 0.5;  // (-x)^k (k + 1) / (k + 2)!
    for (int k = 0; k < 20; ++k) {
        sum += term;
        term *= -x * (k + 2) / ((k + 1.0) * (k + 3));
    }
    return dt * dt * m * sum;
}

}  // namespace

Iaf::Iaf(IafKind kind) : Block(kind == psc_alpha ? Fields(alpha_parameters) : Fields(parameters)), kind_(kind) {}

IafState& Iaf::of(State& state) const { return state.iafs[kind_]; }
const IafState& Iaf::of(const State& state) const { return state.iafs[kind_]; }

void Iaf::resize_state(State& state) {
    IafState& s = of(state);
    for (Doubles* column : {&s.v, &s.z, &s.r, &s.threshold, &s.drive, &s.forced, &s.i_syn, &s.kept, &s.arrived_ex, &s.arrived_in, &s.I_ex,
                            &s.I_in, &s.rise_ex, &s.rise_in})
        column->resize(stride());
    s.fired.resize((stride() + 63) / 64);
    forced_.resize(size_);
}

void Iaf::read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const {
    const IafState& s = of(state);
    switch (field) {
        case V_m:
            return each(nodes, values, [&](Index j) { return s.v[j] + user_[E_L][j]; });
        case I_syn_ex:
            return each(nodes, values, [&](Index j) { return s.I_ex[j]; });
        case I_syn_in:
            return each(nodes, values, [&](Index j) { return s.I_in[j]; });
        default:
            return Block::read_some(state, field, nodes, values);
    }
}

void Iaf::write(State& state, Index field, Index j, double value) {
    IafState& s = of(state);
    if (field == V_m) {
        if (value != read(state, V_m, j)) s.v[j] = value - user_[E_L][j];
        return;
    }
    if (field == E_L) s.v[j] += user_[E_L][j] - value;  // the potential stays where it is
    forced_[j].write(field - ignore_and_spike, value, state.clock, Grid{state.resolution});
    user_[field][j] = value;
}

void Iaf::check(const Proposed& node) const {
    if (node[V_reset] >= node[V_th]) refuse("BadProperty", "V_reset = ", node[V_reset], " mV must be < V_th = ", node[V_th], " mV");
}

void Iaf::prepare_synapses(double dt, Index j) {
    const auto one = [&](double tau, Doubles& keep, Doubles& P, Doubles& P_rise, Doubles& spread, Doubles& per_weight) {
        keep[j] = exact_exp(-dt / tau);
        P[j] = response(dt, user_[tau_m][j], tau) / user_[C_m][j];
        P_rise[j] = rising_response(dt, user_[tau_m][j], tau) / user_[C_m][j];
        spread[j] = dt * keep[j];
        per_weight[j] = kind_ == psc_alpha ? e / tau : 1.0;
    };
    one(user_[tau_syn_ex][j], keep_ex_, P_ex_, P_rise_ex_, spread_ex_, per_weight_ex_);
    one(user_[tau_syn_in][j], keep_in_, P_in_, P_rise_in_, spread_in_, per_weight_in_);
}

void Iaf::prepare(State& state, const Settings& settings) {
    const double dt = settings.resolution;
    IafState& s = of(state);
    for (Doubles* c : {&keep_v_, &keep_ex_, &keep_in_, &P_i_, &P_ex_, &P_in_, &P_rise_ex_, &P_rise_in_, &spread_ex_, &spread_in_,
                       &per_weight_ex_, &per_weight_in_, &V_th_rel_, &V_min_rel_, &V_reset_rel_, &t_ref_steps_, &keep_decay_, &log_rate_})
        c->assign(stride(), 0.0);
    keys_.clear();
    for (Index j = 0; j < size_; ++j) {
        keep_v_[j] = exact_exp(-dt / user_[tau_m][j]);
        P_i_[j] = user_[tau_m][j] / user_[C_m][j] * (1.0 - keep_v_[j]);
        prepare_synapses(dt, j);
        V_th_rel_[j] = user_[V_th][j] - user_[E_L][j];
        V_min_rel_[j] = kind_ == psc_exp ? -HUGE_VAL : user_[V_min][j] - user_[E_L][j];
        V_reset_rel_[j] = user_[V_reset][j] - user_[E_L][j];
        t_ref_steps_[j] = static_cast<double>(Grid{dt}.up(user_[t_ref][j]));
        keep_decay_[j] = user_[refractory_input][j] != 0.0 ? dt / user_[tau_m][j] : HUGE_VAL;
        log_rate_[j] = user_[rho][j] > 0.0 ? exact_log(user_[rho][j] * dt / 1000.0) : -HUGE_VAL;
        s.drive[j] = P_i_[j] * user_[I_e][j];
        keys_.push_back(Random(static_cast<std::uint64_t>(settings.rng_seed), for_thresholds, j).bits());
    }
    std::fill(s.forced.begin(), s.forced.end(), 0.0);
    s.forced_at.assign(size_, -1);
    forces_ = std::ranges::any_of(forced_, &ForcedSpikes::on);
    escapes_ = kind_ == psc_exp && std::ranges::any_of(user_[delta], [](double width) { return width > 0.0; });
    std::fill(V_th_rel_.begin() + static_cast<std::ptrdiff_t>(size_), V_th_rel_.end(), 1.0);  // the padding stays silent
    s.threshold = V_th_rel_;
}

void Iaf::take_currents(State& state, const double* sums) const {
    for (Index j = 0; j < size_; ++j) of(state).drive[j] = P_i_[j] * (user_[I_e][j] + sums[j]);
}

void Iaf::filter_currents(State& state, const double* sums) const {
    for (Index j = 0; j < size_; ++j) of(state).arrived_ex[j] += (1.0 - keep_ex_[j]) * sums[j];
}

// A spike of probability rho dt exp((V - V_th) / delta) comes where V passes V_th + delta ln(u / (rho dt)), u uniform.
void Iaf::draw_thresholds(IafState& s, Step t) const {
    for (Index j = 0; j < size_; ++j) {
        if (user_[delta][j] == 0.0) continue;
        const double u = 1.0 - Random(keys_[j], for_thresholds, static_cast<std::uint64_t>(t)).uniform();
        s.threshold[j] = V_th_rel_[j] + user_[delta][j] * (exact_log(u) - log_rate_[j]);
    }
}

void Iaf::pass(IafState& s, Step t) const {
    const MembraneConstants constants{.alpha = keep_v_.data(),
                                      .V_th = V_th_rel_.data(),
                                      .V_min = V_min_rel_.data(),
                                      .V_reset = V_reset_rel_.data(),
                                      .keep_decay = keep_decay_.data()};
    const MembraneState membrane{.input = {.i_syn = s.i_syn.data()},
                                 .push = s.drive.data(),
                                 .forced = s.forced.data(),
                                 .z = s.z.data(),
                                 .v = s.v.data(),
                                 .ready_at = s.r.data(),
                                 .kept = s.kept.data(),
                                 .now = static_cast<double>(t)};
    const MembraneVariant variant = forces_ ? membrane_forcing : membrane_each;
    kernels().delta[0][variant](0, stride(), constants, membrane, s.threshold.data(), bytes_of(s.fired));
    std::fill(s.i_syn.begin(), s.i_syn.end(), 0.0);
    each_fired(s.fired, [&](std::uint32_t j) { s.r[j] = membrane.now + t_ref_steps_[j] + 1.0; });
}

void Iaf::synaptic_pass(IafState& s) const {
    const IafConstants constants{.keep_v = keep_v_.data(),
                                 .keep_ex = keep_ex_.data(),
                                 .keep_in = keep_in_.data(),
                                 .P_ex = P_ex_.data(),
                                 .P_in = P_in_.data(),
                                 .P_rise_ex = P_rise_ex_.data(),
                                 .P_rise_in = P_rise_in_.data(),
                                 .spread_ex = spread_ex_.data(),
                                 .spread_in = spread_in_.data(),
                                 .per_weight_ex = per_weight_ex_.data(),
                                 .per_weight_in = per_weight_in_.data(),
                                 .V_min = V_min_rel_.data(),
                                 .V_reset = V_reset_rel_.data(),
                                 .t_ref = t_ref_steps_.data()};
    const IafMembrane membrane{.threshold = s.threshold.data(),
                               .drive = s.drive.data(),
                               .arrived_ex = s.arrived_ex.data(),
                               .arrived_in = s.arrived_in.data(),
                               .I_ex = s.I_ex.data(),
                               .I_in = s.I_in.data(),
                               .rise_ex = s.rise_ex.data(),
                               .rise_in = s.rise_in.data(),
                               .v = s.v.data(),
                               .z = s.z.data(),
                               .r = s.r.data()};
    kernels().iaf[kind_ == psc_alpha](stride(), constants, membrane, bytes_of(s.fired));
}

void Iaf::update(State& state, std::vector<std::uint32_t>& fired) const {
    IafState& s = of(state);
    if (escapes_) draw_thresholds(s, state.clock);
    if (forces_) force(forced_, state.clock, s.forced_at, s.forced);
    kind_ == psc_delta ? pass(s, state.clock) : synaptic_pass(s);
    each_fired(s.fired, [&](std::uint32_t j) { fired.push_back(j); });
}

}  // namespace eprop
