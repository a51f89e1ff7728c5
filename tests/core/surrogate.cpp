#include <cmath>
#include <string_view>

#include "support.hpp"

using namespace eprop;

namespace {

Doubles surrogate(const Kernels& kernels, std::string_view name, Doubles x, double height, double width) {
    Index which = 0;
    while (surrogate_names.at(which) != name) ++which;
    const Doubles h(x.size(), height), inv_b(x.size(), 1.0 / width);
    kernels.surrogate[which](x.size(), h.data(), inv_b.data(), x.data());
    return x;
}

void check_close(const Doubles& values, std::initializer_list<double> expected) {
    REQUIRE(values.size() == expected.size());
    for (Index i = 0; i < values.size(); ++i) CHECK(values[i] == doctest::Approx(expected.begin()[i]).epsilon(1e-15));
}

// v - theta: at the threshold, half a width off, a width, more; refractory
const Doubles x{0.0, 1.0, -1.0, 2.0, -6.0, HUGE_VAL, -HUGE_VAL};
constexpr double height = 0.5, width = 2.0;

}  // namespace

TEST_CASE("surrogate gradients at hand-computed distances from the threshold") {
    for (const Kernels* kernels : runnable_tables()) {
        CAPTURE(std::string(kernels->target));
        check_close(surrogate(*kernels, "piecewise_linear", x, height, width), {0.5, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0});
        check_close(surrogate(*kernels, "exponential", x, height, width),
                    {0.5, 0.5 * std::exp(-0.5), 0.5 * std::exp(-0.5), 0.5 * std::exp(-1.0), 0.5 * std::exp(-3.0), 0.0, 0.0});
        check_close(surrogate(*kernels, "fast_sigmoid_derivative", x, height, width),
                    {0.5, 0.5 / 2.25, 0.5 / 2.25, 0.5 / 4.0, 0.5 / 16.0, 0.0, 0.0});
        check_close(surrogate(*kernels, "arctan_derivative", x, height, width), {0.5, 0.4, 0.4, 0.25, 0.05, 0.0, 0.0});
    }
}
