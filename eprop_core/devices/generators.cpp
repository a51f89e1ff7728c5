#include "devices/generators.hpp"

#include <algorithm>

#include "devices/times.hpp"
#include "devices/window.hpp"
#include "engine/state.hpp"

namespace eprop {

namespace {

const Parameter spike_generator_fields[] = {
    device_start,
    device_stop,
    device_origin,
    array("spike_times", "ms", Kind::reals, "Times of the spikes, ascending, on the grid of the resolution, after the present"),
};

}  // namespace

SpikeGenerators::SpikeGenerators() : Block(spike_generator_fields) {}

void SpikeGenerators::check(const Proposed& node) const {
    check_window(node[start], node[stop], node[origin], Grid{node.state.resolution});
}

std::vector<double> SpikeGenerators::accept_array(const State& state, Index, Index, std::vector<double> values) const {
    return accept_times("spike_times", std::move(values), state, {.repeats = true});
}

void SpikeGenerators::prepare(State& state, const Settings& settings) const {
    const Grid grid{settings.resolution};
    std::vector<Due> events;
    for (Index j = 0; j < size_; ++j) {
        const Window active = window(user_[start][j], user_[stop][j], user_[origin][j], grid);
        const Step shift = grid.steps(user_[origin][j]);
        const auto& times = arrays_[spike_times][j];
        const auto first = std::lower_bound(times.begin(), times.end(), grid.ms(state.clock - shift) - 0.5 * settings.resolution);
        for (auto t = first; t != times.end(); ++t)
            if (const Step step = grid.steps(*t) + shift; step > state.clock && active.holds(step))
                events.push_back({step, static_cast<std::uint32_t>(j), 1.0});
    }
    state.spike_calendar.assign(std::move(events));
}

}  // namespace eprop
