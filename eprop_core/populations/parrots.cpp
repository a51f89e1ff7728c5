#include "populations/parrots.hpp"

#include "engine/state.hpp"
#include "populations/flush.hpp"

namespace eprop {

static const Parameter parameters[] = {flush_interval};

Parrots::Parrots() : Block(parameters) {}

void Parrots::resize_state(State& state) { state.parrots.spikes.resize(size_); }

}  // namespace eprop
