// Every CPU target gives the same bytes: the hot loops on the same random input.
#include <algorithm>
#include <cstring>
#include <functional>

#include "support.hpp"

using namespace eprop;

namespace {

constexpr std::uint32_t n = 5 * lanes;

using Results = std::vector<Doubles>;

// Runs a loop on every target, always with the same random numbers, and compares with base.
void check_equal(const std::function<Results(const Kernels&, Random&)>& run) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Random reference = random_numbers(seed);
        const Results expected = run(base::table, reference);
        for (const Kernels* kernels : runnable_tables()) {
            CAPTURE(std::string(kernels->target));
            Random random = random_numbers(seed);
            const Results found = run(*kernels, random);
            REQUIRE(found.size() == expected.size());
            for (Index i = 0; i < found.size(); ++i)
                CHECK(std::memcmp(found[i].data(), expected[i].data(), expected[i].size() * sizeof(double)) == 0);
        }
    }
}

// Every position once, in disorder
std::vector<std::uint32_t> permutation() {
    std::vector<std::uint32_t> column(n);
    for (std::uint32_t i = 0; i < n; ++i) column[i] = (7 * i + 3) % n;
    return column;
}

std::vector<Doubles> constants(Random& random, Index count, double low, double high) {
    std::vector<Doubles> columns;
    for (Index i = 0; i < count; ++i) columns.push_back(uniform(random, n, low, high));
    return columns;
}

// Neurons for some steps, with all surrogate gradients of each step
Results fire(const Kernels& kernels, Random& random, bool delta, bool adaptive, Index variant) {
    auto c = constants(random, 9, 0.1, 1.0);
    if (variant == membrane_same || variant == membrane_linear)
        for (Doubles& column : c) std::ranges::fill(column, column[0]);
    const Doubles V_min(n, -1.0), drive = uniform(random, n, -0.1, 0.2);
    Doubles threshold = c[2], i_syn(n), v(n), z(n), a(n), ready_at(n), kept(n), x(n), forced(n);
    const MembraneConstants membrane{.alpha = c[0].data(),
                                     .P_z = c[1].data(),
                                     .V_th = c[2].data(),
                                     .V_min = V_min.data(),
                                     .V_reset = c[3].data(),
                                     .adapt_beta = c[4].data(),
                                     .rho = c[5].data(),
                                     .keep_decay = c[6].data(),
                                     .height = c[7].data(),
                                     .inv_width = c[8].data()};
    Results out;
    for (int t = 0; t < 30; ++t) {
        i_syn = uniform(random, n, -0.5, 1.0);
        for (double& f : forced) f = static_cast<double>(random.below(3)) - 1.0;
        const Doubles weights = uniform(random, n, -0.1, 0.1);
        const double* const rows[] = {weights.data(), weights.data()};
        Doubles fired(n / lanes);
        const MembraneState neurons{.input = {i_syn.data(), rows, static_cast<Index>(t % 3)},
                                    .push = drive.data(),
                                    .threshold = threshold.data(),
                                    .forced = forced.data(),
                                    .z = z.data(),
                                    .v = v.data(),
                                    .a = a.data(),
                                    .ready_at = ready_at.data(),
                                    .kept = kept.data(),
                                    .now = static_cast<double>(t)};
        (delta ? kernels.delta : kernels.leaky)[adaptive][variant](0, n, membrane, neurons, x.data(),
                                                                   reinterpret_cast<std::uint8_t*>(fired.data()));
        out.push_back(fired);
        for (auto* surrogate : kernels.surrogate) {
            out.push_back(x);
            surrogate(n, c[7].data(), c[8].data(), out.back().data());
        }
        out.insert(out.end(), {v, z, a, kept, x});
        const auto* bits = reinterpret_cast<const std::uint8_t*>(fired.data());
        for (Index j = 0; j < n; ++j) {
            z[j] = (bits[j / lanes] >> (j % lanes)) & 1;
            if (z[j] > 0.0) ready_at[j] = t + 2.0;
            threshold[j] = ready_at[j] > t + 1.0 ? HUGE_VAL : c[2][j];
        }
    }
    return out;
}

// Some entries of the backward pass with their learning signals
Results go_back(const Kernels& kernels, Random& random, bool adaptive, bool learning) {
    constexpr Index entries = 4;
    const auto c = constants(random, 4, -0.9, 0.9);
    const Doubles B = uniform(random, 3 * n, -1.0, 1.0);
    Doubles Lambda(n), zeta(n), mu(n), L(entries * n), G(entries * n);
    Results out;
    for (int t = 0; t < 10; ++t) {
        const Doubles error = uniform(random, 3 * entries, -1.0, 1.0), psi = uniform(random, entries * n, 0.0, 0.5);
        for (Index k = 0; k < entries; ++k) kernels.learning_signal(n, 3, n, B.data(), &error[3 * k], &L[k * n]);
        kernels.backward[adaptive][learning](0, n, {0.9, c[0].data(), c[1].data(), c[2].data(), c[3].data()},
                                             {Lambda.data(), zeta.data(), mu.data()},
                                             {.count = entries, .width = n, .psi = &psi[(entries - 1) * n], .L = L.data(), .G = G.data()});
        out.insert(out.end(), {L, G, Lambda, zeta, mu});
    }
    return out;
}

}  // namespace

TEST_CASE("membrane passes and surrogate gradients of all targets are equal") {
    for (bool delta : {false, true})
        for (bool adaptive : {false, true})
            for (Index variant = 0; variant < membrane_variants; ++variant)
                if (!delta || variant != membrane_linear)
                    check_equal([&](const Kernels& kernels, Random& random) { return fire(kernels, random, delta, adaptive, variant); });
}

