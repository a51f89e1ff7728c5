#include "devices/noise.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "engine/state.hpp"

namespace eprop {

namespace {

const Parameter parameters[] = {
    on_from,
    on_until,
    on_origin,
    real("mean", "pA", 0.0, rule::finite, "Mean of the current"),
    real("std", "pA", 0.0, rule::non_negative, "Standard deviation of the current"),
    real("std_mod", "pA", 0.0, rule::non_negative, "Modulation of the variance: std² + std_mod² sin(2 pi frequency t + phase)"),
    real("dt", "ms", 1.0, rule::number, "Time between two draws, a multiple of the resolution"),
    real("frequency", "Hz", 0.0, rule::finite, "Frequency of the modulation"),
    real("phase", "°", 0.0, rule::finite, "Phase of the modulation"),
    recorded("I", "pA", "Mean of the currents that are sent"),
    shown("y_0", "", "Cosine of the modulation's angle, 2 pi frequency t + phase; without std_mod, of phase"),
    shown("y_1", "", "Sine of the same angle"),
};

}  // namespace

NoiseGenerators::NoiseGenerators() : Block(parameters) {}

void NoiseGenerators::resize_state(State& state) {
    state.noise.resize(size_);
    windows_.resize(size_);
    dt_steps_.resize(size_);
    keys_.resize(size_);
}

void NoiseGenerators::check(const Proposed& node) const {
    const Grid grid{node.state.resolution};
    check_window(node[start], node[stop], node[origin], grid);
    if (!std::isfinite(node[dt]) || !grid.holds(node[dt]) || grid.steps(node[dt]) < 1)
        refuse("StepMultipleRequired", "dt = ", node[dt], " ms must be a multiple of the resolution, ", grid.resolution, " ms");
    if (node[std_mod] > node[std]) refuse("BadProperty", "std_mod = ", node[std_mod], " pA must be <= std = ", node[std], " pA");
}

void NoiseGenerators::read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const {
    const auto now = [&](Index j) {
        return angle(j, user_[std_mod][j] == 0.0 ? 0.0 : static_cast<double>(state.clock) * state.resolution);
    };
    switch (field) {
        case I:
            return each(nodes, values, [&](Index j) { return state.noise[j].on ? state.noise[j].mean : 0.0; });
        case y_0:
            return each(nodes, values, [&](Index j) { return exact_cos(now(j)); });
        case y_1:
            return each(nodes, values, [&](Index j) { return exact_sin(now(j)); });
        default:
            return Block::read_some(state, field, nodes, values);
    }
}

void NoiseGenerators::prepare(const Settings& settings) {
    const Grid grid{settings.resolution};
    for (Index j = 0; j < size_; ++j) {
        windows_[j] = window(user_[start][j], user_[stop][j], user_[origin][j], grid);
        dt_steps_[j] = grid.steps(user_[dt][j]);
        keys_[j] = Random(static_cast<std::uint64_t>(settings.rng_seed), for_noise, j).bits();
    }
}

// The first time at which there is a current.
Step NoiseGenerators::first_of(Index j) const { return std::max(windows_[j].start, Step{1}); }

double NoiseGenerators::angle(Index j, double ms) const {
    constexpr double pi = 3.14159265358979323846;
    return 2.0 * pi * (user_[frequency][j] * ms / 1000.0 + user_[phase][j] / 360.0);
}

double NoiseGenerators::deviation(Index j, Step number, double resolution) const {
    const double ms = static_cast<double>(first_of(j) + number * dt_steps_[j]) * resolution;
    const double std = user_[Field::std][j], std_mod = user_[Field::std_mod][j];
    return std::sqrt(std * std + std_mod * std_mod * exact_sin(angle(j, ms)));
}

}  // namespace eprop
