#include "learning/optimizer.hpp"

#include <cmath>

#include "network.hpp"
#include "support.hpp"

using namespace eprop;

namespace {

SynapseModel eprop_model(Index optimizer, double batch_size = 1.0, double eta = 0.1) {
    const Network net;
    SynapseModel model = net.synapses[synapse_model(net, "eprop_synapse_bsshslm_2020")];
    model.common[common_optimizer] = static_cast<double>(optimizer);
    model.common[common_batch_size] = batch_size;
    model.common[common_eta] = model.first_eta = eta;
    return model;
}

constexpr Index gradient_descent = 0, adam = 1;  // positions in optimizer_names

// Two dense rows of three synapses; the gradient of the first is 1, 2, -4.
Projection two_rows(const SynapseModel& model) {
    Projection p;
    p.route = Route::eprop_recurrent;
    p.sources = {1, 2};
    p.dense = true;
    p.width = 3;
    p.stride = lanes;
    p.weight.assign(2 * lanes, 1.0);
    p.gradient.assign(2 * lanes, 0.0);
    p.row_state.resize(2);
    if (model.adapts_moments()) p.m.assign(2 * lanes, 0.0), p.v.assign(2 * lanes, 0.0);
    p.gradient[0] = 1.0, p.gradient[1] = 2.0, p.gradient[2] = -4.0;
    return p;
}

// Adam with the defaults of beta_1, beta_2 and epsilon, for one synapse: `steps` steps, of which only the first sees a gradient.
double adam_weight(double w, double g, double eta, int steps) {
    double m = 0.0, v = 0.0;
    for (int o = 1; o <= steps; ++o, g = 0.0) {
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        w -= eta * std::sqrt(1.0 - std::pow(0.999, o)) / (1.0 - std::pow(0.9, o)) * m / (std::sqrt(v) + 1e-7);
    }
    return w;
}

void check_row(const Projection& p, double first, double second, double third) {
    CHECK(p.weight[0] == doctest::Approx(first).epsilon(1e-14));
    CHECK(p.weight[1] == doctest::Approx(second).epsilon(1e-14));
    CHECK(p.weight[2] == doctest::Approx(third).epsilon(1e-14));
}

}  // namespace

TEST_CASE("gradient descent follows the gradient once and leaves other rows alone") {
    const SynapseModel model = eprop_model(gradient_descent);
    Projection p = two_rows(model);
    optimize_row(p, 0, model, 1);
    check_row(p, 0.9, 0.8, 1.4);
    CHECK(p.gradient == Doubles(2 * lanes, 0.0));
    CHECK(p.weight[lanes] == 1.0);
    optimize_row(p, 0, model, 1);
    check_row(p, 0.9, 0.8, 1.4);
}

TEST_CASE("gradients are summed until their batch is complete, then averaged over it") {
    const SynapseModel model = eprop_model(gradient_descent, 2.0);
    Projection p = two_rows(model);
    optimize_row(p, 0, model, 1);
    check_row(p, 1.0, 1.0, 1.0);
    p.gradient[0] += 3.0;
    optimize_row(p, 0, model, 2);
    check_row(p, 0.8, 0.9, 1.2);
}

TEST_CASE("the learning rate in force is that of the optimization before") {
    SynapseModel model = eprop_model(gradient_descent);
    Projection p = two_rows(model);
    model.common[common_eta] = 0.5;
    optimize_row(p, 0, model, 1);
    check_row(p, 0.9, 0.8, 1.4);
    p.gradient[0] = 1.0;
    optimize_row(p, 0, model, 2);
    check_row(p, 0.4, 0.8, 1.4);
}

TEST_CASE("adam takes one step") {
    const SynapseModel model = eprop_model(adam);
    Projection p = two_rows(model);
    optimize_row(p, 0, model, 1);
    check_row(p, adam_weight(1.0, 1.0, 0.1, 1), adam_weight(1.0, 2.0, 0.1, 1), adam_weight(1.0, -4.0, 0.1, 1));
    CHECK(p.m[0] == doctest::Approx(0.1));
    CHECK(p.v[2] == doctest::Approx(0.016));
}

TEST_CASE("adam takes the steps of silent intervals later, without a gradient") {
    const SynapseModel model = eprop_model(adam);
    Projection p = two_rows(model);
    optimize_row(p, 0, model, 4);
    check_row(p, adam_weight(1.0, 1.0, 0.1, 4), adam_weight(1.0, 2.0, 0.1, 4), adam_weight(1.0, -4.0, 0.1, 4));
    CHECK(p.row_state[0].optimizer_step == 5);
    CHECK(p.row_state[1].optimizer_step == 1);
}

TEST_CASE("weights stay between their bounds") {
    SynapseModel model = eprop_model(gradient_descent);
    model.common[common_Wmin] = 0.85;
    model.common[common_Wmax] = 1.25;
    Projection p = two_rows(model);
    optimize_row(p, 0, model, 1);
    check_row(p, 0.9, 0.85, 1.25);
}

TEST_CASE("a left-out autapse keeps the weight zero") {
    SynapseModel model = eprop_model(gradient_descent);
    model.common[common_Wmin] = 0.5;
    Projection p = two_rows(model);
    p.hole = {1, Projection::no_hole};
    p.weight[1] = 0.0;
    optimize_row(p, 0, model, 1);
    check_row(p, 0.9, 0.0, 1.4);
}
