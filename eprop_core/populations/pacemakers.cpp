#include "populations/pacemakers.hpp"

#include <cmath>

#include "engine/state.hpp"

namespace eprop {

namespace {

const Parameter parameters[] = {
    real("phase", "", 1.0, {"> 0 and <= 1", [](double x) { return x > 0.0 && x <= 1.0; }},
         "Part of a period that passes before the first spike, counted from when phase or rate is changed"),
    real("rate", "spikes/s", 10.0, rule::positive, "Firing rate; a period is rounded up to whole steps"),
};

}  // namespace

Pacemakers::Pacemakers() : Block(parameters) {}

void Pacemakers::resize_state(State& state) {
    state.pacemakers_due.resize(size_);
    spikes_.resize(size_);
}

void Pacemakers::write(State& state, Index field, Index j, double value) {
    if (spikes_[j].on() && value == user_[field][j]) return;
    user_[field][j] = value;
    const double period = 1000.0 / user_[rate][j];
    const Grid grid{state.resolution};
    spikes_[j] = {};
    spikes_[j].set_interval(std::max(grid.up(period), Step{1}), state.clock);
    spikes_[j].set_offset(grid.up(user_[phase][j] * period) + 1, state.clock);
    spikes_[j].turn(true, state.clock);
}

void Pacemakers::prepare(State& state) const { std::fill(state.pacemakers_due.begin(), state.pacemakers_due.end(), -1); }

void Pacemakers::update(State& state, std::vector<std::uint32_t>& fired) const {
    for (Index j = 0; j < size_; ++j)
        if (spikes_[j].due(state.clock, state.pacemakers_due[j])) fired.push_back(static_cast<std::uint32_t>(j));
}

}  // namespace eprop
