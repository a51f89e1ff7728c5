#include "devices/stepwise.hpp"

#include "base/error.hpp"
#include "devices/times.hpp"
#include "engine/state.hpp"

namespace eprop {

namespace {

constexpr Parameter offgrid = flag("allow_offgrid_times", false, "Whether times off the grid are rounded up to the next step, or refused");
constexpr Parameter times = array("amplitude_times", "ms", Kind::reals,
                                  "Times at which the output changes, strictly ascending, on the grid; new ones after the present");
constexpr Parameter values = array("amplitude_values", "", Kind::reals, "Currents (pA) or rates from those times on");

const Parameter rate_fields[] = {
    on_from, on_until, on_origin, offgrid, times, values, recorded("rate", "", "Rate that is sent"),
};

const Parameter step_current_fields[] = {
    on_from, on_until, on_origin, offgrid, times, values, recorded("I", "pA", "Current that is sent"),
};

const Parameter spike_rate_fields[] = {
    device_start,
    device_stop,
    on_origin,
    offgrid,
    array("rate_times", "ms", Kind::reals, "Times at which the rate changes, strictly ascending, on the grid; new ones after the present"),
    array("rate_values", "spikes/s", Kind::reals, "Mean rates from those times on of the spikes that each target receives",
          rule::spike_rate),
};

const Parameter direct_current_fields[] = {
    on_from, on_until, on_origin, real("amplitude", "pA", 0.0, rule::finite, "Current"), recorded("I", "pA", "Current that is sent"),
};

}  // namespace

void Stepwise::resize_state(State& state) {
    Outputs& outputs = state.outputs[kind_];
    outputs.amplitudes.resize(size_);
    outputs.sent.resize(size_);
    windows_.resize(size_);
}

void Stepwise::check(const Proposed& node) const { check_window(node[start], node[stop], node[origin], Grid{node.state.resolution}); }

void Stepwise::read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const {
    if (field + 1 < fields_.size()) return Block::read_some(state, field, nodes, values);
    const Step time = state.clock + 1;  // of the present step
    each(nodes, values, [&](Index j) { return windows_[j].holds(time + 1) ? state.outputs[kind_].sent[j] : 0.0; });
}

void Stepwise::prepare(State& state, const Settings& settings) {
    const Grid grid{settings.resolution};
    const Step now = state.clock;
    std::vector<Due> events;
    for (Index j = 0; j < size_; ++j) {
        const Window on = windows_[j] = window(user_[start][j], user_[stop][j], user_[origin][j], grid);
        const Index first = events.size();
        lay_amplitudes(j, now, grid, events);
        const std::vector<Due> amplitudes(events.begin() + static_cast<std::ptrdiff_t>(first), events.end());
        for (Step edge : {now + 1, on.start, on.stop}) {
            double value = state.outputs[kind_].amplitudes[j];
            for (const Due& due : amplitudes)
                if (due.step <= edge) value = due.value;
            if (edge > now) events.push_back({edge, static_cast<std::uint32_t>(j), value});
        }
    }
    state.outputs[kind_].calendar.assign(std::move(events));
}

void Stepwise::change(Outputs& outputs, std::span<const Due> events) const {
    for (const Due& due : events) {
        outputs.amplitudes[due.node] = due.value;
        if (windows_[due.node].holds(due.step + 1))
            outputs.sent[due.node] = due.value;
        else if (kind_ != step_rates)
            outputs.sent[due.node] = 0.0;
    }
}

DirectCurrents::DirectCurrents() : Stepwise(direct_current_fields, direct_currents) {}

void DirectCurrents::lay_amplitudes(Index j, Step now, Grid, std::vector<Due>& events) const {
    events.push_back({now + 1, static_cast<std::uint32_t>(j), user_[amplitude][j]});
}

StepGenerators::StepGenerators(StepwiseKind kind)
    : Stepwise(kind == step_rates      ? Fields(rate_fields)
               : kind == step_currents ? Fields(step_current_fields)
                                       : Fields(spike_rate_fields),
               kind) {}

std::vector<double> StepGenerators::accept_array(const State& state, Index field, Index j, std::vector<double> values) const {
    if (field == amplitude_times) {
        const TimeRules rules{.rounds_up = user_[allow_offgrid_times][j] != 0.0};
        return accept_times(fields_[field].name, std::move(values), arrays_[field][j], state, rules);
    }
    return Block::accept_array(state, field, j, std::move(values));
}

void StepGenerators::check_arrays(Index j) const {
    const Index times = arrays_[amplitude_times][j].size(), values = arrays_[amplitude_values][j].size();
    if (times != values)
        refuse("BadProperty", fields_[amplitude_times].name, " and ", fields_[amplitude_values].name, " must have the same length, got ",
               times, " and ", values);
}

void StepGenerators::lay_amplitudes(Index j, Step now, Grid grid, std::vector<Due>& events) const {
    const auto &times = arrays_[amplitude_times][j], &values = arrays_[amplitude_values][j];
    for (Index i = 0; i < times.size(); ++i)
        if (const Step step = grid.steps(times[i]); step > now) events.push_back({step, static_cast<std::uint32_t>(j), values[i]});
}

}  // namespace eprop
