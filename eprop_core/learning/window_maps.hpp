#pragma once

#include <vector>

#include "base/aligned.hpp"
#include "simd/kernels.hpp"

namespace eprop {

struct State;
struct Settings;
class Readout;
class Recurrent;

// What the history from a start until now does to the traces of a synapse of a target is a linear map (Korcsak-Gorzo et al. 2025,
// spec 3, 7). Here stand these maps for every target and for a start every eighth entry, grown by each new entry. A spike then costs
// a few single entries up to the next start, and one map, however long ago the spike before was. Without adaptation,
//
//     z_bar' = zeta z_bar,   e_bar' = u e_bar + P z_bar,   e_bar_reg' = v e_bar_reg + Q z_bar,
//     g = A e_bar + B e_bar_reg + C z_bar,                 A = sum over readouts k of feedback_jk S_k,
//
// with zeta, u, v, S the same for all targets, which share alpha, kappa and kappa_reg.
class WindowMaps {
public:
    static constexpr Step spacing = map_spacing;

    // How many entries stand in the maps, for them to reach so far back.
    static Step kept(Step reach) { return reach > 0 ? (reach / spacing + 3) * spacing : 0; }

    // Room for starts up to `reach` entries ago, and none with reach 0; the maps start anew.
    void reset(Index neurons, Index readouts, Step reach);
    bool in_use() const { return !starts_.empty(); }
    // Entry `entry`, the one after the last, is complete.
    void extend(const Recurrent& block, const Readout& readouts, const State& state, Step entry);

    Step end() const { return end_; }  // the first entry that is not yet in the maps
    bool has(Step start) const { return in_use() && starts_[slot(start)].begin == start; }
    // The map from `start` to end(), and the entries from `first` to `start` before it, for the kernel.
    WindowMap window(Step first, Step start) const;
    // Largest error of the readouts in the entries that maps reach.
    double largest_error() const;

private:
    struct Start {
        Step begin = -1;  // entry; -1: not in use
        double zeta = 1.0, u = 1.0, v = 1.0;
        double largest_error = 0.0;  // of the entries up to the next start
        std::vector<double> S;       // by readout
    };
    Index slot(Step start) const { return static_cast<Index>(start / spacing) % starts_.size(); }
    void begin(Step entry);

    std::vector<Start> starts_;  // a ring
    Index neurons_ = 0;          // padded
    Doubles maps_;               // (start, neuron / 4, {P, Q, B, C}, 4)
    Doubles psi_, F_;            // (start, neuron, entry from there on): the single entries, those of a target side by side
    Doubles L_;                  // scratch: learning signals of an entry, by neuron
    Step end_ = 0;
};

}  // namespace eprop
