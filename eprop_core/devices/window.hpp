#pragma once

#include <utility>

#include "base/error.hpp"
#include "base/grid.hpp"
#include "base/parameter.hpp"

namespace eprop {

// When a device is on: start < stamp <= stop, both counted from origin.
struct Window {
    Step start = 0, stop = 0;  // steps

    bool holds(Step stamp) const { return start < stamp && stamp <= stop; }
};

inline constexpr Parameter device_start = real("start", "ms", 0.0, rule::non_negative, "Start of the device's activity, exclusive");
inline constexpr Parameter device_stop =
    real("stop", "ms", 1.7976931348623157e308, rule::number, "End of the device's activity, inclusive");
inline constexpr Parameter device_origin = real("origin", "ms", 0.0, rule::finite, "Added to start, stop and the times of spikes");

constexpr Parameter described(Parameter p, const char* doc) {
    p.doc = doc;
    return p;
}
// Of generators of currents and rates: on while start <= time < stop.
inline constexpr Parameter on_from = described(device_start, "From when on there is output, counted from origin");
inline constexpr Parameter on_until = described(device_stop, "From when on there is none, counted from origin");
inline constexpr Parameter on_origin = described(device_origin, "Added to start and stop");

// Refuses times that are off the grid, and a stop before the start.
inline void check_window(double start, double stop, double origin, Grid grid) {
    const std::pair<const char*, double> times[] = {{"start", start}, {"stop", stop}, {"origin", origin}};
    for (const auto& [name, ms] : times)
        if (!grid.holds(ms)) refuse("BadProperty", name, " = ", ms, " ms must be a multiple of the resolution, ", grid.resolution, " ms");
    if (stop < start) refuse("BadProperty", "stop = ", stop, " ms must be >= start = ", start, " ms");
}

inline Window window(double start, double stop, double origin, Grid grid) {
    return {grid.steps(origin + start), grid.steps(origin + stop)};
}

}  // namespace eprop
