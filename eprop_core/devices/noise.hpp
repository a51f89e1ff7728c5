#pragma once

#include <span>
#include <vector>

#include "base/block.hpp"
#include "base/random.hpp"
#include "base/settings.hpp"
#include "devices/window.hpp"

namespace eprop {

// What a noise generator puts out.
struct Noise {
    static constexpr Step none = -1;

    Step number = none;  // of the interval for which the currents of its connections were drawn
    double mean = 0.0;   // of these, pA
    bool on = false;
};

// noise_generator: every connection has a current of its own, drawn anew every dt. On while start <= T < stop, as Stepwise generators.
class NoiseGenerators : public Block {
public:
    enum Field : Index { start, stop, origin, mean, std, std_mod, dt, frequency, phase, I, y_0, y_1 };
    NoiseGenerators();
    void check(const Proposed& node) const override;
    void read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const override;
    void prepare(const Settings& settings);

    bool on(Index j, Step time) const { return windows_[j].holds(time + 1); }
    // The number of the interval to which a time belongs.
    Step interval(Index j, Step time) const { return (time - first_of(j)) / dt_steps_[j]; }
    // What the currents of an interval are drawn with: the random numbers, and the standard deviation.
    Random numbers(Index j, Step number) const { return {keys_[j], for_noise, static_cast<std::uint64_t>(number)}; }
    double deviation(Index j, Step number, double resolution) const;

protected:
    void resize_state(State& state) override;

private:
    Step first_of(Index j) const;
    double angle(Index j, double ms) const;

    std::vector<Window> windows_;
    std::vector<Step> dt_steps_;
    std::vector<std::uint64_t> keys_;  // of each generator's random numbers
};

}  // namespace eprop
