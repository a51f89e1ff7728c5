#pragma once

#include <vector>

#include "base/aligned.hpp"
#include "base/thread_pool.hpp"
#include "simd/kernels.hpp"

namespace eprop {

struct State;
class Readout;
class Recurrent;

// What the history from a start until now does to the traces of a synapse of a target is a linear map (Korcsak-Gorzo et al. 2025,
// spec 3, 7). Without adaptation, with x = alpha z_bar + z in the start's entry,
//
//     x' = zeta x,   e_bar' = u e_bar + P x,   e_bar_reg' = v e_bar_reg + Q x,
//     g = A e_bar + B e_bar_reg + C x,         A = sum over readouts k of feedback_jk S_k,
//
// where x' is that of the entry after the last, and zeta, u, v, S are the same for all targets, which share alpha, kappa and
// kappa_reg. History is cut into blocks of 16 entries. Here stand, for every target, the maps from every second entry to the end of
// its block, from the begin of each block to the end of the newest that is complete, and from there until now: a window is two
// single entries and three maps, whatever its length, and a new entry extends a single map.
class WindowMaps {
public:
    // How many entries stand in the maps, for them to reach so far back.
    static Step kept(Step reach) { return reach > 0 ? (reach / map_block + 3) * map_block : 0; }

    // Room for starts up to `reach` entries ago, and none with reach 0; the maps start anew.
    void reset(Index neurons, Index readouts, Step reach);
    bool in_use() const { return !blocks_.empty(); }
    // Entry `entry`, the one after the last, is complete.
    void extend(const Recurrent& block, const Readout& readouts, const State& state, Step entry, ThreadPool& pool);

    Step end() const { return end_; }  // the first entry that is not yet in the maps
    bool reaches(Step entry) const { return in_use() && blocks_[slot(entry)].begin == block_of(entry); }
    // Whether there is a map from `start`, a multiple of map_spacing, to end().
    bool has(Step start) const { return reaches(start) && start < block_of(end_); }
    WindowMap window(Step start) const;
    // Largest error of the readouts in the entries that maps reach.
    double largest_error() const;

private:
    // What maps of all targets share.
    struct Common {
        MapSpan span;
        std::vector<double> S;  // by readout

        void clear();
        void append(const MapSpan& entry, const double* error);
        void append(const Common& next);
    };
    struct Block {
        Step begin = -1;  // entry; -1: not in use
        double largest_error = 0.0;
        Common from_start[map_starts];  // to the end of the block
        Common to_newest;               // from the begin of the block to the end of the newest complete one
    };
    static Step block_of(Step entry) { return entry / map_block * map_block; }
    Index slot(Step entry) const { return static_cast<Index>(entry / map_block) % blocks_.size(); }
    void begin(Step entry);
    static bool is_earlier(const Block& block, Step begin) { return block.begin >= 0 && block.begin < begin; }
    void close(const Recurrent& neurons, const BlockRows& rows, Step first, Index j, Index end);
    void close(Block& open);

    std::vector<Block> blocks_;  // a ring; the one of the next entry is the open one
    Index neurons_ = 0;          // padded
    // {P, Q, B, C} of every neuron
    Doubles open_;       // (neuron, 4): from the begin of the open block to now
    Doubles to_newest_;  // (neuron, block, 4)
    Doubles starts_;     // (neuron, block, start, 8): with psi and F of the two entries before the start, all in one cache line
    Index starts_stride_ = 0;  // to the next neuron: an odd number of lines, so that neurons do not share a few sets of the caches
    Step end_ = 0;
};

}  // namespace eprop
