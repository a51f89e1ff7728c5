// The gradient by spikes (spec 7) against the recursion that it replaces (spec 2.3), written as one obvious loop.
#include <cmath>

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

// What one arrival adds to the gradient, by entry
Doubles backward(const Kernels& kernels, const Target& target, bool adaptive, bool learning) {
    double Lambda = 0.0, zeta = 0.0, mu = 0.0;
    const BackwardConstants constants{target.kappa, &target.alpha, &target.P_z, &target.R, &target.beta, &target.rho};
    Doubles G(entries);
    for (Index t = entries; t-- > 0;)
        kernels.backward[adaptive][learning](1, constants, {&Lambda, &zeta, &mu}, &target.psi[t], learning ? &target.L[t] : nullptr, &G[t]);
    return G;
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
