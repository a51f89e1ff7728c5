#include "learning/window_maps.hpp"

#include <algorithm>
#include <cmath>

#include "engine/state.hpp"
#include "populations/readout.hpp"
#include "populations/recurrent.hpp"

namespace eprop {

void WindowMaps::Common::clear() {
    span = {};
    std::fill(S.begin(), S.end(), 0.0);
}

void WindowMaps::Common::append(const MapSpan& entry, const double* error) {
    span = span.then(entry);
    for (Index k = 0; k < S.size(); ++k) S[k] += span.u * error[k];
}

void WindowMaps::Common::append(const Common& next) {
    for (Index k = 0; k < S.size(); ++k) S[k] += span.u * next.S[k];
    span = span.then(next.span);
}

void WindowMaps::reset(Index neurons, Index readouts, Step reach) {
    neurons_ = neurons;
    blocks_.assign(static_cast<Index>(kept(reach) / map_block), {});
    for (Block& block : blocks_) {
        for (Common& common : block.from_start) common.S.assign(readouts, 0.0);
        block.to_newest.S.assign(readouts, 0.0);
    }
    const Index n = blocks_.empty() ? 0 : neurons + lanes;  // a row that ends within a vector reads beyond
    open_.assign(n * map_values, 0.0);
    to_newest_.assign(n * blocks_.size() * map_values, 0.0);
    starts_stride_ = (blocks_.size() * map_starts | 1) * start_values;
    starts_.assign(n * starts_stride_, 0.0);
}

// What a single entry does.
static MapSpan one_entry(const Recurrent& neurons) { return {neurons.alpha[0], 1.0, neurons.kappa_e[0], neurons.kappa_f[0]}; }

void WindowMaps::begin(Step entry) {
    Block& block = blocks_[slot(entry)];
    block.begin = entry;
    block.largest_error = 0.0;
    for (Common& common : block.from_start) common.clear();
    std::fill(open_.begin(), open_.end(), 0.0);
}

// What was there before the first entry of the block, and its entries.
static BlockRows rows_of(const Recurrent& neurons, const Readout& readouts, const State& state, Step first) {
    const RecurrentState& s = neurons.of(state);
    BlockRows rows{};
    for (Step i = 0; i < map_block + map_spacing; ++i) {
        const Step entry = std::max(first - map_spacing + i, Step{0});  // none comes before the first start
        rows.psi[i] = s.psi.row(entry);
        if (neurons.regularizes) rows.F[i] = s.regularization.row(entry);
    }
    for (Step i = 0; i < map_block; ++i) rows.error[i] = readouts.of(state).errors.row(first + i + 1);
    return rows;
}

void WindowMaps::extend(const Recurrent& neurons, const Readout& readouts, const State& state, Step entry, ThreadPool& pool) {
    if (entry % map_block == 0) begin(entry);
    end_ = entry + 1;
    const RecurrentState& s = neurons.of(state);
    const double* error = readouts.of(state).errors.row(entry + 1);
    const double* F = neurons.regularizes ? s.regularization.row(entry) : nullptr;
    Block& open = blocks_[slot(entry)];
    const MapSpan one = one_entry(neurons), before = open.from_start[0].span;
    for (Index i = 0; i <= static_cast<Index>(entry % map_block / map_spacing); ++i) open.from_start[i].append(one, error);
    for (Index k = 0; k < readouts.size(); ++k) open.largest_error = std::max(open.largest_error, std::abs(error[k]));
    const bool complete = end_ % map_block == 0;
    const BlockRows rows = complete ? rows_of(neurons, readouts, state, open.begin) : BlockRows{};
    pool.share(neurons_, neurons_at_a_time, least_neurons, [&](Index j, Index end) {
        kernels().extend_map(end - j, one, before, neurons.signal(error).from(j), s.psi.row(entry) + j, F ? F + j : nullptr,
                             &open_[j * map_values]);
        if (complete) close(neurons, rows, open.begin, j, end);
    });
    if (complete) close(open);
}

// The open block, which begins with entry `first`, is complete: what that means for neurons j … end.
void WindowMaps::close(const Recurrent& neurons, const BlockRows& rows, Step first, Index j, Index end) {
    constexpr Index cached = 1 << 20;  // doubles
    const Index n = end - j, length = blocks_.size(), newest = slot(first);
    kernels().map_starts(n, one_entry(neurons), neurons.signal(nullptr).from(j), rows.from(j),
                         {&starts_[j * starts_stride_ + newest * map_starts * start_values], starts_stride_, starts_.size() > cached});

    const Common& closed = blocks_[newest].from_start[0];
    for (const Block& block : blocks_)
        if (is_earlier(block, first))
            kernels().append_map(n, block.to_newest.span, closed.span, neurons.signal(closed.S.data()).from(j), &open_[j * map_values],
                                 &to_newest_[(j * length + slot(block.begin)) * map_values], length * map_values);
    for (; j < end; ++j) std::copy_n(&open_[j * map_values], map_values, &to_newest_[(j * length + newest) * map_values]);
}

// What it means for all.
void WindowMaps::close(Block& open) {
    for (Block& block : blocks_)
        if (is_earlier(block, open.begin)) block.to_newest.append(open.from_start[0]);
    open.to_newest = open.from_start[0];
}

WindowMap WindowMaps::window(Step start) const {
    const Index length = blocks_.size();
    const Step open = block_of(end_);
    WindowMap window{};
    const auto add = [&window](const Common& common, const double* map, Index stride) {
        window.piece[window.pieces++] = {common.span, common.S.data(), map, stride};
    };
    if (start < open) {
        const Index at = slot(start) * map_starts + static_cast<Index>(start % map_block / map_spacing);
        add(blocks_[slot(start)].from_start[at % map_starts], &starts_[at * start_values], starts_stride_);
        const Step next = block_of(start) + map_block;
        if (next < open) add(blocks_[slot(next)].to_newest, &to_newest_[slot(next) * map_values], length * map_values);
    }
    if (open < end_) add(blocks_[slot(open)].from_start[0], open_.data(), map_values);
    return window;
}

double WindowMaps::largest_error() const {
    double largest = 0.0;
    for (const Block& block : blocks_) largest = std::max(largest, block.largest_error);
    return largest;
}

}  // namespace eprop
