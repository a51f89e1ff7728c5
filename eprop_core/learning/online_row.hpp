#pragma once

#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// What happens to all synapses of a row of the online models on the way through history (spec 3), by the kernels of online.inl and
// window_maps.inl. None of it moves the row's next_entry.

OnlineColumns columns(Projection& projection, Index row);

// The entry before which the row stops on its way to `until`, for the cutoff.
Step last_entry(const Projection& projection, const RowState& row, Step until);

// Whether the row goes by maps over windows.
bool is_mapped(const Network& network, const State& state, const Projection& projection);
// The entry from which the row can go on to `end` by maps, after the single entries that its spike needs; `end` where there is none.
Step map_start(const WindowMaps& maps, const RowState& row, Step end);

// Entry by entry.
void pass_entries(const Network& network, const State& state, Projection& projection, Index row, const OnlineEntries& entries,
                  const OnlineOptimizer& optimizer, OnlineKind kind);
// By the maps from `start` on; step null: the gradient adds up.
void pass_window(const Network& network, const State& state, Projection& projection, Index row, const OnlineEntries& entries, Step start,
                 const DescentStep* step);

// Whether the steps of gradient descent of rate eta that the next `count` entries ask for can be taken later, as one: gradients are
// linear in the traces as long as no bound of the weights is met.
bool can_wait(const Network& network, const State& state, Projection& projection, Index row, double eta, Index count);

// What `steps` entries that are left out do to the traces.
void decay(Network& network, Projection& projection, Index row, Step steps);

// Asks for the memory of a row that is about to be worked on.
void fetch_row(Projection& projection, Index row);
// The same for what a spike needs.
void fetch_weights(const Projection& projection, Index row);

}  // namespace eprop
