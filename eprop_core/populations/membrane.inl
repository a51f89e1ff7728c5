// The membrane pass of recurrent neurons with leaky integration and soft reset (Bellec et al. 2020; spec 2.1), LIF and, with
// `adaptive`, ALIF. Voltages are relative to E_L. Leaves v - theta in x, +inf while refractory, for the surrogate pass. begin and end
// are multiples of the lanes. Returns whether any neuron fires.

template <bool adaptive>
bool membrane_pass(Index begin, Index end, const MembraneConstants& c, const MembraneState& s, double* __restrict x) {
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
        const double free_v = drive[j] + P_z[j] * i_syn[j] + alpha[j] * v_m[j] - V_th[j] * z_[j];
        const double v = free_v > V_min[j] ? free_v : V_min[j];
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
        v_m[j] = v;
        z_[j] = z;
        r_[j] = z > 0.0 ? t_ref[j] : r;
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
