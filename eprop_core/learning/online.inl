// The gradient of the online models (Korcsak-Gorzo et al. 2025, spec 3): a tile of neighbouring synapses of one source goes through
// entry after entry of its targets' history, its traces in registers.

// The targets of a tile: neighbours from `first` on, or those in `column`.
template <bool sparse>
struct Tile {
    const std::uint32_t* column;
    Index first;
    const std::uint32_t* next = nullptr;  // `column` of the tile that is likely to follow

    // Their values in a row of the block.
    EPROP_INLINE Pack of(const double* row) const {
        if constexpr (sparse)
            return Pack::gather(row, column);
        else
            return Pack::read(row + first);  // rows can be read beyond their end
    }
    EPROP_INLINE Index target(Index lane) const { return sparse ? column[lane] : first + lane; }
};

// A row of a ring of history, stepping forward in time.
struct Cursor {
    const double *row, *begin, *end;
    Index width;

    EPROP_INLINE explicit Cursor(const HistoryRing& r)
        : row(r.begin + r.start * r.width), begin(r.begin), end(r.begin + r.length * r.width), width(r.width) {}
    EPROP_INLINE void advance() {
        row += width;
        if (row == end) row = begin;
    }
};

#include "learning/target_history.inl"

// The feedback weights of a tile.
template <bool sparse>
struct FeedbackWeights {
    static constexpr Index kept = 4;  // as many stay in registers
    const OnlineTargets& c;
    const Tile<sparse> tile;
    Pack B[kept];

    EPROP_INLINE FeedbackWeights(const OnlineTargets& targets, const Tile<sparse>& t) : c(targets), tile(t) {
        for (Index k = 0; k < kept && k < c.n_out; ++k) B[k] = t.of(c.feedback + k * c.stride);
    }
    // Sum over the readouts of the weights times `values`.
    EPROP_INLINE Pack times(const double* values) const {
        if (c.n_out == 0) return Pack::zero();
        Pack L = values[0] * B[0];
        for (Index k = 1; k < kept && k < c.n_out; ++k) L = L + values[k] * B[k];
        for (Index k = kept; k < c.n_out; ++k) L = L + values[k] * tile.of(c.feedback + k * c.stride);
        return L;
    }
};

// The eligibility trace of a recurrent target and what it adds to the gradient.
template <bool sparse, bool adaptive, bool regularized>
struct RecurrentTrace {
    const OnlineTargets& c;
    Pack alpha, kappa, kappa_reg, rest_reg, rho, beta, z_bar, e_bar, e_bar_reg, epsilon;
    FeedbackWeights<sparse> feedback;
    Entries<sparse, regularized> history;
    Cursor error;

    EPROP_INLINE RecurrentTrace(const OnlineTargets& targets, const OnlineEntries& entries, const OnlineColumns& s, const Tile<sparse>& t)
        : c(targets), feedback(targets, t), history(targets, entries.count, t), error(targets.error) {
        alpha = t.of(c.alpha), kappa = t.of(c.kappa);
        z_bar = Pack::read(s.z_bar), e_bar = Pack::read(s.e_bar);
        if constexpr (regularized) kappa_reg = t.of(c.kappa_reg), rest_reg = 1.0 - kappa_reg, e_bar_reg = Pack::read(s.e_bar_reg);
        if constexpr (adaptive) rho = t.of(c.rho), beta = t.of(c.beta), epsilon = Pack::read(s.epsilon);
    }

    // The gradient at the next entry, in which a spike arrives or not.
    EPROP_INLINE Pack gradient(double z) {
        Pack psi, F;
        history.next(psi, F);
        z_bar = alpha * z_bar + z;
        return gradient(psi, F);
    }
    // Those at as many of the next `count` entries as are at hand, none of which a spike enters; returns how many.
    template <class Visit>
    EPROP_INLINE Index gradients(Index count, Visit visit) {
        return history.each(count, [&](const Pack& psi, const Pack& F) __attribute__((always_inline)) {
            z_bar = alpha * z_bar;
            visit(gradient(psi, F));
        });
    }

