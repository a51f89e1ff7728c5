// Maps over windows of history, see window_maps.hpp.

// Sum over the readouts of the feedback weights times their values, of the neurons from j on.
EPROP_INLINE Pack signal_at(const Signal& s, const double* values, Index j) {
    Pack L = Pack::zero();
    for (Index k = 0; k < s.n_out; ++k) L = L + values[k] * Pack::read(s.feedback + k * s.stride + j);
    return L;
}

// P, Q, B, C of a tile, whose targets keep them at place(lane).
struct MapValues {
    Pack P, Q, B, C;

    template <class Place>
    EPROP_INLINE static MapValues read(Place place) {
        Pack x[map_values];
        read_fours(place, x);
        return {x[0], x[1], x[2], x[3]};
    }
    template <class Place>
    EPROP_INLINE void write(Place place) const {
        const Pack x[map_values] = {P, Q, B, C};
        write_fours(place, x);
    }
};

// One more entry for maps of n neurons that span `before` it; F null: no regularization.
inline void extend_map(Index n, const MapSpan& one, const MapSpan& before, const Signal& signal, const double* psi, const double* F,
                       double* map) {
    const double v = before.v * one.v;
    for (Index j = 0; j < n; j += pack_lanes) {
        const auto place = [&](Index l) { return map + (j + l) * map_values; };
        MapValues m = MapValues::read(place);
        const Pack e = before.zeta * Pack::read(psi + j), f = F ? Pack::read(F + j) : Pack::zero();
        m.P = one.u * m.P + e;
        m.Q = one.v * m.Q + (1.0 - one.v) * e;
        m.B = m.B + v * f;
        m.C = m.C + (signal_at(signal, signal.values, j) * m.P + f * m.Q);
        m.write(place);
    }
}

// Maps of n neurons are followed by others.
inline void append_map(Index n, const MapSpan& first, const MapSpan& second, const Signal& signal, const double* next, double* map,
                       Index stride) {
    for (Index j = 0; j < n; j += pack_lanes) {
        const auto place = [&](Index l) { return map + (j + l) * stride; };
        const MapValues a = MapValues::read(place), b = MapValues::read([&](Index l) { return next + (j + l) * map_values; });
        const Pack A = signal_at(signal, signal.values, j);
        MapValues{.P = second.u * a.P + first.zeta * b.P,
                  .Q = second.v * a.Q + first.zeta * b.Q,
                  .B = a.B + first.v * b.B,
                  .C = a.C + (A * a.P + b.B * a.Q + first.zeta * b.C)}
            .write(place);
    }
}

// The maps of n neurons from every second entry of a block to its end, from its last entry to its first.
inline void map_starts_of(Index n, const MapSpan& one, const Signal& signal, const BlockRows& rows, const MapStarts& starts) {
    for (Index j = 0; j < n; j += pack_lanes) {
        const auto psi = [&](Index i) { return Pack::read(rows.psi[i] + j); };
        const auto regularization = [&](Index i) { return rows.F[i] ? Pack::read(rows.F[i] + j) : Pack::zero(); };
        MapValues m{Pack::zero(), Pack::zero(), Pack::zero(), Pack::zero()};
        Pack A = Pack::zero();
        double u = 1.0, v = 1.0;
        for (Index i = map_block; i-- > 0;) {
            const Pack e = psi(map_spacing + i), e_reg = (1.0 - one.v) * e;
            const Pack L = signal_at(signal, rows.error[i], j) + A, F = regularization(map_spacing + i) + m.B;
            m.P = u * e + one.zeta * m.P;
            m.Q = v * e_reg + one.zeta * m.Q;
            m.C = e * L + e_reg * F + one.zeta * m.C;
            m.B = one.v * F;
            A = one.u * L;
            u *= one.u, v *= one.v;
            if (i % map_spacing != 0) continue;
            double* start = starts.first + i / map_spacing * start_values;
            write_eights([&](Index l) { return start + (j + l) * starts.stride; },
                         {m.P, m.Q, m.B, m.C, psi(i), psi(i + 1), regularization(i), regularization(i + 1)}, starts.large);
        }
    }
    if (starts.large) order_writes();
}

