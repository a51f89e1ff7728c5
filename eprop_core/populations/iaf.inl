// The membrane pass of iaf_psc_exp and iaf_psc_alpha, see populations/iaf.hpp. n is a multiple of the lanes.
template <bool alpha>
void iaf_pass(Index n, const IafConstants& c, const IafMembrane& s, std::uint8_t* fired) {
    const double* __restrict keep_v = c.keep_v;
    const double* __restrict keep_ex = c.keep_ex;
    const double* __restrict keep_in = c.keep_in;
    const double* __restrict P_ex = c.P_ex;
    const double* __restrict P_in = c.P_in;
    const double* __restrict P_rise_ex = c.P_rise_ex;
    const double* __restrict P_rise_in = c.P_rise_in;
    const double* __restrict spread_ex = c.spread_ex;
    const double* __restrict spread_in = c.spread_in;
    const double* __restrict per_weight_ex = c.per_weight_ex;
    const double* __restrict per_weight_in = c.per_weight_in;
    const double* __restrict V_min = c.V_min;
    const double* __restrict V_reset = c.V_reset;
    const double* __restrict t_ref = c.t_ref;
    const double* __restrict threshold = s.threshold;
    const double* __restrict drive = s.drive;
    double* __restrict arrived_ex = s.arrived_ex;
    double* __restrict arrived_in = s.arrived_in;
    double* __restrict I_ex = s.I_ex;
    double* __restrict I_in = s.I_in;
    [[maybe_unused]] double* __restrict rise_ex = s.rise_ex;
    [[maybe_unused]] double* __restrict rise_in = s.rise_in;
    double* __restrict v_m = s.v;
    double* __restrict z_ = s.z;
    double* __restrict r_ = s.r;
    EPROP_INDEPENDENT
    for (Index j = 0; j < n; ++j) {
        const double r = r_[j];
        double free_v = keep_v[j] * v_m[j] + drive[j] + P_ex[j] * I_ex[j] + P_in[j] * I_in[j];
        const double new_ex = per_weight_ex[j] * arrived_ex[j], new_in = per_weight_in[j] * arrived_in[j];
        if constexpr (alpha) {
            free_v += P_rise_ex[j] * rise_ex[j] + P_rise_in[j] * rise_in[j];
            I_ex[j] = spread_ex[j] * rise_ex[j] + keep_ex[j] * I_ex[j];
            I_in[j] = spread_in[j] * rise_in[j] + keep_in[j] * I_in[j];
            rise_ex[j] = keep_ex[j] * rise_ex[j] + new_ex;
            rise_in[j] = keep_in[j] * rise_in[j] + new_in;
        } else {
            I_ex[j] = keep_ex[j] * I_ex[j] + new_ex;
            I_in[j] = keep_in[j] * I_in[j] + new_in;
        }
        arrived_ex[j] = 0.0;
        arrived_in[j] = 0.0;
        const double floored = free_v > V_min[j] ? free_v : V_min[j];
        const double v = r > 0.0 ? v_m[j] : floored;
        const double z = v >= threshold[j] ? 1.0 : 0.0;
        const double counted = r > 0.0 ? r - 1.0 : 0.0;
        v_m[j] = z > 0.0 ? V_reset[j] : v;
        z_[j] = z;
        r_[j] = z > 0.0 ? t_ref[j] : counted;
    }
    mark_fired(0, n, z_, fired);
}
