#pragma once

#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/types.hpp"

namespace eprop {

// An event of a generator: node j of the block acts at time `step`.
struct Due {
    Step step;
    std::uint32_t node;
    double value;
};

// What the generators of a block will do, in order of time, then of node; sorted once, walked once. Copies share the events.
class Calendar {
public:
    void assign(std::vector<Due> events);
    // Go on with the events of `step`.
    void seek(Step step);
    // The events that come before those of `step`; they are over.
    std::span<const Due> before(Step step) {
        if (step <= due_) return {};
        const Index first = next_;
        while (next_ < events_->size() && (*events_)[next_].step < step) ++next_;
        look_ahead();
        return {events_->data() + first, next_ - first};
    }
    // The events of `step`; those before it are over.
    std::span<const Due> at(Step step) {
        before(step);
        return before(step + 1);
    }

private:
    void look_ahead() { due_ = next_ < events_->size() ? (*events_)[next_].step : never; }

    static constexpr Step never = std::numeric_limits<Step>::max();
    std::shared_ptr<const std::vector<Due>> events_ = std::make_shared<std::vector<Due>>();
    Index next_ = 0;
    Step due_ = never;  // time of the next event
};

}  // namespace eprop