// Whether no synapse of the row can come to a bound on its way: |g| <= L e_bar + F e_bar_reg at every entry, with traces that grow
// by at most what a surrogate gradient of h and z_bar give.
inline bool stays_within(Index n, const MapBounds& b, double Wmin, double Wmax, const OnlineColumns& s) {
    const double* __restrict weight = s.weight;
    const double* __restrict gradient = s.gradient;
    const double* __restrict z_bar = s.z_bar;
    const double* __restrict e_bar = s.e_bar;
    const double* __restrict e_bar_reg = s.e_bar_reg;
    std::uint64_t out = 0;
    EPROP_INDEPENDENT
    for (Index i = 0; i < n; ++i) {
        const double z = z_bar[i] + 2.0;
        const double step = b.L * (e_bar[i] + b.h_sum * z) + b.F * (e_bar_reg[i] + b.h * z);
        const double reach = b.eta * ((gradient ? std::abs(gradient[i]) : 0.0) + b.entries * step);
        const double below = weight[i] - reach > Wmin ? 0.0 : 1.0, above = weight[i] + reach < Wmax ? 0.0 : 1.0;
        out |= std::bit_cast<std::uint64_t>(below + above);
    }
    return out == 0;
}

// A tile through the single entries and the maps of a window: adds up the gradient, and takes the step if there is one.
template <bool sparse, bool regularized>
void map_tile(const OnlineTargets& c, const OnlineEntries& single, const WindowMap& m, const DescentStep* step, const OnlineColumns& s,
              const Tile<sparse>& tile) {
    const double alpha = *c.alpha, kappa = *c.kappa, kappa_reg = *c.kappa_reg;  // the same for all targets
    const FeedbackWeights<sparse> feedback(c, tile);
    const auto z = [&single](Index i) { return i == single.spike || (i == 0 && single.pending) ? 1.0 : 0.0; };
    Pack z_bar = Pack::read(s.z_bar), e_bar = Pack::read(s.e_bar), e_bar_reg = Pack::read(s.e_bar_reg);
    Pack G = step && !step->waiting ? Pack::zero() : Pack::read(s.gradient);
    Pack before[4];  // psi, then F of the entries before the start
    read_fours([&](Index l) { return m.piece[0].map + tile.target(l) * m.piece[0].stride + map_values; }, before);
    Cursor error(c.error);
    for (Index i = 0; i < single.count; ++i, error.advance()) {
        const bool last = i + 1 == single.count;
        z_bar = alpha * z_bar + z(i);
        const Pack e = (last ? before[1] : before[0]) * z_bar;
        e_bar = kappa * e_bar + e;
        G = G + feedback.times(error.row) * e_bar;
        if constexpr (regularized) {
            e_bar_reg = kappa_reg * e_bar_reg + (1.0 - kappa_reg) * e;
            G = G + (last ? before[3] : before[2]) * e_bar_reg;
        }
    }
    Pack x = alpha * z_bar + z(single.count);
    for (Index i = 0; i < m.pieces; ++i) {
        const MapPiece& piece = m.piece[i];
        const MapValues map = MapValues::read([&](Index l) { return piece.map + tile.target(l) * piece.stride; });
        G = G + (feedback.times(piece.S) * e_bar + map.C * x);
        e_bar = piece.span.u * e_bar + map.P * x;
        if constexpr (regularized) {
            G = G + map.B * e_bar_reg;
            e_bar_reg = piece.span.v * e_bar_reg + map.Q * x;
        }
        x = (i + 1 < m.pieces ? piece.span.zeta : piece.span.last_zeta) * x;
    }
    x.write(s.z_bar), e_bar.write(s.e_bar);
    if constexpr (regularized) e_bar_reg.write(s.e_bar_reg);
    if (step) clamp(Pack::read(s.weight) - step->eta * G, step->Wmin, step->Wmax).write(s.weight), G = Pack::zero();
    if (!step || step->waiting) G.write(s.gradient);
}

// The targets of a row lie anywhere: ask for what a later tile reads while this one is at work.
EPROP_INLINE void fetch_tile(const WindowMap& m, const std::uint32_t* column, Index count) {
    for (Index l = 0; l < count; ++l)
        for (Index i = 0; i < m.pieces; ++i) __builtin_prefetch(m.piece[i].map + column[l] * m.piece[i].stride);
}

// column: of a sparse row, else null, and the targets are neighbours from `first` on.
template <bool regularized>
void map_row(Index n, const OnlineTargets& c, const OnlineEntries& single, const WindowMap& m, const DescentStep* step,
             const OnlineColumns& s, const std::uint32_t* column, Index first) {
    Index i = 0;
    if (!column)
        for (; i < n; i += pack_lanes) map_tile<false, regularized>(c, single, m, step, s.from(i), {nullptr, first + i});
    for (constexpr Index ahead = 2 * pack_lanes; i + pack_lanes <= n; i += pack_lanes) {
        if (i + ahead < n) fetch_tile(m, column + i + ahead, std::min(pack_lanes, n - i - ahead));
        map_tile<true, regularized>(c, single, m, step, s.from(i), {column + i, 0});
    }
    if (i >= n) return;
    PaddedTile rest(n - i, s.from(i), column + i);
    map_tile<true, regularized>(c, single, m, step, rest.columns, {rest.targets, 0});
    rest.copy_back(s.from(i));
}
