#pragma once

#include <vector>

#include "base/block.hpp"
#include "base/settings.hpp"
#include "devices/calendar.hpp"
#include "devices/stepwise_kind.hpp"
#include "devices/window.hpp"

namespace eprop {

// What the generators of a kind put out.
struct Outputs {
    Calendar calendar;               // of amplitudes, and of when the generators go on and off
    std::vector<double> amplitudes;  // by generator
    std::vector<double> sent;        // the same, but 0 of current generators that are off, and the last one of rate generators
    bool changed = false;            // whether `sent` may have changed with the time that was taken last
};

// An output of time T is sent in step T - 1, as if by a neuron that fires; generators are on while start <= T < stop. The last field is
// the output, for multimeters.
class Stepwise : public Block {
public:
    enum Field : Index { start, stop, origin };
    Stepwise(Fields fields, StepwiseKind kind) : Block(fields), kind_(kind) {}

    void check(const Proposed& node) const override;
    void read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const override;
    // Lay down what the generators will do.
    void prepare(State& state, const Settings& settings);
    // Take over what belongs to `time`.
    void update(Outputs& outputs, Step time) const { take(outputs, outputs.calendar.at(time)); }
    // From any time before to `time`.
    void skip(Outputs& outputs, Step time) const { take(outputs, outputs.calendar.before(time + 1)); }
    StepwiseKind kind() const { return kind_; }
    bool active(Index j, Step stamp) const { return windows_[j].holds(stamp); }

protected:
    void resize_state(State& state) override;

private:
    // Appends the amplitudes of node j that follow after `now`, ascending.
    virtual void lay_amplitudes(Index j, Step now, Grid grid, std::vector<Due>& events) const = 0;
    void take(Outputs& outputs, std::span<const Due> events) const {
        outputs.changed = !events.empty();
        if (outputs.changed) change(outputs, events);
    }
    void change(Outputs& outputs, std::span<const Due> events) const;

    StepwiseKind kind_;
    std::vector<Window> windows_;
};

// dc_generator
class DirectCurrents : public Stepwise {
public:
    enum Field : Index { amplitude = 3 };
    DirectCurrents();

private:
    void lay_amplitudes(Index j, Step now, Grid grid, std::vector<Due>& events) const override;
};

// step_rate_generator, step_current_generator or inhomogeneous_poisson_generator, whose output is the rate of what it draws
class StepGenerators : public Stepwise {
public:
    enum Field : Index { allow_offgrid_times = 3, amplitude_times, amplitude_values };
    explicit StepGenerators(StepwiseKind kind);
    void check_arrays(Index j) const override;
    std::vector<double> accept_array(const State& state, Index field, Index j, std::vector<double> values) const override;

private:
    void lay_amplitudes(Index j, Step now, Grid grid, std::vector<Due>& events) const override;
};

}  // namespace eprop