TEST_CASE("passes of neurons with synaptic currents are equal on all targets") {
    for (bool alpha : {false, true})
        check_equal([&](const Kernels& kernels, Random& random) -> Results {
            const auto c = constants(random, 12, 0.1, 0.9);
            const Doubles V_min(n, -1.0), t_ref(n, 2.0), V_reset(n, 0.0);
            const IafConstants membrane{.keep_v = c[0].data(),
                                        .keep_ex = c[1].data(),
                                        .keep_in = c[2].data(),
                                        .P_ex = c[3].data(),
                                        .P_in = c[4].data(),
                                        .P_rise_ex = c[5].data(),
                                        .P_rise_in = c[6].data(),
                                        .spread_ex = c[7].data(),
                                        .spread_in = c[8].data(),
                                        .per_weight_ex = c[9].data(),
                                        .per_weight_in = c[10].data(),
                                        .V_min = V_min.data(),
                                        .V_reset = V_reset.data(),
                                        .t_ref = t_ref.data()};
            const Doubles drive = uniform(random, n, -0.1, 0.2);
            Doubles v(n), z(n), r(n), I_ex(n), I_in(n), rise_ex(n), rise_in(n), ex(n), in(n), fired(n / lanes);
            Results out;
            for (int t = 0; t < 30; ++t) {
                const Doubles weights = uniform(random, n, -0.5, 1.0);
                const auto column = permutation();
                kernels.add_by_sign(n, weights.data(), ex.data(), in.data());
                kernels.scatter_add_by_sign(n, column.data(), weights.data(), ex.data(), in.data());
                const IafMembrane state{.threshold = c[11].data(),
                                        .drive = drive.data(),
                                        .arrived_ex = ex.data(),
                                        .arrived_in = in.data(),
                                        .I_ex = I_ex.data(),
                                        .I_in = I_in.data(),
                                        .rise_ex = rise_ex.data(),
                                        .rise_in = rise_in.data(),
                                        .v = v.data(),
                                        .z = z.data(),
                                        .r = r.data()};
                kernels.iaf[alpha](n, membrane, state, reinterpret_cast<std::uint8_t*>(fired.data()));
                out.insert(out.end(), {v, z, r, I_ex, I_in, rise_ex, rise_in, ex, in, fired});
            }
            return out;
        });
}

TEST_CASE("backward passes and learning signals of all targets are equal") {
    for (bool adaptive : {false, true})
        for (bool learning : {false, true})
            check_equal([&](const Kernels& kernels, Random& random) { return go_back(kernels, random, adaptive, learning); });
}

TEST_CASE("readouts of all targets are equal") {
    check_equal([](const Kernels& kernels, Random& random) -> Results {
        constexpr Index entries = 4;
        const auto c = constants(random, 3, 0.1, 1.0);
        const Doubles V_min(n, -0.5), error = uniform(random, entries * n, -1.0, 1.0);
        Doubles i_syn = uniform(random, n, -1.0, 1.0), v = uniform(random, n, -1.0, 1.0), Lambda(n), G(entries * n);
        kernels.integrate(n, {c[0].data(), c[1].data(), c[2].data(), V_min.data()}, {.i_syn = i_syn.data()}, v.data());
        kernels.backward_readout(n, c[0].data(), c[1].data(), Lambda.data(),
                                 {.count = entries, .width = n, .psi = nullptr, .L = &error[(entries - 1) * n], .G = G.data()});
        return {i_syn, v, Lambda, G};
    });
}

TEST_CASE("rows of all targets are equal") {
    check_equal([](const Kernels& kernels, Random& random) -> Results {
        const Doubles x = uniform(random, n, -1.0, 1.0);
        Doubles dense = uniform(random, n, -1.0, 1.0), scattered = dense, gathered = dense, decayed = dense;
        const auto column = permutation();
        kernels.add(n, x.data(), dense.data());
        kernels.scatter_add(n, column.data(), x.data(), scattered.data());
        kernels.gather_add(n, column.data(), x.data(), gathered.data());
        kernels.decay(n, 3.0, x.data(), nullptr, 0, decayed.data());
        kernels.decay(n, 2.0, x.data(), column.data(), 0, decayed.data());
        return {dense, scattered, gathered, decayed};
    });
}

TEST_CASE("optimizers of all targets are equal") {
    check_equal([](const Kernels& kernels, Random& random) -> Results {
        Doubles w = uniform(random, n, -1.0, 1.0), descended = w, m = uniform(random, n, -0.1, 0.1), v = uniform(random, n, 0.0, 0.1);
        const Doubles g = uniform(random, n, -1.0, 1.0);
        kernels.adam(n, {0.9, 0.999, 1e-7, 0.01}, 3.0, w.data(), m.data(), v.data(), g.data());
        kernels.gradient_descent(n, 0.3, 3.0, descended.data(), g.data());
        kernels.clamp(n, -0.5, 0.25, descended.data());
        return {w, m, v, descended};
    });
}

TEST_CASE("words of the Mersenne twister of all targets are equal") {
    check_equal([](const Kernels& kernels, Random& random) -> Results {
        std::vector<std::uint32_t> key(twister_words), tempered(twister_words);
        for (std::uint32_t& word : key) word = static_cast<std::uint32_t>(random.bits());
        kernels.twist(key.data());
        kernels.temper(key.data(), tempered.data());
        std::vector<std::uint16_t> listed(twister_words / 2);
        listed.resize(kernels.list_below(tempered.data(), twister_words / 2 - 1, 1 << 24, listed.data()));
        return {Doubles(tempered.begin(), tempered.end()), Doubles(listed.begin(), listed.end())};
    });
}
