#include "projections/rules.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "support.hpp"

using namespace eprop;

namespace {

const std::vector<NodeId> nodes{11, 12, 13, 14, 15, 16, 17, 18};

std::vector<Pair> draw(const char* name, double number, bool autapses = true, bool multapses = true, std::uint64_t call = 0) {
    return draw_pairs({.name = name, .autapses = autapses, .multapses = multapses, .number = number, .seed = 5, .call = call}, nodes,
                      nodes);
}

// Connections by node, of one side
std::map<std::uint32_t, int> degrees(const std::vector<Pair>& pairs, std::uint32_t Pair::* side) {
    std::map<std::uint32_t, int> found;
    for (const Pair& pair : pairs) ++found[pair.*side];
    return found;
}

bool has_autapses(const std::vector<Pair>& pairs) {
    return std::ranges::any_of(pairs, [](const Pair& pair) { return pair.source == pair.target; });
}

bool has_multapses(const std::vector<Pair>& pairs) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    return std::ranges::any_of(pairs, [&](const Pair& pair) { return !seen.emplace(pair.source, pair.target).second; });
}

bool equal(const std::vector<Pair>& a, const std::vector<Pair>& b) {
    return std::ranges::equal(a, b, [](const Pair& x, const Pair& y) { return x.source == y.source && x.target == y.target; });
}

}  // namespace

TEST_CASE("Philox gives the numbers that its authors published") {
    using Counter = Random::Counter;
    CHECK(Random::philox({0, 0, 0, 0}, {0, 0}) == Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    constexpr std::uint32_t ones = 0xffffffff;
    CHECK(Random::philox({ones, ones, ones, ones}, {ones, ones}) == Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
}

TEST_CASE("uniform numbers fill their range evenly") {
    Random random = random_numbers(1);
    std::vector<int> below(6), uniform(6);
    constexpr int draws = 60'000;
    for (int i = 0; i < draws; ++i) {
        ++below.at(random.below(6));
        ++uniform.at(static_cast<Index>(6.0 * random.uniform()));
    }
    for (int i = 0; i < 6; ++i) {
        CHECK(std::abs(below[i] - 10'000) < 500);  // more than five standard deviations
        CHECK(std::abs(uniform[i] - 10'000) < 500);
    }
}

TEST_CASE("fixed degrees are kept, with and without autapses and multapses") {
    for (bool autapses : {false, true})
        for (bool multapses : {false, true}) {
            const auto in = draw("fixed_indegree", 5.0, autapses, multapses), out = draw("fixed_outdegree", 5.0, autapses, multapses);
            for (const auto& [node, degree] : degrees(in, &Pair::target)) CHECK(degree == 5);
            for (const auto& [node, degree] : degrees(out, &Pair::source)) CHECK(degree == 5);
            for (const auto& pairs : {in, out}) {
                CHECK(pairs.size() == 5 * nodes.size());
                CHECK((autapses || !has_autapses(pairs)));
                CHECK(has_multapses(pairs) == multapses);
            }
        }
}

TEST_CASE("the total number is kept") {
    const auto pairs = draw("fixed_total_number", 100.0, false);
    CHECK(pairs.size() == 100);
    CHECK_FALSE(has_autapses(pairs));
}

TEST_CASE("every pair is drawn with its probability") {
    CHECK(draw("pairwise_bernoulli", 0.0).empty());
    CHECK(draw("pairwise_bernoulli", 1.0).size() == 64);
    Index drawn = 0;
    for (std::uint64_t call = 0; call < 1000; ++call) {
        const auto pairs = draw("pairwise_bernoulli", 0.3, true, true, call);
        CHECK_FALSE(has_multapses(pairs));
        drawn += pairs.size();
    }
    CHECK(static_cast<double>(drawn) / 64'000.0 == doctest::Approx(0.3).epsilon(0.03));  // five standard deviations
}

TEST_CASE("draws depend on the call and on nothing else") {
    CHECK(equal(draw("fixed_indegree", 3.0), draw("fixed_indegree", 3.0)));
    CHECK_FALSE(equal(draw("fixed_indegree", 3.0), draw("fixed_indegree", 3.0, true, true, 1)));
}

TEST_CASE("numbers that no draw can keep are refused") {
    CHECK_THROWS_AS(draw("fixed_indegree", -1.0), BadInput);
    CHECK_THROWS_AS(draw("fixed_indegree", 1.5), BadInput);
    CHECK_THROWS_AS(draw("fixed_indegree", 8.0, false, false), BadInput);
    CHECK_THROWS_AS(draw("fixed_total_number", 2.0, true, false), BadInput);
    CHECK_THROWS_AS(draw("pairwise_bernoulli", 1.1), BadInput);
    CHECK_THROWS_AS(draw("no_such_rule", 1.0), BadInput);
    CHECK(draw("fixed_indegree", 7.0, false, false).size() == 56);
}
