#include "devices/recordings.hpp"

#include <cmath>

#include "support.hpp"

using namespace eprop;

namespace {

constexpr Index quantities = 2;

// Samples beside a plain list of their rows; one quantity changes in every sample, the other one in some.
struct Fixture {
    Samples samples;
    std::vector<Step> stamps;
    std::vector<NodeId> senders;
    std::vector<double> values[quantities];
    Samples::Senders two = std::make_shared<const std::vector<NodeId>>(std::vector<NodeId>{3, 5});
    Samples::Senders three = std::make_shared<const std::vector<NodeId>>(std::vector<NodeId>{3, 5, 8});

    static double value(Index quantity, Step stamp, NodeId sender) {
        const double time = static_cast<double>(stamp);
        return quantity == 0 ? std::sin(time * static_cast<double>(sender)) : std::floor(time / 100.0) * -0.0;
    }
    void take(const Samples::Senders& targets, Step stamp, Step interval = 1) {
        samples.take({targets, quantities, interval}, stamp, [&](Index quantity, double* to) {
            for (NodeId sender : *targets) values[quantity].push_back(*to++ = value(quantity, stamp, sender));
        });
        for (NodeId sender : *targets) stamps.push_back(stamp), senders.push_back(sender);
    }
    void erase_first(Index rows) {
        const auto erase = [rows](auto& column) { column.erase(column.begin(), column.begin() + static_cast<std::ptrdiff_t>(rows)); };
        samples.erase_first(rows);
        erase(stamps), erase(senders), erase(values[0]), erase(values[1]);
    }
    void check(const Samples& found) const {
        const Index rows = stamps.size();
        REQUIRE(found.rows_until(1'000'000) == rows);
        std::vector<Step> found_stamps(rows);
        std::vector<NodeId> found_senders(rows);
        found.read_stamps(rows, found_stamps.data()), found.read_senders(rows, found_senders.data());
        CHECK(found_stamps == stamps);
        CHECK(found_senders == senders);
        for (Index quantity = 0; quantity < quantities; ++quantity) {
            std::vector<double> column(rows);
            found.read_values(quantity, rows, column.data());
            CHECK(same_bytes(column, values[quantity]));
        }
    }
    static bool same_bytes(const std::vector<double>& a, const std::vector<double>& b) {
        return std::ranges::equal(a, b,
                                  [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
    }
    // More than several chunks hold, with other targets from the middle on, then at other times.
    void take_many() {
        for (Step stamp = 1; stamp <= 6000; ++stamp) take(two, stamp);
        for (Step stamp = 6001; stamp <= 9000; ++stamp) take(three, stamp);
        for (Step stamp = 9003; stamp <= 12000; stamp += 3) take(three, stamp, 3);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "samples give back their rows, beyond a chunk, and with targets and intervals that change") {
    take_many();
    check(samples);
    CHECK(samples.rows_until(6000) == 12000);
    CHECK(samples.rows_until(6002) == 12006);
    CHECK(samples.rows_until(9005) == 12000 + 9000 + 3);
    CHECK(samples.rows_until(0) == 0);
}

TEST_CASE_FIXTURE(Fixture, "samples that are left when the first ones are erased are what they were, and go on") {
    take_many();
    for (Index rows : {2, 11998, 3}) {  // within a stretch of repetitions, up to its end, into the next one
        erase_first(rows);
        check(samples);
    }
    take(three, 12003, 3);
    check(samples);
}

TEST_CASE_FIXTURE(Fixture, "samples of another thread are appended; copies share nothing") {
    for (Step stamp = 1; stamp <= 500; ++stamp) take(two, stamp);
    Fixture later;
    for (Step stamp = 501; stamp <= 900; ++stamp) later.take(later.two, stamp), stamps.push_back(stamp), stamps.push_back(stamp);
    senders.insert(senders.end(), later.senders.begin(), later.senders.end());
    for (Index q = 0; q < quantities; ++q) values[q].insert(values[q].end(), later.values[q].begin(), later.values[q].end());
    samples.append(later.samples);
    check(samples);
    const Samples copy = samples;
    samples.clear();
    CHECK(samples.rows_until(1'000'000) == 0);
    check(copy);
    samples = copy;
    take(two, 901);
    check(samples);
}
