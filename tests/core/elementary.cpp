// Logarithm, sine, cosine and normal quantile of our own against long double, and draws from distributions.
#include "base/elementary.hpp"

#include <cmath>

#include "base/distributions.hpp"
#include "doctest/doctest.h"
#include "support.hpp"

using namespace eprop;

namespace {

// Error in units of the last place of the correct result.
double ulps(double got, long double expected) {
    const double magnitude = std::abs(static_cast<double>(expected));
    return static_cast<double>(std::abs(got - expected)) / (std::nextafter(magnitude, HUGE_VAL) - magnitude);
}

// P(X <= x) for a standard normal X, in its lower tail.
long double normal_cdf(long double x) { return 0.5L * std::erfc(-x / std::sqrt(2.0L)); }

}  // namespace

TEST_CASE("logarithm, sine and cosine") {
    Random random = random_numbers(1);
    double worst = 0.0;
    for (int i = 0; i < 100000; ++i) {
        const double u = random.uniform();
        for (double x : {std::exp(600.0 * (u - 0.5)), 0.5 + u})
            if (x != 1.0) worst = std::max(worst, ulps(exact_log(x), std::log(static_cast<long double>(x))));
        for (double x : {6.3 * (u - 0.5), 2000.0 * (u - 0.5)}) {
            worst = std::max(worst, ulps(exact_sin(x), std::sin(static_cast<long double>(x))));
            worst = std::max(worst, ulps(exact_cos(x), std::cos(static_cast<long double>(x))));
        }
    }
    CHECK(worst < 2.5);
    CHECK(std::abs(exact_sin(1e9) - std::sin(1e9)) < 1e-6);
}

TEST_CASE("arguments at the edge") {
    CHECK(exact_log(1.0) == 0.0);
    CHECK(exact_log(0.0) == -HUGE_VAL);
    CHECK(exact_log(HUGE_VAL) == HUGE_VAL);
    CHECK(std::isnan(exact_log(-1.0)));
    CHECK(std::isnan(exact_log(NAN)));
    CHECK(exact_log(5e-324) == doctest::Approx(-744.4400719213812).epsilon(1e-15));
    CHECK(exact_sin(0.0) == 0.0);
    CHECK(exact_cos(0.0) == 1.0);
    CHECK(std::isnan(exact_sin(HUGE_VAL)));
    CHECK(std::isnan(exact_cos(NAN)));
}

TEST_CASE("normal quantile") {
    CHECK(normal_quantile(0.5) == 0.0);
    for (double p : {1e-300, 1e-100, 1e-20, 1e-9, 1e-3, 0.07, 0.2, 0.45}) {
        CHECK(static_cast<double>(normal_cdf(normal_quantile(p))) == doctest::Approx(p).epsilon(1e-12));
        if (p >= 1e-3) CHECK(normal_quantile(1.0 - p) == doctest::Approx(-normal_quantile(p)).epsilon(1e-12));
    }
}

TEST_CASE("draws depend on the seed, the purpose and the element alone") {
    for (const Distribution& distribution : distributions()) {
        const auto draw = [&](std::uint64_t seed, std::uint32_t purpose, std::uint64_t element) {
            Random random(seed, purpose, element);
            return distribution.draw(random, 1000000.0, 2000000.0);
        };
        CHECK(draw(1, for_parameters, 5) == draw(1, for_parameters, 5));
        if (distribution.name == std::string("lognormal")) continue;  // infinite here
        CHECK(draw(1, for_parameters, 5) != draw(2, for_parameters, 5));
        CHECK(draw(1, for_parameters, 5) != draw(1, for_connections, 5));
        CHECK(draw(1, for_parameters, 5) != draw(1, for_parameters, 6));
    }
}
