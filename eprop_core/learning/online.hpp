#pragma once

#include "base/thread_pool.hpp"
#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// Learning at every spike (spec 3). The history of the targets between two spikes of a source is gone through when the second one
// comes, or when the cutoff is reached, or after some patience, so that history is bounded however long a source is silent.

// The entry that has become complete in this step goes into the histories by target and the maps over windows.
void note_entry(const Network& network, State& state, ThreadPool& pool);

// Rows whose time has come go through their history. Before the spikes of step t are delivered.
void review_online(Network& network, State& state, Step t, ThreadPool& pool);

// What a spike that comes through a row in the next step would add to its weights, without the spike.
void apply_pending_online(Network& network, const State& state, Projection& projection, Index row);

// A spike will soon come through a row: ask for the memory of the row, or of what is left to do if it has learned.
void fetch_online(Network& network, Arrival arrival, bool has_learned);

// A spike comes through a row in step t: bring its weights up to date, before it is transmitted.
void learn_online(Network& network, State& state, Projection& projection, Arrival arrival, Step t);

// The same for all rows of the online models that spikes come through in step t, ahead of learn_online, where several threads can share
// them; returns whether they did. Rows have nothing in common but the history, so it does not matter who takes which, nor when.
bool share_online(Network& network, const State& state, const std::vector<Arrival>& arrivals, Step t, ThreadPool& pool);

}  // namespace eprop
