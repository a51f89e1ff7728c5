// The membranes of readouts (spec 2.2, 3); n is a multiple of the lanes.
inline void integrate(Index n, const ReadoutMembrane& c, double* i_syn, double* v) {
    const auto [drive, P_z, kappa, V_min] = c;
    for (Index j = 0; j < n; j += vector_lanes) {
        store(v + j, larger(load(drive + j) + load(P_z + j) * load(i_syn + j) + load(kappa + j) * load(v + j), load(V_min + j)));
        store(i_syn + j, broadcast(0.0));
    }
}

// The membrane passes of the recurrent neurons. Voltages are relative to E_L. Each leaves v - theta in x, +inf while refractory, for
// the surrogate pass, and a bit a neuron in `fired`, 1 where it fires. begin and end are multiples of the lanes.

// A constant of the neurons: one value each, or one for all, which then stays in a register.
template <bool same>
struct Constant {
    const double* values;
    Vector first;

    EPROP_INLINE Constant(const double* values, Index begin) : values(values), first(broadcast(values[begin])) {}
    EPROP_INLINE Vector at(Index j) const {
        if constexpr (same)
            return first;
        else
            return load(values + j);
    }
};

// Leaky integration: the interval models, with a soft reset one step after the spike (spec 2.1), and eprop_iaf* (`online`, spec 3),
// with the same reset at once. `same`: all neurons have the same constants. `forcing`: some spike at set times.
template <bool online, bool adaptive, bool same, bool forcing = false>
void leaky_pass(Index begin, Index end, const MembraneConstants& c, const MembraneState& s, double* x, std::uint8_t* fired) {
    const Constant<same> alpha{c.alpha, begin}, P_z{c.P_z, begin}, V_th{c.V_th, begin}, V_min{c.V_min, begin}, t_ref{c.t_ref, begin};
    const Constant<same> beta{c.adapt_beta, begin}, rho{c.rho, begin};
    const Vector zero = broadcast(0.0), one = broadcast(1.0), infinity = broadcast(HUGE_VAL);
    const auto [drive, i_syn, rows, row_count, forced, v_, z_, a_, r_, kept] = s;
    for (Index block = begin; block < end; block += lanes) {
        constexpr Index vectors = lanes / vector_lanes;
        Vector input[vectors];
        for (Index i = 0; i < vectors; ++i) input[i] = load(i_syn + block + i * vector_lanes);
        for (const double* const* row = rows; row != rows + row_count; ++row)
            for (Index i = 0; i < vectors; ++i) input[i] += load(*row + block + i * vector_lanes);
        unsigned bits = 0;
        for (Index i = 0; i < vectors; ++i) {
            const Index j = block + i * vector_lanes;
            const Vector z_before = load(z_ + j);
            Vector v = load(drive + j) + P_z.at(j) * input[i] + alpha.at(j) * load(v_ + j);
            if constexpr (!online) v -= V_th.at(j) * z_before;
            v = larger(v, V_min.at(j));
            Vector theta = V_th.at(j);
            if constexpr (adaptive) {
                const Vector a = rho.at(j) * load(a_ + j) + z_before;
                store(a_ + j, a);
                theta = V_th.at(j) + beta.at(j) * a;
            }
            const Vector r = larger(load(r_ + j) - one, zero), distance = v - theta;
            const auto ready = r == zero;
            auto fires = (distance >= zero) & ready;
            if constexpr (forcing) fires = (fires & (load(forced + j) == zero)) | (load(forced + j) > zero);
            const Vector z = fires ? one : zero;
            store(x + j, ready ? distance : infinity);
            if constexpr (online) v -= V_th.at(j) * z;
            store(v_ + j, v);
            store(z_ + j, z);
            store(r_ + j, fires ? t_ref.at(j) : r);
            bits |= bits_of(fires) << (i * vector_lanes);
        }
        fired[block / lanes] = static_cast<std::uint8_t>(bits);
    }
}

// eprop_iaf_psc_delta* (spec 3): jumps by the weights, reset to V_reset, clamped while refractory. A potential set above the
// threshold meanwhile makes a spike all the same.
template <bool adaptive, bool forcing = false>
void delta_pass(Index begin, Index end, const MembraneConstants& c, const MembraneState& s, double* __restrict x, std::uint8_t* fired) {
    const double* __restrict alpha = c.alpha;
    const double* __restrict V_th = c.V_th;
    const double* __restrict V_min = c.V_min;
    const double* __restrict V_reset = c.V_reset;
    const double* __restrict t_ref = c.t_ref;
    const double* __restrict beta = c.adapt_beta;
    const double* __restrict rho = c.rho;
    const double* __restrict keep_decay = c.keep_decay;
    const double* __restrict drive = s.drive;
    const double* __restrict i_syn = s.i_syn;
    [[maybe_unused]] const double* __restrict forced = s.forced;
    double* __restrict v_m = s.v;
    double* __restrict z_ = s.z;
    double* __restrict a_ = s.a;
    double* __restrict r_ = s.r;
    double* __restrict kept_ = s.kept;
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
        const double z = forcing && forced[j] != 0.0 ? (forced[j] > 0.0 ? 1.0 : 0.0) : crossed;
        const double counted = r > 0.0 ? r - 1.0 : 0.0;
        x[j] = counted > 0.0 ? HUGE_VAL : distance;
        v_m[j] = z > 0.0 ? V_reset[j] : v;
        z_[j] = z;
        r_[j] = z > 0.0 ? t_ref[j] : counted;
    }
    mark_fired(begin, end, z_, fired);
}
