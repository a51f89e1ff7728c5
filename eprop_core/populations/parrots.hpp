#pragma once

#include <vector>

#include "base/block.hpp"

namespace eprop {

// What the parrots received in this step; written by projections, emptied by the engine.
struct ParrotState {
    std::vector<std::uint32_t> spikes;    // by parrot
    std::vector<std::uint32_t> excited;  // the parrots that received any

    void receive(std::uint32_t parrot) {
        if (spikes[parrot]++ == 0) excited.push_back(parrot);
    }
};

// parrot_neuron: repeats every spike it receives in the step in which it receives it.
class Parrots : public Block {
public:
    Parrots();

protected:
    void resize_state(State& state) override;
};

}  // namespace eprop
