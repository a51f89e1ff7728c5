#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "base/aligned.hpp"
#include "events/delay_ring.hpp"

namespace eprop {

// Rows of doubles by step, time-major; keeps the last `length` steps.
class StepRing {
public:
    void resize(Index length, Index width) {
        if (length == length_ && width == width_) return;
        length_ = length, width_ = width;
        data_.assign(length * width, 0.0);
    }
    double* row(Step step) { return &data_[static_cast<Index>(step) % length_ * width_]; }
    // The row of the step before that of `row`.
    const double* before(const double* row) const { return (row == data_.data() ? data_.data() + data_.size() : row) - width_; }

private:
    Index length_ = 0, width_ = 0;
    Doubles data_;
};

// The spikes that arrived at e-prop synapses in one update interval, as one flat list with the place where each step starts.
class ArrivalLog {
public:
    void clear() { arrivals_.clear(), starts_.clear(); }
    void begin_step() { starts_.push_back(arrivals_.size()); }
    void add(Arrival arrival) { arrivals_.push_back(arrival); }

    bool empty() const { return arrivals_.empty(); }
    Index steps() const { return starts_.size(); }
    std::span<const Arrival> at(Index k) const {
        const Index end = k + 1 < starts_.size() ? starts_[k + 1] : arrivals_.size();
        return {arrivals_.data() + starts_[k], end - starts_[k]};
    }

private:
    std::vector<Arrival> arrivals_;
    std::vector<Index> starts_;
};

// What the gradient of an update interval needs once the interval is over. Steps of two intervals overlap by the time that a
// learning signal takes to come back, so there are two logs, of even and of odd intervals.
struct History {
    static constexpr Step overlap = 4;  // steps kept beyond an interval

    StepRing psi;     // (steps, recurrent neurons); written by the surrogate pass
    StepRing errors;  // (steps, readouts); written by the readouts
    ArrivalLog recurrent[2], readout[2];

    Doubles Lambda, zeta, mu, regularization, L, G;  // scratch of the backward pass, (neurons,)
};

}  // namespace eprop
