#include "populations/parrots.hpp"

#include "engine/state.hpp"

namespace eprop {

void Parrots::resize_state(State& state) { state.parrots.spikes.resize(size_); }

}  // namespace eprop
