// The membrane passes of the recurrent neurons. Voltages are relative to E_L. Each leaves v - theta in x, +inf while refractory, for
// the surrogate pass. begin and end are multiples of the lanes. Each returns whether any neuron fires.

// Leaky integration: the interval models, with a soft reset one step after the spike (spec 2.1), and eprop_iaf* (`online`, spec 3),
// with the same reset at once.
template <bool online, bool adaptive>
bool leaky_pass(Index begin, Index end, const MembraneConstants& c, const MembraneState& s, double* __restrict x) {
    const double* __restrict alpha = c.alpha;
    const double* __restrict P_z = c.P_z;
    const double* __restrict V_th = c.V_th;
    const double* __restrict V_min = c.V_min;
    const double* __restrict t_ref = c.t_ref;
    const double* __restrict beta = c.adapt_beta;
    const double* __restrict rho = c.rho;
    const double* __restrict drive = s.drive;
    double* __restrict i_syn = s.i_syn;
    double* __restrict v_m = s.v;
    double* __restrict z_ = s.z;
    double* __restrict a_ = s.a;
    double* __restrict r_ = s.r;
    std::uint64_t any = 0;
    EPROP_INDEPENDENT
    for (Index j = begin; j < end; ++j) {
        const double counted = r_[j] - 1.0;
        const double r = counted > 0.0 ? counted : 0.0;
        double free_v = drive[j] + P_z[j] * i_syn[j] + alpha[j] * v_m[j];
        if constexpr (!online) free_v -= V_th[j] * z_[j];
        double v = free_v > V_min[j] ? free_v : V_min[j];
        double theta = V_th[j];
        if constexpr (adaptive) {
            const double a = rho[j] * a_[j] + z_[j];
            a_[j] = a;
            theta = V_th[j] + beta[j] * a;
        }
        const double distance = v - theta;
        const double crossed = distance >= 0.0 ? 1.0 : 0.0;
        const double z = r > 0.0 ? 0.0 : crossed;
        x[j] = r > 0.0 ? HUGE_VAL : distance;
        if constexpr (online) v -= V_th[j] * z;
        v_m[j] = v;
        z_[j] = z;
        r_[j] = z > 0.0 ? t_ref[j] : r;
        i_syn[j] = 0.0;
        any |= std::bit_cast<std::uint64_t>(z);
    }
    return any != 0;
}

// eprop_iaf_psc_delta* (spec 3): jumps by the weights, reset to V_reset, clamped while refractory.
template <bool adaptive>
bool delta_pass(Index begin, Index end, const MembraneConstants& c, const MembraneState& s, double* __restrict x) {
    const double* __restrict alpha = c.alpha;
    const double* __restrict V_th = c.V_th;
    const double* __restrict V_min = c.V_min;
    const double* __restrict V_reset = c.V_reset;
    const double* __restrict t_ref = c.t_ref;
    const double* __restrict beta = c.adapt_beta;
    const double* __restrict rho = c.rho;
    const double* __restrict keep_decay = c.keep_decay;
    const double* __restrict drive = s.drive;
    double* __restrict i_syn = s.i_syn;
    double* __restrict v_m = s.v;
    double* __restrict z_ = s.z;
    double* __restrict a_ = s.a;
    double* __restrict r_ = s.r;
    double* __restrict kept_ = s.kept;
    std::uint64_t any = 0;
    EPROP_INDEPENDENT
    for (Index j = begin; j < end; ++j) {
        const double r = r_[j];
        const double free_v = drive[j] + alpha[j] * v_m[j] + (i_syn[j] + kept_[j]);
        const double floored = free_v > V_min[j] ? free_v : V_min[j];
        const double v = r > 0.0 ? v_m[j] : floored;
        double theta = V_th[j];
        if constexpr (adaptive) {
            const double moved = rho[j] * a_[j] + z_[j];
            const double a = r > 0.0 ? a_[j] : moved;
            a_[j] = a;
            theta = V_th[j] + beta[j] * a;
        }
        const double kept = kept_[j] + i_syn[j] * exact_exp(-r * keep_decay[j]);
        kept_[j] = r > 0.0 ? kept : 0.0;
        const double distance = v - theta;
        const double crossed = distance >= 0.0 ? 1.0 : 0.0;
        const double z = r > 0.0 ? 0.0 : crossed;
        const double counted = r > 0.0 ? r - 1.0 : 0.0;
        x[j] = counted > 0.0 ? HUGE_VAL : distance;
        v_m[j] = z > 0.0 ? V_reset[j] : v;
        z_[j] = z;
        r_[j] = z > 0.0 ? t_ref[j] : counted;
        i_syn[j] = 0.0;
        any |= std::bit_cast<std::uint64_t>(z);
    }
    return any != 0;
}

// Appends the positions of the neurons with z != 0, ascending. n is a multiple of the lanes.
inline void find_fired(Index n, const double* __restrict z, std::vector<std::uint32_t>& fired) {
    for (Index j = 0; j < n; j += lanes) {
        std::uint64_t any = 0;
        for (Index i = 0; i < lanes; ++i) any |= std::bit_cast<std::uint64_t>(z[j + i]);
        if (any == 0) continue;
        for (Index i = 0; i < lanes; ++i)
            if (z[j + i] != 0.0) fired.push_back(static_cast<std::uint32_t>(j + i));
    }
}
