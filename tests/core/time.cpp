// Everything that keeps time: the grid, phases of an interval, windows of devices, the calendar and the delay ring.
#include <limits>

#include "base/grid.hpp"
#include "base/settings.hpp"
#include "devices/calendar.hpp"
#include "devices/window.hpp"
#include "events/current_ring.hpp"
#include "events/delay_ring.hpp"
#include "support.hpp"

using namespace eprop;

namespace {

std::vector<std::uint32_t> rows(const std::vector<Arrival>& slot) {
    std::vector<std::uint32_t> found;
    for (const Arrival& arrival : slot) found.push_back(arrival.row);
    return found;
}

std::vector<double> values(std::span<const Due> events) {
    std::vector<double> found;
    for (const Due& due : events) found.push_back(due.value);
    return found;
}

using Rows = std::vector<std::uint32_t>;
using Values = std::vector<double>;

}  // namespace

TEST_CASE("times are rounded to the grid of the resolution") {
    const Grid grid{0.1};
    CHECK(grid.steps(0.3) == 3);
    CHECK(grid.steps(0.1 + 0.2) == 3);
    CHECK(grid.steps(-0.2) == -2);
    CHECK(grid.ms(25) == 2.5);
    CHECK(grid.steps(1.7976931348623157e308) == std::numeric_limits<Step>::max());
    CHECK(grid.steps(-1.7976931348623157e308) == std::numeric_limits<Step>::min());
}

TEST_CASE("a time is on the grid up to rounding, however late it is") {
    const Grid grid{0.1};
    CHECK(grid.holds(0.1 + 0.2));
    CHECK(grid.holds(12345678.9));
    CHECK_FALSE(grid.holds(0.15));
    CHECK_FALSE(grid.holds(0.100001));
    for (Step step : {1, 7, 333, 1'000'003, 123'456'789}) {
        CHECK(grid.holds(grid.ms(step)));
        CHECK(grid.steps(grid.ms(step)) == step);
    }
}

TEST_CASE("a device is on after its start and up to its stop, both counted from its origin") {
    const Window w = window(1.0, 2.0, 10.0, Grid{0.5});
    CHECK_FALSE(w.holds(22));
    CHECK(w.holds(23));
    CHECK(w.holds(24));
    CHECK_FALSE(w.holds(25));
}

TEST_CASE("a phase that advances step by step is the phase of the step") {
    constexpr Step interval = 5;
    Moment moment = Moment::at(0, interval);
    CHECK(moment.recurrent.k == -1);
    for (Step t = 1; t < 40; ++t) {
        moment.advance(t, interval);
        const Moment expected = Moment::at(t, interval);
        for (Phase Moment::* stage : {&Moment::recurrent, &Moment::readout, &Moment::error}) {
            CHECK((moment.*stage).n == (expected.*stage).n);
            CHECK((moment.*stage).k == (expected.*stage).k);
        }
    }
    CHECK(Phase::at(2, recurrent_shift, interval).k == 0);
    CHECK(Phase::at(2 + interval, recurrent_shift, interval).n == 1);
}

TEST_CASE("the calendar gives the events of a step in the order of its nodes") {
    Calendar calendar;
    calendar.assign({{7, 0, 1.0}, {3, 0, 2.0}, {7, 1, 3.0}, {3, 1, 4.0}, {9, 2, 5.0}});
    CHECK(values(calendar.at(2)) == Values{});
    CHECK(values(calendar.at(3)) == Values{2.0, 4.0});
    CHECK(values(calendar.at(8)) == Values{});  // those of step 7 are over
    CHECK(values(calendar.at(9)) == Values{5.0});
    CHECK(values(calendar.at(10)) == Values{});
    calendar.assign({{1, 0, 6.0}});
    CHECK(values(calendar.at(1)) == Values{6.0});
}

TEST_CASE("the delay ring keeps the order in which spikes were sent") {
    DelayRing ring;
    ring.reserve(3, 0);
    for (std::uint32_t row : {5, 2, 9}) ring.send(3, {0, row});
    ring.send(1, {0, 1});
    CHECK(rows(ring.slot(1)) == Rows{1});
    CHECK(rows(ring.slot(2)) == Rows{});
    CHECK(rows(ring.slot(3)) == Rows{5, 2, 9});
}

TEST_CASE("the ring of currents adds up what acts in a step, and says once when there is no more") {
    CurrentRing ring;
    ring.reserve(3, 2, 0);
    ring.send(2)[0] += 1.0;
    ring.send(2)[0] += 0.5;
    ring.send(3)[1] += 4.0;
    ring.reserve(9, 3, 1);  // with all that is on its way
    std::vector<Values> acted;
    for (Step step = 1; step < 40; ++step) ring.pass(step, [&](const double* sums) { acted.push_back({sums[0], sums[1], sums[2]}); });
    CHECK(acted == std::vector<Values>{{1.5, 0.0, 0.0}, {0.0, 4.0, 0.0}, {0.0, 0.0, 0.0}});
}

TEST_CASE("the delay ring grows with all that is on its way") {
    for (Step now : {0, 1, 2, 3, 1000, 1001}) {
        CAPTURE(now);
        DelayRing ring;
        ring.reserve(3, now);
        for (Step d = 0; d <= 3; ++d) ring.send(now + d, {0, static_cast<std::uint32_t>(10 + d)});
        ring.reserve(100, now);
        ring.send(now + 100, {0, 99});
        for (Step d = 0; d <= 3; ++d) CHECK(rows(ring.slot(now + d)) == Rows{static_cast<std::uint32_t>(10 + d)});
        CHECK(rows(ring.slot(now + 99)) == Rows{});
        CHECK(rows(ring.slot(now + 100)) == Rows{99});
    }
}
