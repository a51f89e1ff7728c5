#pragma once

#include <chrono>

#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

// Takes up to `steps` steps and stops early at the deadline; returns the steps taken. The network must be prepared.
Step simulate(Network& network, State& state, Step steps, std::chrono::steady_clock::time_point deadline);

}  // namespace eprop
