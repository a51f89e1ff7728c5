// History by target, see target_history.hpp.

// Four entries of n neurons, given by step, to where each neuron keeps them, `stride` apart.
inline void group_entries(Index n, const GroupRows& rows, double* group, Index stride) {
    for (Index j = 0; j < n; j += 4) {
        const auto move = [&](const double* const(&row)[history_group], double* to) {
            Four x[4];
            for (Index i = 0; i < 4; ++i) x[i] = read_four(row[i] + j);
            transpose(x);
            for (Index l = 0; l < 4; ++l) write_four(to + (j + l) * stride, x[l]);
        };
        move(rows.psi, group);
        if (rows.F[0]) move(rows.F, group + history_group);
    }
}

// psi and F of a tile, entry after entry.
template <bool sparse, bool regularized>
struct Entries {
    const Tile<sparse>& tile;
    Cursor psi_row, F_row;

    EPROP_INLINE Entries(const OnlineTargets& c, const Tile<sparse>& t) : tile(t), psi_row(c.psi), F_row(c.regularization) {}
    EPROP_INLINE void next(Pack& psi, Pack& F) {
        psi = tile.of(psi_row.row), psi_row.advance();
        if constexpr (regularized) F = tile.of(F_row.row), F_row.advance();
    }
};

// Of a sparse row: by target in whole groups, which are asked for ahead; the last few by step.
template <bool regularized>
struct Entries<true, regularized> {
    static constexpr Index ahead = 4 * group_values;
    const OnlineTargets& c;
    const Tile<true>& tile;
    const double* target[pack_lanes];  // its history
    Step entry;
    Index at;  // the group of the entry
    Pack psi_group[history_group], F_group[history_group];

    EPROP_INLINE Entries(const OnlineTargets& targets, const Tile<true>& t) : c(targets), tile(t), entry(c.first) {
        if (entry >= c.by_target.complete) return;
        const Index width = c.by_target.groups * group_values;
        for (Index l = 0; l < pack_lanes; ++l) target[l] = c.by_target.begin + t.column[l] * width;
        at = static_cast<Index>(entry / history_group) % c.by_target.groups * group_values;
        if (entry % history_group != 0) load();
    }
    EPROP_INLINE void next(Pack& psi, Pack& F) {
        if (entry < c.by_target.complete) {
            if (entry % history_group == 0) load();
            const Index i = static_cast<Index>(entry) % history_group;
            for (Index k = 0; k < pack_vectors; ++k) psi.v[k] = psi_group[i].v[k];
            for (Index k = 0; regularized && k < pack_vectors; ++k) F.v[k] = F_group[i].v[k];
        } else {
            psi = tile.of(row_of(c.psi));
            if constexpr (regularized) F = tile.of(row_of(c.regularization));
        }
        ++entry;
    }

private:
    EPROP_INLINE void load() {
        const Index width = c.by_target.groups * group_values, later = at + ahead < width ? at + ahead : at + ahead - width;
        read_fours([&](Index l) { return target[l] + at; }, psi_group);
        if constexpr (regularized) read_fours([&](Index l) { return target[l] + at + history_group; }, F_group);
        for (Index l = 0; l < pack_lanes; ++l) __builtin_prefetch(target[l] + later);
        at = at + group_values == width ? 0 : at + group_values;
    }
    EPROP_INLINE const double* row_of(const HistoryRing& ring) const {
        return ring.begin + (ring.start + static_cast<Index>(entry - c.first)) % ring.length * ring.width;
    }
};
