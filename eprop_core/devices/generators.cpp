#include "devices/generators.hpp"

#include <algorithm>

#include "base/error.hpp"
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

const Parameter rate_generator_fields[] = {
    array("amplitude_times", "ms", Kind::reals, "Times at which the rate changes, strictly ascending, on the grid, after the present"),
    array("amplitude_values", "", Kind::reals, "Rates from those times on"),
};

void check_times(const char* name, const std::vector<double>& times, const State& state, bool repeats) {
    const Grid grid{state.resolution};
    for (Index i = 0; i < times.size(); ++i) {
        const double t = times[i];
        if (!std::isfinite(t)) refuse("BadProperty", name, "[", i, "] = ", t, " must be a finite number");
        if (t < 0.0) refuse("BadProperty", name, "[", i, "] = ", t, " ms must be > 0");
        if (!grid.holds(t))
            refuse("BadProperty", name, "[", i, "] = ", t, " ms must be a multiple of the resolution, ", grid.resolution, " ms");
        if (grid.steps(t) <= state.clock)
            refuse("BadProperty", name, "[", i, "] = ", t, " ms must be later than the present, ", grid.ms(state.clock), " ms");
        if (i > 0 && (repeats ? times[i] < times[i - 1] : times[i] <= times[i - 1]))
            refuse("BadProperty", name, "[", i, "] = ", t, " ms must be ", repeats ? "sorted: >= " : "strictly ascending: > ", times[i - 1],
                   " ms, the time before it");
    }
}

}  // namespace

void Calendar::assign(std::vector<Due> events) {
    std::ranges::stable_sort(events, {}, &Due::step);
    events_ = std::make_shared<std::vector<Due>>(std::move(events));
    next_ = 0;
}

void Calendar::seek(Step step) { next_ = static_cast<Index>(std::ranges::lower_bound(*events_, step, {}, &Due::step) - events_->begin()); }

SpikeGenerators::SpikeGenerators() : Block(spike_generator_fields) {}

void SpikeGenerators::check(const Proposed& node) const {
    check_window(node[start], node[stop], node[origin], Grid{node.state.resolution});
}

void SpikeGenerators::check_array(const State& state, Index, const std::vector<double>& values) const {
    check_times("spike_times", values, state, true);
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

RateGenerators::RateGenerators() : Block(rate_generator_fields) {}

void RateGenerators::resize_state(State& state) { state.amplitudes.resize(size_); }

void RateGenerators::check_array(const State& state, Index field, const std::vector<double>& values) const {
    if (field == amplitude_times) return check_times("amplitude_times", values, state, false);
    for (Index i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i])) refuse("BadProperty", "amplitude_values[", i, "] = ", values[i], " must be a finite number");
}

void RateGenerators::check_arrays(Index j) const {
    const Index times = arrays_[amplitude_times][j].size(), values = arrays_[amplitude_values][j].size();
    if (times != values)
        refuse("BadProperty", "amplitude_times and amplitude_values must have the same length, got ", times, " and ", values);
}

void RateGenerators::prepare(State& state, const Settings& settings) const {
    const Grid grid{settings.resolution};
    const auto [begin, end] = state.rate_calendar.at(state.clock);
    std::vector<Due> events(begin, end);  // on their way since the step before, whatever the arrays say now
    for (Index j = 0; j < size_; ++j) {
        const auto &times = arrays_[amplitude_times][j], &values = arrays_[amplitude_values][j];
        for (Index i = 0; i < times.size(); ++i)
            if (const Step step = grid.steps(times[i]); step > state.clock)
                events.push_back({step, static_cast<std::uint32_t>(j), values[i]});
    }
    state.rate_calendar.assign(std::move(events));
}

bool RateGenerators::update(State& state, Step t) const {
    const auto [begin, end] = state.rate_calendar.at(t);
    for (const Due* due = begin; due != end; ++due) state.amplitudes[due->node] = due->value;
    return begin != end;
}

}  // namespace eprop
