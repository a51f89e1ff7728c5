#include "devices/times.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/grid.hpp"
#include "engine/state.hpp"

namespace eprop {

std::vector<double> accept_times(const char* name, std::vector<double> times, const std::vector<double>& present, const State& state,
                                 TimeRules rules) {
    const Grid grid{state.resolution};
    const auto kept = static_cast<Index>(std::ranges::mismatch(times, present).in1 - times.begin());
    for (Index i = 0; i < times.size(); ++i) {
        double& t = times[i];
        if (!std::isfinite(t)) refuse("BadProperty", name, "[", i, "] = ", t, " must be a finite number");
        if (t < 0.0) refuse("BadProperty", name, "[", i, "] = ", t, " ms must be > 0");
        if (rules.rounds_up)
            t = grid.ms(grid.up(t));
        else if (!grid.holds(t))
            refuse("BadProperty", name, "[", i, "] = ", t, " ms must be a multiple of the resolution, ", grid.resolution, " ms");
        if (i >= kept && rules.shifts_present && grid.steps(t) == state.clock) t = grid.ms(state.clock + 1);
        if (i >= kept && grid.steps(t) <= state.clock)
            refuse("BadProperty", name, "[", i, "] = ", t, " ms must be later than the present, ", grid.ms(state.clock), " ms");
        if (i > 0 && (rules.repeats ? t < times[i - 1] : t <= times[i - 1]))
            refuse("BadProperty", name, "[", i, "] = ", t, " ms must be ", rules.repeats ? "sorted: >= " : "strictly ascending: > ",
                   times[i - 1], " ms, the time before it");
    }
    return times;
}

}  // namespace eprop
