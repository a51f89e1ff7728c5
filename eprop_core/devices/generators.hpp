#pragma once

#include <vector>

#include "base/block.hpp"
#include "base/settings.hpp"
#include "devices/calendar.hpp"

namespace eprop {

// Nodes that spike at given times.
class SpikeSources : public Block {
public:
    enum Field : Index {
        start,
        stop,
        origin,
        allow_offgrid_times,
        shift_now_spikes,
        precise_times,
        spike_times,
        spike_multiplicities,
        spike_weights
    };
    SpikeSources(Fields fields, Calendar State::* calendar) : Block(fields), calendar_(calendar) {}
    void check(const Proposed& node) const override;
    std::vector<double> accept_array(const State& state, Index field, Index j, std::vector<double> values) const override;
    void check_arrays(Index j) const override;
    void prepare(State& state, const Settings& settings) const;

private:
    // Of spike i of node j; 1 where the array is empty.
    double value(Index field, Index j, Index i) const;

    Calendar State::* calendar_;
};

// spike_generator
class SpikeGenerators : public SpikeSources {
public:
    SpikeGenerators();
};

// spike_train_injector
class Injectors : public SpikeSources {
public:
    Injectors();
};

}  // namespace eprop
