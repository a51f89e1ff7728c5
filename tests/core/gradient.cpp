// The gradient by spikes (spec 7) against the recursion that it replaces (spec 2.3), written as one obvious loop.
#include <algorithm>
#include <cmath>
#include <utility>

#include "support.hpp"

using namespace eprop;

namespace {

constexpr Index entries = 60;

struct Target {
    double alpha, P_z, R, beta, rho, kappa;
    Doubles psi, L;  // (entries,)
};

// The gradient of one synapse whose spikes arrive in the entries with z = 1
double forward(const Target& target, const Doubles& z) {
    double z_bar = 0.0, epsilon = 0.0, e_bar = 0.0, g = 0.0;
    for (Index t = 0; t < entries; ++t) {
        z_bar = target.alpha * z_bar + target.P_z * z[t];
        const double e = target.psi[t] * (z_bar - target.beta * epsilon);
        epsilon = target.rho * epsilon + e;
        e_bar = target.kappa * e_bar + (1.0 - target.kappa) * e;
        g += target.L[t] * e_bar + target.R * e;
    }
    return g;
}

constexpr Index neurons = 5 * lanes;  // more than the pass takes together, and not a multiple of it

// Rows of `neurons` values that are all the same, from the last entry to the first or the other way round
Doubles rows(const Doubles& values, double scale, bool from_the_last) {
    Doubles result;
    for (Index t = 0; t < values.size(); ++t)
        result.insert(result.end(), neurons, scale * values[from_the_last ? values.size() - 1 - t : t]);
    return result;
}

// What one arrival adds to the gradient, by entry; the pass is made for several neurons that are the same, in two pieces.
Doubles backward(const Kernels& kernels, const Target& target, bool adaptive, bool learning) {
    const auto all = [](double value) { return Doubles(neurons, value); };
    const Doubles alpha = all(target.alpha), R = all(target.P_z * target.R), beta = all(target.beta), rho = all(target.rho);
    const Doubles psi = rows(target.psi, 1.0, false), L = rows(target.L, target.P_z * (1.0 - target.kappa), true);
    Doubles Lambda = all(0.0), zeta = Lambda, mu = Lambda, G(entries * neurons);
    for (const auto& [first, count] : {std::pair<Index, Index>{0, 7}, {7, entries - 7}})
        kernels.backward[adaptive][learning](0, neurons, {target.kappa, alpha.data(), R.data(), beta.data(), rho.data()},
                                             {Lambda.data(), zeta.data(), mu.data()},
                                             {.count = count,
                                              .width = neurons,
                                              .psi = &psi[(entries - 1 - first) * neurons],
                                              .L = learning ? &L[first * neurons] : nullptr,
                                              .G = &G[first * neurons]});
    Doubles by_entry(entries);
    for (Index t = 0; t < entries; ++t) {
        const double* row = &G[(entries - 1 - t) * neurons];
        CHECK(std::all_of(row, row + neurons, [row](double x) { return x == *row; }));
        by_entry[t] = *row;
    }
    return by_entry;
}

Target random_target(Random& random, bool adaptive) {
    const Doubles c = uniform(random, 5, 0.1, 0.99);
    return {.alpha = c[0],
            .P_z = c[1],
            .R = c[2] - 0.5,
            .beta = adaptive ? 0.2 * c[3] : 0.0,
            .rho = adaptive ? c[4] : 0.0,
            .kappa = 0.9,
            .psi = uniform(random, entries, 0.0, 0.5),
            .L = uniform(random, entries, -1.0, 1.0)};
}

double dot(const Doubles& G, const Doubles& z) {
    double sum = 0.0;
    for (Index t = 0; t < entries; ++t) sum += G[t] * z[t];
    return sum;
}

}  // namespace

TEST_CASE("the backward pass over an interval gives the gradient of the forward recursion") {
    Random random = random_numbers(2);
    for (bool adaptive : {false, true})
        for (int repeat = 0; repeat < 50; ++repeat) {
            const Target target = random_target(random, adaptive);
            const Doubles z = spikes(random, entries, 0.2);
            for (const Kernels* kernels : runnable_tables()) {
                CAPTURE(std::string(kernels->target));
                CHECK(dot(backward(*kernels, target, adaptive, true), z) == doctest::Approx(forward(target, z)).epsilon(1e-12));
            }
        }
}

TEST_CASE("without adaptation the adaptive pass gives the same bytes as the other") {
    Random random = random_numbers(3);
    const Target target = random_target(random, false);
    CHECK(backward(base::table, target, true, true) == backward(base::table, target, false, true));
}

TEST_CASE("no learning signal is a learning signal of zero") {
    Random random = random_numbers(4);
    for (bool adaptive : {false, true}) {
        Target target = random_target(random, adaptive);
        target.L.assign(entries, 0.0);
        CHECK(backward(base::table, target, adaptive, false) == backward(base::table, target, adaptive, true));
    }
}

TEST_CASE("the learning signal is the sum over the readouts of feedback weight and error") {
    constexpr Index stride = lanes;
    const Doubles error{2.0, -1.0, 0.5};
    Doubles B(3 * stride);
    for (Index i = 0; i < B.size(); ++i) B[i] = static_cast<double>(i);
    for (const Kernels* kernels : runnable_tables()) {
        Doubles L(stride);
        kernels->learning_signal(stride, 3, stride, B.data(), error.data(), L.data());
        for (Index j = 0; j < stride; ++j) CHECK(L[j] == 2.0 * B[j] - B[stride + j] + 0.5 * B[2 * stride + j]);
    }
}
