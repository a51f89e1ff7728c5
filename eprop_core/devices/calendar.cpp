#include "devices/calendar.hpp"

#include <algorithm>

namespace eprop {

void Calendar::assign(std::vector<Due> events) {
    std::ranges::stable_sort(events, {}, &Due::step);
    events_ = std::make_shared<std::vector<Due>>(std::move(events));
    next_ = 0;
    look_ahead();
}

void Calendar::seek(Step step) {
    next_ = static_cast<Index>(std::ranges::lower_bound(*events_, step, {}, &Due::step) - events_->begin());
    look_ahead();
}

}  // namespace eprop
