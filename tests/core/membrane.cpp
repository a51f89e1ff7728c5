#include <algorithm>
#include <cmath>

#include "network.hpp"
#include "support.hpp"

using namespace eprop;

namespace {

// One vector of equal neurons, driven through the membrane pass by hand.
struct Neurons {
    const Kernels& kernels;
    Family family;
    bool adaptive = false;
    Doubles alpha = all(0.5), P_z = all(1.0), V_th = all(1.0), V_min = all(-2.0), V_reset = all(-1.0), t_ref = all(2.0);
    Doubles beta = all(0.0), rho = all(0.0), keep_decay = all(HUGE_VAL), drive = all(0.0);
    Doubles i_syn = all(0.0), v = all(0.0), z = all(0.0), a = all(0.0), r = all(0.0), kept = all(0.0), x = all(0.0);

    static Doubles all(double value) { return Doubles(lanes, value); }

    bool step(double input) {
        i_syn = all(input);
        const MembraneConstants constants{.alpha = alpha.data(),
                                          .P_z = P_z.data(),
                                          .V_th = V_th.data(),
                                          .V_min = V_min.data(),
                                          .V_reset = V_reset.data(),
                                          .t_ref = t_ref.data(),
                                          .adapt_beta = beta.data(),
                                          .rho = rho.data(),
                                          .keep_decay = keep_decay.data()};
        const MembraneState state{
            .drive = drive.data(), .i_syn = i_syn.data(), .v = v.data(), .z = z.data(), .a = a.data(), .r = r.data(), .kept = kept.data()};
        return kernels.membrane[family][adaptive](0, lanes, constants, state, x.data());
    }

    void expect(double v_, double z_, double x_) const {
        for (Index j = 0; j < lanes; ++j) {
            CHECK(v[j] == v_);
            CHECK(z[j] == z_);
            CHECK(x[j] == x_);
            CHECK(i_syn[j] == 0.0);
        }
    }
};

}  // namespace

TEST_CASE("a neuron integrates, fires, is reset by the threshold and stays refractory") {
    for (const Kernels* kernels : runnable_tables()) {
        CAPTURE(std::string(kernels->target));
        Neurons n{*kernels, interval_family};
        CHECK_FALSE(n.step(0.75));
        n.expect(0.75, 0.0, -0.25);
        CHECK(n.step(0.875));  // 0.375 + 0.875
        n.expect(1.25, 1.0, 0.25);
        CHECK_FALSE(n.step(3.0));  // 0.625 + 3 - 1: over the threshold, but refractory
        n.expect(2.625, 0.0, HUGE_VAL);
        CHECK(n.step(0.0));  // the second step after the spike: free again
        n.expect(1.3125, 1.0, 0.3125);
    }
}

TEST_CASE("a neuron at the threshold fires") {
    Neurons n{base::table, interval_family};
    CHECK(n.step(1.0));
    n.expect(1.0, 1.0, 0.0);
}

TEST_CASE("the membrane adds the driving current, scales the input and has a floor") {
    for (const Kernels* kernels : runnable_tables()) {
        CAPTURE(std::string(kernels->target));
        Neurons n{*kernels, interval_family};
        n.drive = Neurons::all(0.25);
        n.P_z = Neurons::all(0.5);
        n.step(1.0);
        n.expect(0.75, 0.0, -0.25);
        n.step(-100.0);
        n.expect(-2.0, 0.0, -3.0);
    }
}

TEST_CASE("the threshold rises with the spikes of the step before and decays") {
    for (const Kernels* kernels : runnable_tables()) {
        CAPTURE(std::string(kernels->target));
        Neurons n{*kernels, interval_family, true};
        n.t_ref = Neurons::all(0.0);
        n.beta = Neurons::all(0.5);
        n.rho = Neurons::all(0.25);
        CHECK(n.step(1.5));
        n.expect(1.5, 1.0, 0.5);
        CHECK(n.a == Neurons::all(0.0));
        CHECK_FALSE(n.step(1.5));  // 0.75 + 1.5 - 1 = 1.25 below 1 + 0.5 * 1
        n.expect(1.25, 0.0, -0.25);
        CHECK(n.a == Neurons::all(1.0));
        CHECK(n.step(0.5));  // 0.625 + 0.5 = 1.125, at 1 + 0.5 * 0.25
        n.expect(1.125, 1.0, 0.0);
        CHECK(n.a == Neurons::all(0.25));
    }
}

TEST_CASE("fired neurons are found in ascending order") {
    Doubles z(3 * lanes);
    for (Index j : {1, 8, 9, 23}) z[j] = 1.0;
    for (const Kernels* kernels : runnable_tables()) {
        std::vector<std::uint32_t> fired{42};
        kernels->find_fired(z.size(), z.data(), fired);
        CHECK(fired == std::vector<std::uint32_t>{42, 1, 8, 9, 23});
    }
}

TEST_CASE("an online neuron is reset in the step of its spike") {
    for (const Kernels* kernels : runnable_tables()) {
        CAPTURE(std::string(kernels->target));
        Neurons n{*kernels, online_family};
        CHECK(n.step(1.25));
        n.expect(0.25, 1.0, 0.25);
        CHECK_FALSE(n.step(3.0));
        n.expect(3.125, 0.0, HUGE_VAL);
    }
}

TEST_CASE("a delta neuron stands still while refractory and keeps the input of that time") {
    for (const Kernels* kernels : runnable_tables()) {
        CAPTURE(std::string(kernels->target));
        Neurons n{*kernels, delta_family};
        n.keep_decay = Neurons::all(0.0);
        CHECK(n.step(1.25));
        n.expect(-1.0, 1.0, 0.25);
        CHECK_FALSE(n.step(0.5));
        n.expect(-1.0, 0.0, HUGE_VAL);
        CHECK_FALSE(n.step(0.25));  // the last refractory step has a surrogate gradient again
        n.expect(-1.0, 0.0, -2.0);
        CHECK_FALSE(n.step(0.125));  // -0.5 + 0.125 and the 0.75 that were kept
        n.expect(0.375, 0.0, -0.625);
        CHECK(n.kept == Neurons::all(0.0));
    }
}

TEST_CASE("the padding of a block stays silent") {
    for (Index block : {recurrent, online_recurrent, delta_recurrent}) {
        CAPTURE(block);
        Network net;
        State state;
        add_nodes(net, state, block, 3, {{"V_th", -71.0}, {"V_reset", -70.0}});  // above the threshold at rest
        net.prepare(state);
        const Recurrent& neurons = net.recurrent_of(block);
        std::vector<std::uint32_t> fired;
        for (int t = 0; t < 100; ++t) neurons.update(state, net.settings, fired);
        CHECK(fired.size() > 3);
        CHECK(*std::ranges::max_element(fired) == 2);
        const Doubles& v = neurons.of(state).v;
        CHECK(std::all_of(v.begin() + 3, v.end(), [](double x) { return x == 0.0; }));
    }
}
