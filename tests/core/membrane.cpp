#include <algorithm>
#include <cmath>

#include "network.hpp"
#include "projections/transmit.hpp"
#include "support.hpp"

using namespace eprop;

namespace {

ThreadPool alone;

// One vector of equal neurons, driven through the membrane pass by hand.
struct Neurons {
    const Kernels& kernels;
    Family family;
    bool adaptive = false;
    Doubles alpha = all(0.5), P_z = all(1.0), V_th = all(1.0), V_min = all(-2.0), V_reset = all(-1.0), t_ref = all(2.0);
    Doubles beta = all(0.0), rho = all(0.0), keep_decay = all(HUGE_VAL), drive = all(0.0);
    Doubles i_syn = all(0.0), row = all(0.0), v = all(0.0), z = all(0.0), a = all(0.0), ready_at = all(0.0), kept = all(0.0), x = all(0.0);
    Doubles forced = all(0.0);
    Doubles heights = all(0.5), inv_widths = all(0.25);
    double now = 0.0;
    bool forcing = false;

    static Doubles all(double value) { return Doubles(lanes, value); }

    // Half of the input comes with a row of weights. Equal neurons take the pass for them too, which has to give the same.
    bool step(double input) {
        if (forcing) return step(input, membrane_forcing);
        Neurons twin = *this;
        const bool fired = twin.step(input, membrane_each);
        if (family != delta_family) {
            Neurons linear = *this;
            CHECK(linear.step(input, membrane_linear) == fired);
            Doubles psi = twin.x;
            kernels.surrogate[0](lanes, linear.heights.data(), linear.inv_widths.data(), psi.data());
            CHECK(linear.x == psi);
        }
        CHECK(step(input, membrane_same) == fired);
        for (Doubles Neurons::* column : {&Neurons::v, &Neurons::z, &Neurons::a, &Neurons::ready_at, &Neurons::x})
            CHECK(this->*column == twin.*column);
        return fired;
    }

    bool step(double input, Index variant) {
        i_syn = row = all(0.5 * input);
        const double* const rows[] = {row.data()};
        const MembraneConstants constants{.alpha = alpha.data(),
                                          .P_z = P_z.data(),
                                          .V_th = V_th.data(),
                                          .V_min = V_min.data(),
                                          .V_reset = V_reset.data(),
                                          .adapt_beta = beta.data(),
                                          .rho = rho.data(),
                                          .keep_decay = keep_decay.data(),
                                          .height = heights.data(),
                                          .inv_width = inv_widths.data()};
        const bool takes_rows = family != delta_family;
        if (!takes_rows) i_syn = all(input);
        Doubles threshold = V_th, push = drive;
        for (Index j = 0; j < lanes; ++j) {
            if (ready_at[j] > now) threshold[j] = HUGE_VAL;
            if (family == interval_family) push[j] -= V_th[j] * z[j];
        }
        const MembraneState state{.input = {i_syn.data(), rows, takes_rows},
                                  .push = push.data(),
                                  .threshold = threshold.data(),
                                  .forced = forced.data(),
                                  .z = z.data(),
                                  .v = v.data(),
                                  .a = a.data(),
                                  .ready_at = ready_at.data(),
                                  .kept = kept.data(),
                                  .now = now};
        std::uint8_t fired = 0;
        (family == delta_family ? kernels.delta : kernels.leaky)[adaptive][variant](0, lanes, constants, state, x.data(), &fired);
        CHECK((fired == 0 || fired == 0xff));
        z = all(fired != 0);
        for (Index j = 0; family == online_family && j < lanes; ++j) v[j] -= V_th[j] * z[j];
        if (fired != 0) ready_at = all(now + t_ref[0] + (family == delta_family));
        now += 1.0;
        return fired != 0;
    }

