#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/types.hpp"
#include "learning/names.hpp"

namespace eprop {

// Arguments of the hot loops; every array is one value a neuron of the block.

struct MembraneConstants {
    const double* alpha = nullptr;
    const double* P_z = nullptr;
    const double* V_th = nullptr;
    const double* V_min = nullptr;
    const double* V_reset = nullptr;
    const double* adapt_beta = nullptr;
    const double* rho = nullptr;
    const double* keep_decay = nullptr;
    const double *height = nullptr, *inv_width = nullptr;  // of the surrogate gradient
};
struct Input {
    const double* i_syn = nullptr;        // single weights that arrive in this step
    const double* const* rows = nullptr;  // rows of weights, as long as the block: they come on top
    Index row_count = 0;
};
struct MembraneState {
    Input input;
    const double* push = nullptr;       // what is added to the membrane
    const double* threshold = nullptr;  // V_th, +inf while refractory
    const double* forced = nullptr;     // of neurons that spike at set times, 1 if they do in this step, -1 if not; 0 of the others
    double* z = nullptr;                // 1 where the neuron fired in the step before; the delta family's pass writes those of this step
    double* v = nullptr;
    double* a = nullptr;
    const double* ready_at = nullptr;  // the delta family's, as the next
    double* kept = nullptr;
    double now = 0.0;  // this step
};
struct ReadoutMembrane {
    const double *drive, *P_z, *kappa, *V_min;
};
struct IafConstants {  // see populations/iaf.hpp
    const double *keep_v, *keep_ex, *keep_in, *P_ex, *P_in, *P_rise_ex, *P_rise_in, *spread_ex, *spread_in, *per_weight_ex, *per_weight_in;
    const double *V_min, *V_reset, *t_ref;
};
struct IafMembrane {
    const double *threshold, *drive;
    double *arrived_ex, *arrived_in, *I_ex, *I_in, *rise_ex, *rise_in, *v, *z, *r;
};
// Loops for neurons that differ, that have the same constants, the same with the piecewise linear surrogate gradient, which is then
// computed on the way, and of which some spike at set times.
enum MembraneVariant : Index { membrane_each, membrane_same, membrane_linear, membrane_forcing, membrane_variants };
struct BackwardConstants {
    double kappa;
    const double *alpha, *regularization, *adapt_beta, *rho;  // regularization: R_j times the gain
};
struct BackwardState {
    double *Lambda, *zeta, *mu;
};
struct BackwardEntries {  // from the last to the first
    Index count, width;   // rows of `width` values
    const double* psi;    // of the last entry, the others lie before it
    const double* L;      // learning signals, scaled, the others behind the last's; null: all 0
    double* G;            // what an arrival adds to the gradient, likewise
};
struct AdamStep {
    double beta_1, beta_2, epsilon, step_size;
};

// Arguments of the online models' pass over history (spec 3).

// The same rows from neuron j on.
template <class Rows>
Rows moved(Rows rows, Index j) {
    for (const double*& row : rows.psi) row += j;
    for (const double*& row : rows.F) row = row ? row + j : nullptr;
    return rows;
}
struct HistoryRing {
    const double* begin;
    Index width, length;
    Index start;  // row of the first entry
};
inline constexpr Step history_group = 4;                 // entries of a target side by side, see learning/target_history.hpp
inline constexpr Index group_values = 2 * history_group;  // psi, then F
struct TargetRing {
    const double* begin;  // (neuron, group, {psi, F}, history_group)
    Index groups;
    Step complete;  // entries before it stand here
};
struct GroupRows {
    const double *psi[history_group], *F[history_group];  // by entry; F null: no regularization
    GroupRows from(Index j) const { return moved(*this, j); }
};
struct OnlineTargets {
    const double *alpha, *kappa, *kappa_reg, *rho, *beta;  // by position in the block
    const double* feedback;                                // (n_out, stride)
    Index n_out, stride;
    HistoryRing psi, regularization, error;
    Step first;            // entry
    TargetRing by_target;  // psi and regularization once more, for sparse rows
};
struct OnlineEntries {
    Index count;
    Index spike;   // the entry that the spike enters, if it is one of them
    bool pending;  // whether the spike before enters with the first

    double z(Index i) const { return i == spike || (i == 0 && pending) ? 1.0 : 0.0; }
    Index silent_from() const { return spike < count ? spike + 1 : pending; }  // no spike enters later
};
struct OnlineOptimizer {
    const std::uint32_t* due;  // applications after each entry; null: none
    const double* sizes;       // of all applications, one after the other
    double batch, Wmin, Wmax, beta_1, beta_2, epsilon;
};
struct OnlineColumns {  // of the synapses of a row; null where a model has none
    double *weight, *gradient, *z_bar, *e_bar, *e_bar_reg, *epsilon, *m, *v;
    static constexpr Index count = 8;

    double*& column(Index c) {
        double** all[count] = {&weight, &gradient, &z_bar, &e_bar, &e_bar_reg, &epsilon, &m, &v};
        return *all[c];
    }
    OnlineColumns from(Index i) const {
        OnlineColumns moved = *this;
        for (Index c = 0; c < count; ++c)
            if (moved.column(c)) moved.column(c) += i;
        return moved;
    }
};
// What happens to the weights on the way: nothing, a step of gradient descent or of adam where one is due, a step of adam after every
// entry, or gradient descent at one rate after every entry.
enum OnlineKind : Index { online_sum, online_descent, online_adam, online_adam_steps, online_total, online_kinds };

// Arguments of the maps over windows of history, see learning/window_maps.hpp.

inline constexpr Step map_block = 16;   // entries of a block
inline constexpr Step map_spacing = 2;  // entries between two starts
inline constexpr Index map_starts = map_block / map_spacing;
inline constexpr Index map_values = 4;     // P, Q, B, C of a target
inline constexpr Index start_values = map_values + 2 * map_spacing;  // also psi and F of the entries before the start
struct MapSpan {                        // what the maps of all targets over the same entries share
    double zeta = 1.0, last_zeta = 1.0;  // alpha to the power of the number of entries, and of one less
    double u = 1.0, v = 1.0;