    EPROP_INLINE void keep(const OnlineColumns& s) const {
        z_bar.write(s.z_bar), e_bar.write(s.e_bar);
        if constexpr (regularized) e_bar_reg.write(s.e_bar_reg);
        if constexpr (adaptive) epsilon.write(s.epsilon);
    }

private:
    EPROP_INLINE Pack gradient(const Pack& psi, const Pack& F) {
        Pack e = z_bar;
        if constexpr (adaptive) e = e - beta * epsilon;
        e = psi * e;
        if constexpr (adaptive) epsilon = rho * epsilon + e;
        e_bar = kappa * e_bar + e;
        Pack g = feedback.times(error.row) * e_bar;
        if constexpr (regularized) {
            e_bar_reg = kappa_reg * e_bar_reg + rest_reg * e;
            g = g + F * e_bar_reg;
        }
        error.advance();
        return g;
    }
};

template <bool sparse>
struct ReadoutTrace {
    const Tile<sparse>& tile;
    Pack alpha, z_bar;
    Cursor error;

    ReadoutTrace(const OnlineTargets& c, const OnlineEntries&, const OnlineColumns& s, const Tile<sparse>& t)
        : tile(t), alpha(t.of(c.alpha)), z_bar(Pack::read(s.z_bar)), error(c.error) {}

    EPROP_INLINE Pack gradient(double z) {
        z_bar = alpha * z_bar + z;
        const Pack g = tile.of(error.row) * z_bar;
        error.advance();
        return g;
    }
    template <class Visit>
    EPROP_INLINE Index gradients(Index count, Visit visit) {
        for (Index i = 0; i < count; ++i) visit(gradient(0.0));
        return count;
    }
    EPROP_INLINE void keep(const OnlineColumns& s) const { z_bar.write(s.z_bar); }
};

// Optimizers that act while the history is gone through; one application each (spec 4): `take` the gradient, then `change` the weight.
struct OnlineDescent {
    Pack step = Pack::zero();

    OnlineDescent(const OnlineOptimizer&, const OnlineColumns&) {}
    EPROP_INLINE void take(const Pack& G, double eta) { step = eta * G; }
    EPROP_INLINE Pack change() const { return step; }
    EPROP_INLINE void keep(const OnlineColumns&) const {}
};

struct OnlineAdam {
    const double beta_1, beta_2, epsilon;
    Pack m, v, step = Pack::zero(), root_v = Pack::zero();

    EPROP_INLINE OnlineAdam(const OnlineOptimizer& o, const OnlineColumns& s)
        : beta_1(o.beta_1), beta_2(o.beta_2), epsilon(o.epsilon), m(Pack::read(s.m)), v(Pack::read(s.v)) {}
    EPROP_INLINE void take(const Pack& G, double step_size) {
        m = beta_1 * m + (1.0 - beta_1) * G;
        v = beta_2 * v + (1.0 - beta_2) * (G * G);
        step = step_size * m, root_v = root(v);
    }
    EPROP_INLINE Pack change() const { return step / (root_v + epsilon); }
    EPROP_INLINE void keep(const OnlineColumns& s) const { m.write(s.m), v.write(s.v); }
};

// Takes a trace through the entries from `first` on: visit(gradient of the next one).
template <class Trace, class Visit>
EPROP_INLINE void each_gradient(Trace& trace, const OnlineEntries& entries, Index first, Visit visit) {
    const Index count = entries.count, silent = entries.silent_from();
    for (Index i = first; i < count;) {
        if (i >= silent) i += trace.gradients(count - i, visit);
        if (i < count) visit(trace.gradient(entries.z(i++)));
    }
}

// No optimizer acts, the gradient adds up.
template <template <bool> class Trace, bool sparse>
void online_sum_tile(const OnlineTargets& targets, const OnlineEntries& entries, const OnlineColumns& s, Tile<sparse> tile) {
    Trace<sparse> trace(targets, entries, s, tile);
    Pack G = Pack::read(s.gradient);
    each_gradient(trace, entries, 0, [&](const Pack& g) __attribute__((always_inline)) { G = G + g; });
    trace.keep(s);
    G.write(s.gradient);
}

