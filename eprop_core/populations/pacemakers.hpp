#pragma once

#include <vector>

#include "base/block.hpp"
#include "populations/forced.hpp"

namespace eprop {

// ignore_and_fire: spikes at a constant rate and ignores what it receives.
class Pacemakers : public Block {
public:
    enum Field : Index { phase, rate };
    Pacemakers();
    void write(State& state, Index field, Index j, double value) override;
    void prepare(State& state) const;
    // Appends to `fired` the positions of the neurons that spike.
    void update(State& state, std::vector<std::uint32_t>& fired) const;

protected:
    void resize_state(State& state) override;

private:
    std::vector<ForcedSpikes> spikes_;
};

}  // namespace eprop
