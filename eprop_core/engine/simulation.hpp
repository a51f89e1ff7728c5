#pragma once

#include "base/thread_pool.hpp"
#include "engine/intervals.hpp"
#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// The threads that simulate a network, and what they need for it.
struct Threads {
    ThreadPool pool;
    Intervals intervals;
};

// Takes up to `steps` steps and stops early at the deadline; returns the steps taken. The network must be prepared.
Step simulate(Network& network, State& state, Threads& threads, Step steps, Turns::Time deadline);

// The next step.
void step(Network& network, State& state, ThreadPool& pool);

// Of step t only what does not depend on neurons: generators send, and parrots repeat.
void relay(const Network& network, State& state, Step t);

}  // namespace eprop
