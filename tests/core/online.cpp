// The pass over history of the online models against the recursion that it implements (spec 3), one synapse at a time.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "support.hpp"

using namespace eprop;

namespace {

constexpr std::uint32_t n = 3 * lanes;
constexpr Index entries = 20, start = 7, n_out = 2, width = n + lanes;  // a row can be read a vector beyond its end
constexpr double sizes[entries + 2] = {0.1, 0.2, 0.3, 0.2, 0.1, 0.2, 0.3};
constexpr double Wmin = -0.5, Wmax = 0.5, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-7;
constexpr OnlineEntries spike{.count = entries, .spike = 5, .pending = true};

struct Case {
    OnlineKind kind;
    bool readout, adaptive, regularized, sparse;

    bool adam() const { return kind == online_adam || kind == online_adam_steps; }
    double batch() const { return kind == online_adam_steps ? 1.0 : 2.0; }
    std::array<std::uint32_t, entries> due() const {
        std::array<std::uint32_t, entries> due{0, 1, 0, 0, 2};
        if (kind == online_adam_steps) due.fill(1), due[0] = 3;
        if (kind == online_sum) due.fill(0);
        return due;
    }
};

// Constants and history of the targets, and the columns of one row
struct Scene {
    Random random = random_numbers(1);
    std::array<Doubles, 5> c;  // alpha, kappa, kappa_reg, rho, beta
    Doubles feedback = uniform(random, n_out* n + lanes, -1.0, 1.0);
    Doubles psi = uniform(random, entries* width, 0.0, 0.5), F = uniform(random, entries* width, -0.1, 0.1);
    Doubles error = uniform(random, entries* width, -1.0, 1.0);
    std::array<Doubles, OnlineColumns::count> s;  // weight, gradient, z_bar, e_bar, e_bar_reg, epsilon, m, v
    std::vector<std::uint32_t> column;

    explicit Scene(bool sparse) : column(sparse ? n - 3 : 0) {
        for (Doubles& constant : c) constant = uniform(random, width, 0.1, 0.9);
        for (Doubles& values : s) values = uniform(random, n, 0.0, 0.5);
        for (std::uint32_t i = 0; i < column.size(); ++i) column[i] = (7 * i + 3) % n;
    }
    Index synapses() const { return column.empty() ? n : column.size(); }

    void pass(const Kernels& kernels, const Case& k) {
        const auto ring = [](const Doubles& rows) { return HistoryRing{rows.data(), width, entries, start}; };
        const OnlineTargets targets{c[0].data(), c[1].data(), c[2].data(), c[3].data(), c[4].data(), feedback.data(),
                                    n_out,       n,           ring(psi),   ring(F),     ring(error)};
        const auto due = k.due();
        const OnlineOptimizer optimizer{due.data(), sizes, k.batch(), Wmin, Wmax, beta_1, beta_2, epsilon};
        OnlineColumns row{};
        for (Index i = 0; i < s.size(); ++i) row.column(i) = s[i].data();
        const auto& by_kind = k.readout ? kernels.online_readout : kernels.online_recurrent[k.adaptive][k.regularized];
        by_kind[k.kind](synapses(), targets, spike, optimizer, row, k.sparse ? column.data() : nullptr, 0);
    }

    // The same for synapse i, one entry after the other
    std::array<double, OnlineColumns::count> loop(const Case& k, Index i) const {
        const Index j = k.sparse ? column[i] : i;
        auto [w, G, z_bar, e_bar, e_bar_reg, eps, m, v] =
            std::array{s[0][i], s[1][i], s[2][i], s[3][i], s[4][i], s[5][i], s[6][i], s[7][i]};
        const double* size = sizes;
        const auto due = k.due();
        for (Index entry = 0; entry < entries; ++entry) {
            const Index row = (start + entry) % entries * width;
            z_bar = c[0][j] * z_bar + (entry == spike.spike || (entry == 0 && spike.pending));
            if (k.readout) {
                G += error[row + j] * z_bar;
            } else {
                const double e = psi[row + j] * (k.adaptive ? z_bar - c[4][j] * eps : z_bar);
                if (k.adaptive) eps = c[3][j] * eps + e;
                e_bar = c[1][j] * e_bar + e;
                G += (feedback[j] * error[row] + feedback[n + j] * error[row + 1]) * e_bar;
                if (k.regularized) G += F[row + j] * (e_bar_reg = c[2][j] * e_bar_reg + (1.0 - c[2][j]) * e);
            }
            if (due[entry] == 0) continue;
            G /= k.batch();
            for (std::uint32_t d = 0; d < due[entry]; ++d, G = 0.0) {
                m = k.adam() ? beta_1 * m + (1.0 - beta_1) * G : m;
                v = k.adam() ? beta_2 * v + (1.0 - beta_2) * G * G : v;
                w -= *size++ * (k.adam() ? m / (std::sqrt(v) + epsilon) : G);
            }
            w = std::clamp(w, Wmin, Wmax);
        }
        return {w, G, z_bar, e_bar, e_bar_reg, eps, m, v};
    }
};

std::vector<Case> cases() {
    std::vector<Case> all;
    for (OnlineKind kind : {online_sum, online_descent, online_adam, online_adam_steps})
        for (bool sparse : {false, true}) {
            for (bool adaptive : {false, true})
                for (bool regularized : {false, true}) all.push_back({kind, false, adaptive, regularized, sparse});
            all.push_back({kind, true, false, false, sparse});
        }
    return all;
}

}  // namespace

TEST_CASE("the pass over history follows the recursion, on every target with the same bytes") {
    for (const Case& k : cases()) {
        CAPTURE(k.kind);
        CAPTURE(k.readout);
        CAPTURE(k.sparse);
        const Scene before(k.sparse);
        Scene reference = before;
        reference.pass(base::table, k);
        for (Index i = 0; i < before.synapses(); ++i) {
            const auto expected = before.loop(k, i);
            for (Index column = 0; column < expected.size(); ++column)
                CHECK(reference.s[column][i] == doctest::Approx(expected[column]).epsilon(1e-12));
        }
        for (const Kernels* kernels : runnable_tables()) {
            Scene scene = before;
            scene.pass(*kernels, k);
            for (Index i = 0; i < scene.s.size(); ++i)
                CHECK(std::memcmp(scene.s[i].data(), reference.s[i].data(), n * sizeof(double)) == 0);
        }
    }
}
