#pragma once

#include <vector>

#include "base/block.hpp"
#include "base/settings.hpp"

namespace eprop {

// spike_generator
class SpikeGenerators : public Block {
public:
    enum Field : Index { start, stop, origin, spike_times };
    SpikeGenerators();
    void check(const Proposed& node) const override;
    std::vector<double> accept_array(const State& state, Index field, Index j, std::vector<double> values) const override;
    void prepare(State& state, const Settings& settings) const;
};

}  // namespace eprop
