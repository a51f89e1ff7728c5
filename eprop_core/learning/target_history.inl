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

    EPROP_INLINE Entries(const OnlineTargets& c, Index, const Tile<sparse>& t) : tile(t), psi_row(c.psi), F_row(c.regularization) {}
    EPROP_INLINE void next(Pack& psi, Pack& F) {
        psi = tile.of(psi_row.row), psi_row.advance();
        if constexpr (regularized) F = tile.of(F_row.row), F_row.advance();
    }
    // The next `count` entries.
    template <class Visit>
    EPROP_INLINE Index each(Index count, Visit visit) {
        for (Index i = 0; i < count; ++i) {
            Pack psi, F;
            next(psi, F);
            visit(psi, F);
        }
        return count;
    }
};

// Of a sparse row: by target as far as groups are complete, the last few by step. Groups are asked for ahead, those that a window
// starts with by the tile before.
template <bool regularized>
struct Entries<true, regularized> {
    static constexpr Index ahead = 4;
    const OnlineTargets& c;
    const Tile<true>& tile;
    const double *target[pack_lanes], *next_target[pack_lanes];  // history of the targets of this tile and of the next one
    const Index width = c.by_target.groups * group_values;       // of the history of a target
    Index first_at = 0, at = 0;                                  // the first group, that of the next entry
    Index left = 0;                                              // complete groups from there on
    Step entry = c.first;                                        // the next one

    EPROP_INLINE Entries(const OnlineTargets& targets, Index count, const Tile<true>& t) : c(targets), tile(t) {
        const Step end = std::min(c.first + static_cast<Step>(count), c.by_target.complete);
        if (entry >= end) return;
        at = first_at = static_cast<Index>(entry / history_group) % c.by_target.groups * group_values;
        left = static_cast<Index>((end - 1) / history_group - entry / history_group) + 1;
        for (Index l = 0; l < pack_lanes; ++l) {
            target[l] = c.by_target.begin + t.column[l] * width;
            next_target[l] = c.by_target.begin + t.next[l] * width;
        }
    }
    EPROP_INLINE void next(Pack& psi, Pack& F) {
        if (left > 0) {
            const Index i = at + static_cast<Index>(entry) % history_group;
            psi = Pack::collect([&](Index l) { return target[l][i]; });
            if constexpr (regularized) F = Pack::collect([&](Index l) { return target[l][i + history_group]; });
            if ((entry + 1) % history_group == 0) pass_group();
        } else {
            psi = tile.of(row_of(c.psi));
            if constexpr (regularized) F = tile.of(row_of(c.regularization));
        }
        ++entry;
    }
    // The whole groups among the next `count` entries.
    template <class Visit>
    EPROP_INLINE Index each(Index count, Visit visit) {
        if (entry % history_group != 0) return 0;
        const Index groups = std::min(left, count / history_group);
        for (Index g = 0; g < groups; ++g) {
            Pack psi[history_group], F[history_group];
            read_fours([&](Index l) { return target[l] + at; }, psi);
            if constexpr (regularized) read_fours([&](Index l) { return target[l] + at + history_group; }, F);
            pass_group();
            for (Index i = 0; i < history_group; ++i) visit(psi[i], F[i]);
        }
        entry += static_cast<Step>(groups * history_group);
        return groups * history_group;
    }

private:
    EPROP_INLINE void pass_group() {
        const bool here = left > ahead;
        const double* const* of = here ? target : next_target;
        const Index later = here ? at + ahead * group_values : first_at + (ahead - left) * group_values;
        for (Index l = 0; l < pack_lanes; ++l) __builtin_prefetch(of[l] + (later < width ? later : later - width));
        at = at + group_values == width ? 0 : at + group_values;
        --left;
    }
    EPROP_INLINE const double* row_of(const HistoryRing& ring) const {
        return ring.begin + (ring.start + static_cast<Index>(entry - c.first)) % ring.length * ring.width;
    }
};