template <template <bool> class Trace, class Optimizer, bool sparse>
void online_tile(const OnlineTargets& targets, const OnlineEntries& entries, const OnlineOptimizer& o, const OnlineColumns& s,
                 Tile<sparse> tile) {
    Trace<sparse> trace(targets, entries, s, tile);
    Optimizer optimizer(o, s);
    Pack w = Pack::read(s.weight), G = Pack::read(s.gradient);
    const double* size = o.sizes;
    const std::uint32_t* due = o.due;
    each_gradient(trace, entries, 0, [&](const Pack& g) __attribute__((always_inline)) {
        G = G + g;
        const std::uint32_t applications = *due++;
        if (applications == 0) return;
        if (o.batch != 1.0) G = G / o.batch;
        for (std::uint32_t d = 0; d < applications; ++d, G = Pack::zero()) optimizer.take(G, *size++), w = w - optimizer.change();
        w = clamp(w, o.Wmin, o.Wmax);
    });
    trace.keep(s);
    optimizer.keep(s);
    w.write(s.weight), G.write(s.gradient);
}

// The optimizer acts once after each entry, or more often after the first, with a batch size of 1. What an entry changes, for which
// divisions make wait, is added with the next one. next_size: how far it is to the size of the next step, 0 if all are the same.
template <template <bool> class Trace, class Optimizer, Index next_size, bool sparse>
void online_steps_tile(const OnlineTargets& targets, const OnlineEntries& entries, const OnlineOptimizer& o, const OnlineColumns& s,
                       Tile<sparse> tile) {
    Trace<sparse> trace(targets, entries, s, tile);
    Optimizer optimizer(o, s);
    Pack w = Pack::read(s.weight);
    const double *size = o.sizes, Wmin = o.Wmin, Wmax = o.Wmax;
    optimizer.take(Pack::read(s.gradient) + trace.gradient(entries.z(0)), *size);
    for (std::uint32_t due = o.due ? *o.due : 1; due > 1; --due) {
        w = w - optimizer.change();
        optimizer.take(Pack::zero(), *(size += next_size));
    }
    each_gradient(trace, entries, 1, [&](const Pack& g) __attribute__((always_inline)) {
        w = clamp(w - optimizer.change(), Wmin, Wmax);
        optimizer.take(g, *(size += next_size));
    });
    clamp(w - optimizer.change(), Wmin, Wmax).write(s.weight);
    Pack::zero().write(s.gradient);
    trace.keep(s);
    optimizer.keep(s);
}

// Gradient descent after every entry at one rate, batch size 1 (the kind online_total): the steps add up to one, w - eta * sum of g,
// unless a bound is met on the way. The sum's extremes tell; synapses that do meet one are taken through again, step by step.
template <template <bool> class Trace, bool sparse>
void online_total_tile(const OnlineTargets& targets, const OnlineEntries& entries, const OnlineOptimizer& o, const OnlineColumns& s,
                       Tile<sparse> tile) {
    Trace<sparse> trace(targets, entries, s, tile);
    const double eta = *o.sizes;
    const Pack w = Pack::read(s.weight), zero = Pack::zero();
    Pack G = Pack::read(s.gradient), least = zero, most = zero;
    each_gradient(trace, entries, 0, [&](const Pack& g) __attribute__((always_inline)) {
        G = G + g;
        least = smaller(least, G), most = larger(most, G);
    });
    double lowest[pack_lanes], highest[pack_lanes], moved[pack_lanes];
    (w - eta * most).write(lowest), (w - eta * least).write(highest), (w - eta * G).write(moved);
    bool meets = false;
    for (Index i = 0; i < pack_lanes; ++i) meets |= lowest[i] < o.Wmin || highest[i] > o.Wmax;
    if (meets) {
        online_steps_tile<Trace, OnlineDescent, 0, sparse>(targets, entries, o, s, tile);
        for (Index i = 0; i < pack_lanes; ++i)
            if (!(lowest[i] < o.Wmin || highest[i] > o.Wmax)) s.weight[i] = moved[i];
    } else {
        trace.keep(s);
        std::copy_n(moved, pack_lanes, s.weight);
        zero.write(s.gradient);
    }
}

