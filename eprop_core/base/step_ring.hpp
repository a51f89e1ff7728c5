#pragma once

#include <algorithm>

#include "base/aligned.hpp"
#include "base/types.hpp"

namespace eprop {

// Rows of doubles by step, time-major; keeps the last `length` steps. A row can be read a vector beyond its end.
class StepRing {
public:
    // Keeps what fits of the steps before `now`, the next one to be written.
    void resize(Index length, Index width, Step now) {
        if (length == length_ && width == width_) return;
        StepRing resized;
        resized.length_ = length, resized.width_ = width;
        resized.data_.assign(length * width + lanes, 0.0);
        const Step kept = static_cast<Step>(std::min(length, length_));
        for (Step step = std::max(now - kept, Step{0}); step < now; ++step)
            std::copy_n(row(step), std::min(width, width_), resized.row(step));
        *this = std::move(resized);
    }
    const double* row(Step step) const { return &data_[static_cast<Index>(step) % length_ * width_]; }
    double* row(Step step) { return &data_[static_cast<Index>(step) % length_ * width_]; }
    Index width() const { return width_; }
    Index length() const { return length_; }
    // How many rows, from that of `step` backwards, lie one before the other.
    Index rows_up_to(Step step) const { return static_cast<Index>(step) % length_ + 1; }
    // The row of the step before that of `row`.
    const double* before(const double* row) const { return (row == data_.data() ? row + length_ * width_ : row) - width_; }

private:
    Index length_ = 0, width_ = 0;
    Doubles data_;
};

}  // namespace eprop
