#include "base/exp.hpp"

#include <cmath>
#include <limits>

#include "support.hpp"

using namespace eprop;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Error of exact_exp(x) in units of the last place of the result
double ulps(double x) {
    const double result = exact_exp(x);
    const long double error = std::fabs(static_cast<long double>(result) - std::exp(static_cast<long double>(x)));
    return static_cast<double>(error / (std::nextafter(result, infinity) - result));
}

double worst(double low, double high) {
    Random random = random_numbers(1);
    double most = 0.0;
    for (double x : uniform(random, 100'000, low, high)) most = std::max(most, ulps(x));
    return most;
}

}  // namespace

TEST_CASE("exact_exp is within one unit in the last place") {
    CHECK(worst(-1.0, 1.0) < 1.0);
    CHECK(worst(-40.0, 40.0) < 1.0);
    CHECK(worst(-708.0, 709.0) < 1.0);
}

TEST_CASE("exact_exp of results below the smallest normal double") { CHECK(worst(-744.0, -708.0) <= 1.0); }

TEST_CASE("exact_exp where the result is exact") {
    CHECK(exact_exp(0.0) == 1.0);
    CHECK(exact_exp(-0.0) == 1.0);
    CHECK(exact_exp(720.0) == infinity);
    CHECK(exact_exp(infinity) == infinity);
    CHECK(exact_exp(-760.0) == 0.0);
    CHECK(exact_exp(-infinity) == 0.0);
    CHECK(std::isnan(exact_exp(std::numeric_limits<double>::quiet_NaN())));
}
