// The gradient of the online models (Korcsak-Gorzo et al. 2025, spec 3): a tile of neighbouring synapses of one source goes through
// entry after entry of its targets' history, its traces in registers.

typedef double Vec __attribute__((vector_size(lanes * sizeof(double))));

// The targets of a tile: neighbours from `first` on, or those in `column`; only the first `count` exist.
struct Tile {
    const std::uint32_t* column;
    Index first, count;

    // Their values in a row of the block.
    Vec of(const double* row) const {
        if (!column) return read(row + first, lanes);  // rows can be read beyond their end
        Vec v = {};
        for (Index i = 0; i < count; ++i) v[i] = row[column[i]];
        return v;
    }
    static Vec read(const double* p, Index n) {
        Vec v = {};
        if (n == lanes)
            std::memcpy(&v, p, sizeof v);
        else
            for (Index i = 0; i < n; ++i) v[i] = p[i];
        return v;
    }
    static void write(double* p, const Vec& v, Index n) {
        if (n == lanes)
            std::memcpy(p, &v, sizeof v);
        else
            for (Index i = 0; i < n; ++i) p[i] = v[i];
    }
};

// A row of a ring of history, stepping forward in time.
struct Cursor {
    const HistoryRing& ring;
    const double* row;

    explicit Cursor(const HistoryRing& r) : ring(r), row(r.begin + r.start * r.width) {}
    void advance() {
        row += ring.width;
        if (row == ring.begin + ring.length * ring.width) row = ring.begin;
    }
};

// The eligibility trace of a recurrent target and what it adds to the gradient.
template <bool adaptive, bool regularized>
struct RecurrentTrace {
    const OnlineTargets& c;
    const Tile& tile;
    Vec alpha, kappa, kappa_reg, rho, beta, z_bar, e_bar, e_bar_reg, epsilon;
    static constexpr Index kept_readouts = 4;  // as many feedback weights stay in registers
    Vec B[kept_readouts];
    Cursor psi, F, error;

    RecurrentTrace(const OnlineTargets& targets, const OnlineColumns& s, const Tile& t)
        : c(targets), tile(t), psi(targets.psi), F(targets.regularization), error(targets.error) {
        alpha = t.of(c.alpha), kappa = t.of(c.kappa);
        z_bar = Tile::read(s.z_bar, t.count), e_bar = Tile::read(s.e_bar, t.count);
        if constexpr (regularized) kappa_reg = t.of(c.kappa_reg), e_bar_reg = Tile::read(s.e_bar_reg, t.count);
        if constexpr (adaptive) rho = t.of(c.rho), beta = t.of(c.beta), epsilon = Tile::read(s.epsilon, t.count);
        for (Index k = 0; k < kept_readouts && k < c.n_out; ++k) B[k] = t.of(c.feedback + k * c.stride);
    }

    Vec learning_signal() const {
        Vec L = {};
        for (Index k = 0; k < c.n_out; ++k) L += (k < kept_readouts ? B[k] : tile.of(c.feedback + k * c.stride)) * error.row[k];
        return L;
    }

    Vec gradient(double z) {
        z_bar = alpha * z_bar + z;
        Vec e = z_bar;
        if constexpr (adaptive) e -= beta * epsilon;
        e *= tile.of(psi.row);
        if constexpr (adaptive) epsilon = rho * epsilon + e;
        e_bar = kappa * e_bar + e;
        Vec g = learning_signal() * e_bar;
        if constexpr (regularized) {
            e_bar_reg = kappa_reg * e_bar_reg + (1.0 - kappa_reg) * e;
            g += tile.of(F.row) * e_bar_reg;
            F.advance();
        }
        psi.advance(), error.advance();
        return g;
    }

    void keep(const OnlineColumns& s) const {
        Tile::write(s.z_bar, z_bar, tile.count), Tile::write(s.e_bar, e_bar, tile.count);
        if constexpr (regularized) Tile::write(s.e_bar_reg, e_bar_reg, tile.count);
        if constexpr (adaptive) Tile::write(s.epsilon, epsilon, tile.count);
    }
};

