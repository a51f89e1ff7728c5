#pragma once

#include <algorithm>
#include <vector>

#include "base/aligned.hpp"
#include "base/grid.hpp"
#include "base/parameter.hpp"

namespace eprop {

// Neurons that spike at set times, whatever their membrane does. Three fields of a block, one behind the other:

inline constexpr Parameter forced_switch =
    flag("ignore_and_spike", false, "Whether the neuron spikes at set times, whatever its membrane potential");
inline constexpr Parameter forced_interval = real("ignore_and_spike_interval", "ms", 100.0, {"> 0", [](double x) { return x > 0.0; }},
                                                  "Time between two such spikes; a new one holds from the next spike on");
inline constexpr Parameter forced_offset =
    real("ignore_and_spike_offset", "ms", 1.0, {"> 0", [](double x) { return x > 0.0; }},
         "Time until the first of them, counted from when it is changed; time while off does not count");
enum ForcedField : Index { forced_switch_field, forced_interval_field, forced_offset_field };

// The times of one neuron: a function of the step alone, so that a simulation can start anywhere.
class ForcedSpikes {
public:
    bool on() const { return on_; }
    // The first such step from t on.
    Step from(Step t) const { return next_ >= t ? next_ : next_ + (t - next_ + interval_ - 1) / interval_ * interval_; }
    // Whether t is such a step. found: the one that was found last, for whatever step.
    bool due(Step t, Step& found) const {
        if (found < t || found - t >= interval_) found = from(t);
        return found == t;
    }

    // now: the next step to be taken
    void write(Index field, double value, Step now, Grid grid) {
        if (field == forced_switch_field) turn(value != 0.0, now);
        if (field == forced_interval_field) set_interval(steps(value, grid), now);
        if (field == forced_offset_field) set_offset(steps(value, grid), now);
    }
    void turn(bool on, Step now) {
        if (on == on_) return;
        next_ = on ? next_ + now : from(now) - now;
        on_ = on;
    }
    void set_interval(Step interval, Step now) {
        if (on_) next_ = from(now);
        interval_ = interval;
    }
    void set_offset(Step offset, Step now) {
        if (offset == offset_) return;  // what is read can be set, and changes nothing
        offset_ = offset;
        next_ = offset - 1 + (on_ ? now : 0);
    }

private:
    static Step steps(double ms, Grid grid) { return std::max(grid.up(ms), Step{1}); }

    bool on_ = false;
    Step interval_ = 1;
    Step offset_ = 0;  // as it was set
    Step next_ = 0;  // step of a spike, the others are whole intervals later; while off, how many steps are left until it
};

// Sets of each neuron that is on 1 if it spikes in step t, -1 if not. found: scratch, a step a neuron.
inline void force(const std::vector<ForcedSpikes>& neurons, Step t, std::vector<Step>& found, Doubles& forced) {
    for (Index j = 0; j < neurons.size(); ++j)
        if (neurons[j].on()) forced[j] = neurons[j].due(t, found[j]) ? 1.0 : -1.0;
}

}  // namespace eprop
