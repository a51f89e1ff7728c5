#pragma once

#include "base/types.hpp"

namespace eprop {

// Steps from an input of a sequence to the step of each stage that belongs to it (spec 1, 2): an interval starts that much later.
inline constexpr Step recurrent_shift = 2;
inline constexpr Step readout_shift = 3;
inline constexpr Step error_shift = 4;

// A step seen from its update interval: interval n, step k of it; k is -1 in the steps before the first interval starts.
struct Phase {
    Step n = 0;
    Step k = -1;

    static Phase at(Step t, Step shift, Step interval) {
        return t < shift ? Phase{} : Phase{(t - shift) / interval, (t - shift) % interval};
    }
    // From step t - 1 to step t.
    void advance(Step t, Step shift, Step interval) {
        if (t >= shift && ++k == interval) k = 0, ++n;
    }
};

// A step seen from the three stages.
struct Moment {
    Phase recurrent, readout, error;

    static Moment at(Step t, Step interval) {
        return {Phase::at(t, recurrent_shift, interval), Phase::at(t, readout_shift, interval), Phase::at(t, error_shift, interval)};
    }
    void advance(Step t, Step interval) {
        recurrent.advance(t, recurrent_shift, interval);
        readout.advance(t, readout_shift, interval);
        error.advance(t, error_shift, interval);
    }
};

// What holds for the whole network. Times in steps unless a unit is named.
struct Settings {
    double resolution = 0.1;  // ms
    Step update_interval = 10000;
    Step learning_window = 10000;  // at the end of the interval; outside, readouts have no error
    bool reset_on_update = true;
    std::int64_t rng_seed = 143202461;
    std::int64_t threads = 1;

    bool learns(const Moment& moment) const { return moment.error.k >= update_interval - learning_window; }
};

}  // namespace eprop
