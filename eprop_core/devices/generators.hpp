#pragma once

#include <vector>

#include "base/block.hpp"
#include "base/settings.hpp"

namespace eprop {

// An event of a generator: node j of the block acts at time `step`.
struct Due {
    Step step;
    std::uint32_t node;
    double value;
};

// What the generators of a block will do, in order of time, then of node; sorted once, walked once.
class Calendar {
public:
    void assign(std::vector<Due> events);
    // The events of `step`; those before it are over.
    std::pair<const Due*, const Due*> at(Step step) {
        while (next_ < events_.size() && events_[next_].step < step) ++next_;
        const Index first = next_;
        while (next_ < events_.size() && events_[next_].step == step) ++next_;
        return {events_.data() + first, events_.data() + next_};
    }

private:
    std::vector<Due> events_;
    Index next_ = 0;
};

// spike_generator
class SpikeGenerators : public Block {
public:
    enum Field : Index { start, stop, origin, spike_times };
    SpikeGenerators();
    void check(const Proposed& node) const override;
    void check_array(const State& state, Index field, const std::vector<double>& values) const override;
    void prepare(State& state, const Settings& settings) const;
};

// step_rate_generator
class RateGenerators : public Block {
public:
    enum Field : Index { amplitude_times, amplitude_values };
    RateGenerators();
    void check_arrays(Index j) const override;
    void check_array(const State& state, Index field, const std::vector<double>& values) const override;
    void prepare(State& state, const Settings& settings) const;
    // Take over the amplitudes that change in step t; whether any did.
    bool update(State& state, Step t) const;

protected:
    void resize_state(State& state) override;
};

}  // namespace eprop
