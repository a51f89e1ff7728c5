#pragma once

#include <vector>

#include "base/block.hpp"
#include "engine/state.hpp"

namespace eprop {

// parrot_neuron: repeats every spike it receives in the step in which it receives it.
class Parrots : public Block {
public:
    Parrots() : Block({}) {}

protected:
    void resize_state(State& state) override { state.parrot_spikes.resize(size_); }
};

}  // namespace eprop