    MapSpan then(const MapSpan& next) const { return {zeta * next.zeta, zeta * next.last_zeta, u * next.u, v * next.v}; }
};
struct MapPiece {
    MapSpan span;
    const double* S;    // by readout
    const double* map;  // of the first neuron, those of the next ones `stride` apart
    Index stride;
};
struct WindowMap {
    Index pieces;
    MapPiece piece[3];
};
struct DescentStep {
    double eta, Wmin, Wmax;
    bool waiting;  // whether the gradient column holds something
};
struct Signal {
    const double* feedback;  // (n_out, stride)
    Index n_out, stride;
    const double* values;  // by readout
    Signal from(Index j) const { return {feedback + j, n_out, stride, values}; }
};
struct BlockRows {
    const double *psi[map_block + map_spacing], *F[map_block + map_spacing];  // by entry, from one before the block's first start on
    const double* error[map_block];                                           // by entry of the block; F null: no regularization
    BlockRows from(Index j) const { return moved(*this, j); }
};
struct MapStarts {
    double* first;  // {P, Q, B, C, psi and F of the two entries before} of the block's starts, of the first neuron
    Index stride;   // doubles to the next neuron
    bool large;     // do not fit in the CPU's caches
};
struct MapBounds {
    double eta, entries;
    double L, F;        // largest learning signal and regularization
    double h, h_sum;    // largest surrogate gradient, and that over 1 - alpha
};

inline constexpr Index twister_words = 624;  // of a block of MT19937, see base/mersenne_twister.hpp

// The hot loops, compiled once for every CPU target from the .inl files of the stages.
struct Kernels {
    const char* target;
    using Membrane = void(Index begin, Index end, const MembraneConstants&, const MembraneState&, double* x, std::uint8_t* fired);
    using MembraneTable = std::array<std::array<Membrane*, membrane_variants>, 2>;
    MembraneTable leaky, delta;  // [adaptive][variant]
    void (*integrate)(Index n, const ReadoutMembrane&, const Input&, double* v);
    using IafPass = void(Index n, const IafConstants&, const IafMembrane&, std::uint8_t* fired);
    std::array<IafPass*, 2> iaf;  // [alpha]
    using Surrogate = void(Index n, const double* h, const double* inv_b, double* psi);
    std::array<Surrogate*, surrogate_names.size()> surrogate;
    using Backward = void(Index begin, Index end, const BackwardConstants&, const BackwardState&, const BackwardEntries&);
    Backward* backward[2][2];  // [adaptive][learning]
    void (*backward_readout)(Index n, const double* kappa, const double* gain, double* Lambda, const BackwardEntries&);
    void (*learning_signal)(Index n, Index n_out, Index stride, const double* B, const double* error, double* L);
    void (*add)(Index n, const double* x, double* sum);
    void (*scatter_add)(Index n, const std::uint32_t* column, const double* x, double* sum);
    void (*add_by_sign)(Index n, const double* x, double* positive, double* negative);
    void (*scatter_add_by_sign)(Index n, const std::uint32_t* column, const double* x, double* positive, double* negative);
    void (*gather_add)(Index n, const std::uint32_t* column, const double* x, double* sum);
    using Online = void(Index n, const OnlineTargets&, const OnlineEntries&, const OnlineOptimizer&, OnlineColumns,
                        const std::uint32_t* column, Index first);
    using OnlineByKind = std::array<Online*, online_kinds>;
    std::array<std::array<OnlineByKind, 2>, 2> online_recurrent;  // [adaptive][regularized][kind of optimizer]
    OnlineByKind online_readout;
    void (*group_entries)(Index n, const GroupRows&, double* group, Index stride);
    void (*extend_map)(Index n, const MapSpan& one, const MapSpan& before, const Signal&, const double* psi, const double* F, double* map);
    void (*append_map)(Index n, const MapSpan& first, const MapSpan& second, const Signal&, const double* next, double* map, Index stride);
    void (*map_starts)(Index n, const MapSpan& one, const Signal&, const BlockRows&, const MapStarts&);
    bool (*stays_within)(Index n, const MapBounds&, double Wmin, double Wmax, const OnlineColumns&);
    using MapRow = void(Index n, const OnlineTargets&, const OnlineEntries& single, const WindowMap&, const DescentStep*,
                        const OnlineColumns&, const std::uint32_t* column, Index first);
    MapRow* map_row[2];  // [regularized]
    void (*decay)(Index n, double steps, const double* log_factor, const std::uint32_t* column, Index first, double* trace);
    void (*scale)(Index n, double factor, double* trace);
    void (*clamp)(Index n, double Wmin, double Wmax, double* w);
    void (*gradient_descent)(Index n, double eta, double batch, double* w, const double* g);
    void (*adam)(Index n, const AdamStep&, double batch, double* w, double* m, double* v, const double* g);
    void (*twist)(std::uint32_t* key);
    void (*temper)(const std::uint32_t* key, std::uint32_t* tempered);
    Index (*list_below)(const std::uint32_t* words, Index pairs, std::int64_t limit, std::uint16_t* listed);
};

// The best target that this CPU runs, or the one that the environment variable EPROP_CPU_TARGET names (base, avx2, avx512).
const Kernels& kernels();

}  // namespace eprop
