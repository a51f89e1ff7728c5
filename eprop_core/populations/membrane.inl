// What arrives in a step at `count` vectors of neurons from j on: single weights and rows of them, in this order.
template <Index count>
EPROP_INLINE void add_up(const Input& input, Index j, Vector (&sum)[count]) {
    for (Index i = 0; i < count; ++i) sum[i] = load(input.i_syn + j + i * vector_lanes);
    for (const double* const* row = input.rows; row != input.rows + input.row_count; ++row)
        for (Index i = 0; i < count; ++i) sum[i] += load(*row + j + i * vector_lanes);
}

// The membranes of readouts (spec 2.2, 3); n is a multiple of the lanes.
inline void integrate(Index n, const ReadoutMembrane& c, const Input& input, double* v) {
    const auto [drive, P_z, kappa, V_min] = c;
    for (Index block = 0; block < n; block += lanes) {
        Vector arrived[lanes / vector_lanes];
        add_up(input, block, arrived);
        for (Index j = block; const Vector& sum : arrived) {
            store(v + j, larger(load(drive + j) + load(P_z + j) * sum + load(kappa + j) * load(v + j), load(V_min + j)));
            j += vector_lanes;
        }
    }
}

// The membrane passes of the recurrent neurons. Voltages are relative to E_L. Each leaves a surrogate gradient of v - theta in x, and a
// bit a neuron in `fired`, 1 where it fires; what a spike changes is left to Recurrent::note_fired. begin and end are multiples of the
// lanes.

// No surrogate gradient: v - theta itself stays, for the surrogate pass.
struct Distance {
    static Vector psi(Vector x, Vector, Vector) { return x; }
};

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

template <bool same>
struct LeakyConstants {
    Constant<same> alpha, P_z, V_min, height, inv_width;
    const double *beta, *rho;

    EPROP_INLINE LeakyConstants(const MembraneConstants& c, Index begin)
        : alpha(c.alpha, begin),
          P_z(c.P_z, begin),
          V_min(c.V_min, begin),
          height(c.height, begin),
          inv_width(c.inv_width, begin),
          beta(c.adapt_beta),
          rho(c.rho) {}
};

// Some vectors of neurons, whose arrivals are added up first; which of them fire, a bit each. See leaky_pass.
template <bool adaptive, class Surrogate, bool same, bool forcing, Index vectors>
EPROP_INLINE unsigned leaky_block(Index block, const LeakyConstants<same>& c, const MembraneState& s, double* x) {
    const Vector zero = broadcast(0.0);
    Vector arrived[vectors];
    add_up(s.input, block, arrived);
    unsigned bits = 0;
    for (Index i = 0; i < vectors; ++i) {
        const Index j = block + i * vector_lanes;
        const Vector v = larger(load(s.push + j) + c.P_z.at(j) * arrived[i] + c.alpha.at(j) * load(s.v + j), c.V_min.at(j));
        store(s.v + j, v);
        Vector theta = load(s.threshold + j);
        if constexpr (adaptive) {
            const Vector a = load(c.rho + j) * load(s.a + j) + load(s.z + j);
            store(s.a + j, a);
            theta += load(c.beta + j) * a;
        }
        const Vector distance = v - theta;
        store(x + j, Surrogate::psi(distance, c.height.at(j), c.inv_width.at(j)));
        auto fires = distance >= zero;
        if constexpr (forcing) fires = (fires & (load(s.forced + j) == zero)) | (load(s.forced + j) > zero);
        bits |= bits_of(fires) << (i * vector_lanes);
    }
    return bits;
}

// Leaky integration: the interval models (spec 2.1) and eprop_iaf* (spec 3). The threshold of refractory neurons is +inf, at which they do
// not fire and have no surrogate gradient. `same`: all neurons have the same constants, but for adaptation. `forcing`: some spike at set
// times.
template <bool adaptive, class Surrogate, bool same, bool forcing = false>
void leaky_pass(Index begin, Index end, const MembraneConstants& constants, const MembraneState& state, double* x, std::uint8_t* fired) {
    constexpr Index narrow = lanes / vector_lanes, wide = 2;  // vectors; blocks of the lanes
    const LeakyConstants<same> c{constants, begin};
    const MembraneState s = state;
    Index j = begin;
    for (; j + wide * lanes <= end; j += wide * lanes) {
        const unsigned bits = leaky_block<adaptive, Surrogate, same, forcing, wide * narrow>(j, c, s, x);
        for (Index i = 0; i < wide; ++i) fired[j / lanes + i] = static_cast<std::uint8_t>(bits >> (i * lanes));
    }
    if (j < end) fired[j / lanes] = static_cast<std::uint8_t>(leaky_block<adaptive, Surrogate, same, forcing, narrow>(j, c, s, x));
}

// eprop_iaf_psc_delta* (spec 3): jumps by the weights, reset to V_reset, clamped while refractory. A potential set above the
// threshold meanwhile makes a spike all the same.
template <bool adaptive, bool forcing = false>
void delta_pass(Index begin, Index end, const MembraneConstants& c, const MembraneState& s, double* __restrict x, std::uint8_t* fired) {
    const double* __restrict alpha = c.alpha;
    const double* __restrict V_th = c.V_th;
    const double* __restrict V_min = c.V_min;
    const double* __restrict V_reset = c.V_reset;
    const double* __restrict beta = c.adapt_beta;
    const double* __restrict rho = c.rho;
    const double* __restrict keep_decay = c.keep_decay;
    const double* __restrict ready_at = s.ready_at;
    const double* __restrict drive = s.push;
    const double* __restrict i_syn = s.input.i_syn;
    [[maybe_unused]] const double* __restrict forced = s.forced;
    double* __restrict v_m = s.v;
    double* __restrict z_ = s.z;
    double* __restrict a_ = s.a;
    double* __restrict kept_ = s.kept;
    const double now = s.now;
    EPROP_INDEPENDENT
    for (Index j = begin; j < end; ++j) {
        const double left = ready_at[j] - now, r = left > 0.0 ? left : 0.0;  // steps of the refractory period
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
        x[j] = r > 1.0 ? HUGE_VAL : distance;
        v_m[j] = z > 0.0 ? V_reset[j] : v;
        z_[j] = z;
    }
    mark_fired(begin, end, z_, fired);
}
