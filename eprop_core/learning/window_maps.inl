// Rows by maps over windows of history, see window_maps.hpp.

// One more entry for the maps of one start: psi, L, F (null: no regularization) by neuron.
inline void extend_map(Index n, const MapGrowth& c, const double* __restrict psi, const double* __restrict L, const double* __restrict F,
                       double* __restrict map) {
    for (Index j = 0; j < n; j += 4) {
        double* P = map + j * map_values;
        for (Index i = 0; i < 4; ++i) {
            const double e = psi[j + i] * c.zeta, f = F ? F[j + i] : 0.0;
            const double p = c.kappa * P[i] + e, q = c.kappa_reg * P[4 + i] + (1.0 - c.kappa_reg) * e;
            P[i] = p;
            P[4 + i] = q;
            P[8 + i] += f * c.v;
            P[12 + i] += L[j + i] * p + f * q;
        }
    }
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
        const double reach = b.eta * (std::abs(gradient[i]) + b.entries * step);
        const double below = weight[i] - reach > Wmin ? 0.0 : 1.0, above = weight[i] + reach < Wmax ? 0.0 : 1.0;
        out |= std::bit_cast<std::uint64_t>(below + above);
    }
    return out == 0;
}

// Surrogate gradients and regularization of single entries: of neighbours from the rings of history, of others from the maps' copy,
// in which the entries of a neuron stand side by side.
template <bool sparse>
struct SingleEntries {
    const WindowMap& m;
    Tile<sparse> tile;
    Cursor psi, F;
    Step entry;
    std::uint32_t place[pack_lanes];

    EPROP_INLINE SingleEntries(const OnlineTargets& c, const WindowMap& map, const Tile<sparse>& t)
        : m(map), tile(t), psi(c.psi), F(c.regularization), entry(map.first) {
        if constexpr (sparse)
            for (Index l = 0; l < pack_lanes; ++l) place[l] = t.column[l] * static_cast<std::uint32_t>(map_spacing);
    }
    EPROP_INLINE Pack of(const double* copy, const double* row) const {
        if constexpr (!sparse) return tile.of(row);
        const Index at = static_cast<Index>(entry / map_spacing % m.starts) * m.neurons * map_spacing;
        return Pack::gather(copy + at + static_cast<Index>(entry % map_spacing), place);
    }
    EPROP_INLINE void advance() { ++entry, psi.advance(), F.advance(); }
};

// A tile through single entries and one map; adds up the gradient.
template <bool sparse, bool regularized>
void map_tile(const OnlineTargets& c, const OnlineEntries& entries, const WindowMap& m, const OnlineColumns& s, const Tile<sparse>& tile) {
    const double alpha = *c.alpha, kappa = *c.kappa, kappa_reg = *c.kappa_reg;  // the same for all targets
    const FeedbackWeights<sparse> feedback(c, tile);
    Pack z_bar = Pack::read(s.z_bar), e_bar = Pack::read(s.e_bar), e_bar_reg = Pack::read(s.e_bar_reg), G = Pack::read(s.gradient);
    Cursor error(c.error);
    SingleEntries<sparse> single(c, m, tile);
    for (Index i = 0; i < entries.count; ++i) {
        const bool z = i == entries.spike || (i == 0 && entries.pending);
        z_bar = alpha * z_bar + (z ? 1.0 : 0.0);
        const Pack e = single.of(m.psi, single.psi.row) * z_bar;
        e_bar = kappa * e_bar + e;
        G = G + feedback.times(error.row) * e_bar;
        if constexpr (regularized) {
            e_bar_reg = kappa_reg * e_bar_reg + (1.0 - kappa_reg) * e;
            G = G + single.of(m.F, single.F.row) * e_bar_reg;
        }
        error.advance(), single.advance();
    }
    std::uint32_t place[pack_lanes];
    for (Index l = 0; l < pack_lanes; ++l) {
        const std::uint32_t j = sparse ? tile.column[l] : static_cast<std::uint32_t>(tile.first + l);
        place[l] = j / 4 * 4 * static_cast<std::uint32_t>(map_values) + j % 4;
    }
    G = G + feedback.times(m.S) * e_bar + Pack::gather(m.map + 12, place) * z_bar;
    if constexpr (regularized) {
        G = G + Pack::gather(m.map + 8, place) * e_bar_reg;
        (m.v * e_bar_reg + Pack::gather(m.map + 4, place) * z_bar).write(s.e_bar_reg);
    }
    (m.u * e_bar + Pack::gather(m.map, place) * z_bar).write(s.e_bar);
    (m.zeta * z_bar).write(s.z_bar);
    G.write(s.gradient);
}

// The targets of a row lie anywhere: ask for what a later tile reads while this one is at work.
template <bool regularized>
EPROP_INLINE void fetch_tile(const WindowMap& m, const std::uint32_t* column) {
    const Index at = static_cast<Index>(m.first / map_spacing % m.starts) * m.neurons;
    for (Index l = 0; l < pack_lanes; ++l) {
        __builtin_prefetch(m.psi + (at + column[l]) * map_spacing);
        if constexpr (regularized) __builtin_prefetch(m.F + (at + column[l]) * map_spacing);
        const double* map = m.map + column[l] / 4 * 4 * map_values;
        __builtin_prefetch(map);
        __builtin_prefetch(map + 2 * map_values);
    }
}

// column: of a sparse row, else null, and the targets are neighbours from `first` on.
template <bool regularized>
void map_row(Index n, const OnlineTargets& c, const OnlineEntries& entries, const WindowMap& m, const OnlineColumns& s,
             const std::uint32_t* column, Index first) {
    if (!column) {
        for (Index i = 0; i < n; i += pack_lanes) map_tile<false, regularized>(c, entries, m, s.from(i), {nullptr, first + i});
        return;
    }
    Index i = 0;
    constexpr Index ahead = 2 * pack_lanes;
    for (; i + pack_lanes <= n; i += pack_lanes) {
        if (i + ahead + pack_lanes <= n) fetch_tile<regularized>(m, column + i + ahead);
        map_tile<true, regularized>(c, entries, m, s.from(i), {column + i, 0});
    }
    if (i == n) return;
    PaddedTile rest(n - i, s.from(i), column + i);
    map_tile<true, regularized>(c, entries, m, rest.columns, {rest.targets, 0});
    rest.copy_back(s.from(i));
}
