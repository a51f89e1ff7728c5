#pragma once

#include "base/types.hpp"

namespace eprop {

// Steps between the spike of an input and the step of an update interval that it belongs to (spec 1, 2).
inline constexpr Step recurrent_shift = 2;
inline constexpr Step readout_shift = 3;

// A step seen from its update interval: interval n, step k of it; k is -1 in the steps before the first interval starts.
struct Phase {
    Step n;
    Step k;
};

// What holds for the whole network. Times in steps unless a unit is named.
struct Settings {
    double resolution = 0.1;  // ms
    Step update_interval = 10000;
    Step learning_window = 10000;
    bool reset_on_update = true;
    std::int64_t rng_seed = 143202461;
    int threads = 1;

    Phase phase(Step t, Step shift) const {
        if (t < shift) return {0, -1};
        return {(t - shift) / update_interval, (t - shift) % update_interval};
    }
    // The error of step t counts only inside the learning window at the end of an interval (spec 2.2).
    bool learns(Step t) const { return t >= 4 && (t - 4) % update_interval >= update_interval - learning_window; }
};

}  // namespace eprop