// One tile of a row, by the kind of optimizer.
template <template <bool> class Trace, OnlineKind kind, bool sparse>
EPROP_INLINE void online_tile_of(const OnlineTargets& targets, const OnlineEntries& entries, const OnlineOptimizer& o,
                                 const OnlineColumns& s, Tile<sparse> tile) {
    if constexpr (kind == online_sum) online_sum_tile<Trace, sparse>(targets, entries, s, tile);
    if constexpr (kind == online_descent) online_tile<Trace, OnlineDescent, sparse>(targets, entries, o, s, tile);
    if constexpr (kind == online_adam) online_tile<Trace, OnlineAdam, sparse>(targets, entries, o, s, tile);
    if constexpr (kind == online_adam_steps) online_steps_tile<Trace, OnlineAdam, 1, sparse>(targets, entries, o, s, tile);
    if constexpr (kind == online_total) online_total_tile<Trace, sparse>(targets, entries, o, s, tile);
}

// The last synapses of a sparse row, fewer than a tile: a copy that is filled up with the last of them.
struct PaddedTile {
    Index n;
    double copies[OnlineColumns::count][pack_lanes];
    std::uint32_t targets[pack_lanes];
    OnlineColumns columns;  // the copies

    PaddedTile(Index size, const OnlineColumns& s, const std::uint32_t* column) : n(size), columns(s) {
        for (Index c = 0; c < OnlineColumns::count; ++c)
            if (columns.column(c)) {
                for (Index i = 0; i < pack_lanes; ++i) copies[c][i] = columns.column(c)[i < n ? i : n - 1];
                columns.column(c) = copies[c];
            }
        for (Index i = 0; i < pack_lanes; ++i) targets[i] = column[i < n ? i : n - 1];
    }
    void copy_back(OnlineColumns s) const {
        for (Index c = 0; c < OnlineColumns::count; ++c)
            if (s.column(c)) std::copy_n(copies[c], n, s.column(c));
    }
};

// Takes the n synapses of a row through the entries. Dense rows are padded to whole tiles.
template <template <bool> class Trace, OnlineKind kind>
void online_row(Index n, const OnlineTargets& targets, const OnlineEntries& entries, const OnlineOptimizer& o, OnlineColumns s,
                const std::uint32_t* column, Index first) {
    Index i = 0;
    if (!column)
        for (; i < n; i += pack_lanes) online_tile_of<Trace, kind, false>(targets, entries, o, s.from(i), {nullptr, first + i});
    else
        for (; i + pack_lanes <= n; i += pack_lanes) {
            const Tile<true> tile{column + i, 0, column + std::min(i + pack_lanes, n - pack_lanes)};
            online_tile_of<Trace, kind, true>(targets, entries, o, s.from(i), tile);
        }
    if (i >= n) return;
    PaddedTile rest(n - i, s.from(i), column + i);
    online_tile_of<Trace, kind, true>(targets, entries, o, rest.columns, {rest.targets, 0, rest.targets});
    rest.copy_back(s.from(i));
}

template <bool sparse>
using PlainTrace = RecurrentTrace<sparse, false, false>;
template <bool sparse>
using RegularizedTrace = RecurrentTrace<sparse, false, true>;
template <bool sparse>
using AdaptiveTrace = RecurrentTrace<sparse, true, false>;
template <bool sparse>
using AdaptiveRegularizedTrace = RecurrentTrace<sparse, true, true>;

// The same for targets that share the factor.
inline void scale_row(Index n, double factor, double* __restrict trace) {
    for (Index s = 0; s < n; ++s) trace[s] *= factor;
}

// By what `steps` entries that are left out decay the trace of n synapses; log_factor (by position in the block): logarithm for one.
inline void decay_row(Index n, double steps, const double* __restrict log_factor, const std::uint32_t* __restrict column, Index first,
                      double* __restrict trace) {
    for (Index s = 0; s < n; ++s) trace[s] *= exact_exp(steps * log_factor[column ? column[s] : first + s]);
}