    void expect(double v_, double z_, double x_) const {
        for (Index j = 0; j < lanes; ++j) {
            CHECK(v[j] == v_);
            CHECK(z[j] == z_);
            CHECK(x[j] == x_);
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
        n.expect(2.625, 0.0, -HUGE_VAL);
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
    for (Index block : {recurrent, online_recurrent, delta_recurrent}) {
        Network net;
        State state;
        add_nodes(net, state, block, 3 * lanes, {});
        net.prepare(state);
        RecurrentState& s = net.recurrent_of(block).of(state);
        for (Index j : {1, 8, 9, 23}) s.i_syn[j] = 1e6;
        CHECK(net.recurrent_of(block).update(state, net.settings, alone) == std::vector<std::uint32_t>{1, 8, 9, 23});
        CHECK(net.recurrent_of(block).update(state, net.settings, alone).empty());
    }
}

TEST_CASE("rows of weights and single weights are added up in the order in which they arrive") {
    Network net;
    State state;
    const auto sources = add_nodes(net, state, recurrent, 5);
    const auto connect = [&](NodeId source, Index width, double weight) {
        Projection p{.model = synapse_model(net, "static_synapse"), .target = recurrent, .route = Route::fixed_recurrent};
        p.sources = {source}, p.dense = true, p.width = width, p.stride = lanes;
        p.weight.assign(lanes, 0.0);
        std::fill_n(p.weight.begin(), width, weight);
        net.projections.push_back(p);
    };
    connect(sources[0], 5, 1e100);
    connect(sources[1], 5, 100.0);
    connect(sources[2], 1, -1e100);
    net.projections[2].stride = 1;  // does not span the block
    net.prepare(state);
    for (Index i : {0, 1, 2}) transmit(net, state, net.projections[i], 0, 0);
    CHECK(net.recurrent.update(state, net.settings, alone) == std::vector<std::uint32_t>{1, 2, 3, 4});  // 1e100 + 100 - 1e100 is 0
}

TEST_CASE("an online neuron is reset in the step of its spike") {
    for (const Kernels* kernels : runnable_tables()) {
        CAPTURE(std::string(kernels->target));
        Neurons n{*kernels, online_family};
        CHECK(n.step(1.25));
        n.expect(0.25, 1.0, 0.25);
        CHECK_FALSE(n.step(3.0));
        n.expect(3.125, 0.0, -HUGE_VAL);
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

TEST_CASE("a forced spike comes at any potential, refractory or not, and no other comes") {
    for (const Kernels* kernels : runnable_tables()) {
        CAPTURE(std::string(kernels->target));
        Neurons n{*kernels, online_family};
        n.forcing = true;
        n.forced = Neurons::all(-1.0);
        CHECK_FALSE(n.step(1.25));  // over the threshold
        n.expect(1.25, 0.0, 0.25);
        n.forced = Neurons::all(1.0);
        CHECK(n.step(-0.125));  // below it
        n.expect(-0.5, 1.0, -0.5);
        CHECK(n.step(0.0));  // refractory
        n.expect(-1.25, 1.0, -HUGE_VAL);
        CHECK(n.ready_at == Neurons::all(4.0));
        n.forced = n.ready_at = Neurons::all(0.0);
        CHECK(n.step(2.0));  // no longer forced: fires by itself
        n.expect(0.375, 1.0, 0.375);
    }
}

TEST_CASE("forced spikes come after the offset, then once an interval; the count stands still while they are off") {
    ForcedSpikes spikes;
    spikes.set_interval(5, 0);
    spikes.set_offset(3, 0);
    spikes.turn(true, 0);
    const auto times = [&](Step from, Step to) {
        std::vector<Step> found;
        Step next = -1;
        for (Step t = from; t < to; ++t)
            if (spikes.on() && spikes.due(t, next)) found.push_back(t);
        return found;
    };
    using Steps = std::vector<Step>;
    CHECK(times(0, 20) == Steps{2, 7, 12, 17});
    spikes.turn(false, 20);
    CHECK(times(20, 30) == Steps{});
    spikes.turn(true, 30);
    CHECK(times(30, 40) == Steps{32, 37});
    spikes.set_interval(2, 33);
    CHECK(times(33, 42) == Steps{37, 39, 41});
    spikes.set_offset(4, 42);
    CHECK(times(42, 50) == Steps{45, 47, 49});
}

TEST_CASE("a potential set above the threshold makes a refractory delta neuron fire") {
    Neurons n{base::table, delta_family};
    CHECK(n.step(1.25));
    n.v = Neurons::all(1.5);
    CHECK(n.step(0.0));
    n.expect(-1.0, 1.0, HUGE_VAL);
}

TEST_CASE("the padding of a block stays silent") {
    for (Index block : {recurrent, online_recurrent, delta_recurrent}) {
        CAPTURE(block);
        Network net;
        State state;
        add_nodes(net, state, block, 3, {{"V_th", -71.0}, {"V_reset", -70.0}});  // above the threshold at rest
        net.prepare(state);
        const Recurrent& neurons = net.recurrent_of(block);
        Index spikes = 0;
        for (int t = 0; t < 100; ++t, ++state.clock) {
            const auto& fired = neurons.update(state, net.settings, alone);
            spikes += fired.size();
            CHECK(std::ranges::all_of(fired, [](std::uint32_t j) { return j < 3; }));
        }
        CHECK(spikes > 3);
        const Doubles& v = neurons.of(state).v;
        CHECK(std::all_of(v.begin() + 3, v.end(), [](double x) { return x == 0.0; }));
    }
}
