#pragma once

#include <memory>
#include <span>
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

// What the generators of a block will do, in order of time, then of node; sorted once, walked once. Copies share the events.
class Calendar {
public:
    void assign(std::vector<Due> events);
    // Go on with the events of `step`.
    void seek(Step step);
    // The events that come before those of `step`; they are over.
    std::span<const Due> before(Step step) {
        const std::vector<Due>& events = *events_;
        const Index first = next_;
        while (next_ < events.size() && events[next_].step < step) ++next_;
        return {events.data() + first, next_ - first};
    }
    // The events of `step`; those before it are over.
    std::pair<const Due*, const Due*> at(Step step) {
        const std::vector<Due>& events = *events_;
        while (next_ < events.size() && events[next_].step < step) ++next_;
        const Index first = next_;
        while (next_ < events.size() && events[next_].step == step) ++next_;
        return {events.data() + first, events.data() + next_};
    }

private:
    std::shared_ptr<const std::vector<Due>> events_ = std::make_shared<std::vector<Due>>();
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