struct ReadoutTrace {
    const Tile& tile;
    Vec alpha, z_bar;
    Cursor error;

    ReadoutTrace(const OnlineTargets& c, const OnlineColumns& s, const Tile& t)
        : tile(t), alpha(t.of(c.alpha)), z_bar(Tile::read(s.z_bar, t.count)), error(c.error) {}

    Vec gradient(double z) {
        z_bar = alpha * z_bar + z;
        const Vec g = tile.of(error.row) * z_bar;
        error.advance();
        return g;
    }
    void keep(const OnlineColumns& s) const { Tile::write(s.z_bar, z_bar, tile.count); }
};

// Optimizers that act while the history is gone through; one application each (spec 4).
struct OnlineSum {  // none acts, the gradient adds up
    OnlineSum(const OnlineOptimizer&, const OnlineColumns&, Index) {}
    void step(Vec&, const Vec&, double) {}
    void keep(const OnlineColumns&, Index) const {}
};

struct OnlineDescent {
    OnlineDescent(const OnlineOptimizer&, const OnlineColumns&, Index) {}
    void step(Vec& w, const Vec& G, double eta) { w -= eta * G; }
    void keep(const OnlineColumns&, Index) const {}
};

struct OnlineAdam {
    const OnlineOptimizer& c;
    Vec m, v;

    OnlineAdam(const OnlineOptimizer& o, const OnlineColumns& s, Index n) : c(o), m(Tile::read(s.m, n)), v(Tile::read(s.v, n)) {}
    void step(Vec& w, const Vec& G, double step_size) {
        m = c.beta_1 * m + (1.0 - c.beta_1) * G;
        v = c.beta_2 * v + (1.0 - c.beta_2) * (G * G);
        Vec root;
        for (Index i = 0; i < lanes; ++i) root[i] = std::sqrt(v[i]);
        w -= step_size * m / (root + c.epsilon);
    }
    void keep(const OnlineColumns& s, Index n) const { Tile::write(s.m, m, n), Tile::write(s.v, v, n); }
};

template <class Trace, class Optimizer>
void online_tile(const OnlineTargets& targets, const OnlineEntries& entries, const OnlineOptimizer& o, const OnlineColumns& s,
                 const Tile& tile) {
    Trace trace(targets, s, tile);
    Optimizer optimizer(o, s, tile.count);
    Vec w = Tile::read(s.weight, tile.count), G = Tile::read(s.gradient, tile.count);
    const double* size = o.sizes;
    for (Index i = 0; i < entries.count; ++i) {
        const bool z = i == entries.spike || (i == 0 && entries.pending);
        G += trace.gradient(z ? 1.0 : 0.0);
        const std::uint32_t due = o.due ? o.due[i] : 0;
        if (due == 0) continue;
        G /= o.batch;
        for (std::uint32_t d = 0; d < due; ++d, G = Vec{}) optimizer.step(w, G, *size++);
        w = w > o.Wmin ? w : Vec{} + o.Wmin;
        w = w < o.Wmax ? w : Vec{} + o.Wmax;
    }
    trace.keep(s);
    optimizer.keep(s, tile.count);
    Tile::write(s.weight, w, tile.count), Tile::write(s.gradient, G, tile.count);
}

// Takes the n synapses of a row through the entries.
template <class Trace, class Optimizer>
void online_row(Index n, const OnlineTargets& targets, const OnlineEntries& entries, const OnlineOptimizer& o, OnlineColumns s,
                const std::uint32_t* column, Index first) {
    for (Index i = 0; i < n; i += lanes) {
        const Index count = column && n - i < lanes ? n - i : lanes;  // dense rows are padded
        online_tile<Trace, Optimizer>(targets, entries, o, s.from(i), {column ? column + i : nullptr, first + i, count});
    }
}

// By what `steps` entries that are left out decay the trace of n synapses; log_factor (by position in the block): logarithm for one.
inline void decay_row(Index n, double steps, const double* __restrict log_factor, const std::uint32_t* __restrict column, Index first,
                      double* __restrict trace) {
    for (Index s = 0; s < n; ++s) trace[s] *= exact_exp(steps * log_factor[column ? column[s] : first + s]);
}
