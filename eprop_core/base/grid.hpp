#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/types.hpp"

namespace eprop {

// Times of the user (ms) on the grid of the resolution. A time is on the grid if it is within 1e-9 steps, or, late in a long
// simulation, within what a double can hold.
struct Grid {
    double resolution;  // ms

    Step steps(double ms) const {
        const double n = std::round(ms / resolution);
        constexpr double most = 4e18;
        return n >= most ? std::numeric_limits<Step>::max() : n <= -most ? std::numeric_limits<Step>::min() : static_cast<Step>(n);
    }
    bool holds(double ms) const {
        const double n = ms / resolution, off = std::abs(n - std::round(n));
        return off <= 1e-9 || off <= std::abs(n) * 4e-16 || std::abs(n) > 1e18;
    }
    // NEST's arithmetic: it counts in tics of a thousandth of a millisecond.
    Step tics() const { return static_cast<Step>(std::llround(resolution * 1000.0)); }
    // A duration in whole steps, after rounding to tics: rounded up, or to the nearest one, of two the longer.
    Step up(double ms) const { return static_cast<Step>(std::ceil(unrounded(ms))); }
    Step nearest(double ms) const { return static_cast<Step>(std::floor(unrounded(ms) + 0.5)); }
    double ms(Step step) const { return static_cast<double>(step * tics()) * 0.001; }

private:
    double unrounded(double ms) const {
        const double longest = 1e12;
        return std::round(std::min(ms, longest) * 1000.0) / static_cast<double>(tics());
    }
};

}  // namespace eprop
