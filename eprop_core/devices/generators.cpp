#include "devices/generators.hpp"

#include <algorithm>

#include "devices/times.hpp"
#include "devices/window.hpp"
#include "engine/state.hpp"

namespace eprop {

namespace {

constexpr Rule on_grid{"False: no model spikes off the grid, allow_offgrid_times rounds times up", [](double x) { return x == 0.0; }};

// The last one is of spike generators only.
const Parameter source_fields[] = {
    device_start,
    device_stop,
    device_origin,
    flag("allow_offgrid_times", false, "Whether spike_times that are set off the grid are rounded up to the next step, or refused"),
    flag("shift_now_spikes", false, "Whether spike_times that are set to the present move to the next step, or are refused"),
    {"precise_times", "", Kind::boolean, Access::set, 0.0, on_grid, "Whether spikes may come between two steps"},
    array("spike_times", "ms", Kind::reals, "Times of the spikes, ascending, on the grid of the resolution; new ones after the present"),
    array("spike_multiplicities", "", Kind::integers, "How often each spike is sent; empty: once", rule::whole),
    array("spike_weights", "", Kind::reals, "Factors of the weights with which the spikes reach their targets; empty: 1"),
};

}  // namespace

void SpikeSources::check(const Proposed& node) const { check_window(node[start], node[stop], node[origin], Grid{node.state.resolution}); }

std::vector<double> SpikeSources::accept_array(const State& state, Index field, Index j, std::vector<double> values) const {
    if (field == spike_times) {
        const TimeRules rules{
            .repeats = true, .rounds_up = user_[allow_offgrid_times][j] != 0.0, .shifts_present = user_[shift_now_spikes][j] != 0.0};
        return accept_times("spike_times", std::move(values), arrays_[field][j], state, rules);
    }
    return Block::accept_array(state, field, j, std::move(values));
}

void SpikeSources::check_arrays(Index j) const {
    const Index times = arrays_[spike_times][j].size();
    for (Index field = spike_multiplicities; field < fields_.size(); ++field)
        if (const Index n = arrays_[field][j].size(); n != 0 && n != times)
            refuse("BadProperty", fields_[field].name, " must have as many elements as spike_times, ", times, ", or none, got ", n);
}

double SpikeSources::value(Index field, Index j, Index i) const {
    return field >= fields_.size() || arrays_[field][j].empty() ? 1.0 : arrays_[field][j][i];
}

void SpikeSources::prepare(State& state, const Settings& settings) const {
    const Grid grid{settings.resolution};
    std::vector<Due> events;
    for (Index j = 0; j < size_; ++j) {
        const Window active = window(user_[start][j], user_[stop][j], user_[origin][j], grid);
        const Step shift = grid.steps(user_[origin][j]);
        const auto& times = arrays_[spike_times][j];
        const auto first = std::lower_bound(times.begin(), times.end(), grid.ms(state.clock - shift) - 0.5 * settings.resolution);
        for (Index i = static_cast<Index>(first - times.begin()); i < times.size(); ++i)
            if (const Step step = grid.steps(times[i]) + shift; step > state.clock && active.holds(step))
                events.insert(events.end(), static_cast<Index>(value(spike_multiplicities, j, i)),
                              {step, static_cast<std::uint32_t>(j), value(spike_weights, j, i)});
    }
    (state.*calendar_).assign(std::move(events));
}

SpikeGenerators::SpikeGenerators() : SpikeSources(source_fields, &State::spike_calendar) {}

Injectors::Injectors() : SpikeSources(Fields(source_fields).first(spike_weights), &State::injector_calendar) {}

}  // namespace eprop
