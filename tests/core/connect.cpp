#include "projections/connect.hpp"

#include <numeric>

#include "base/error.hpp"
#include "network.hpp"
#include "support.hpp"

using namespace eprop;

namespace {

const std::string one_to_one = "one_to_one", all_to_all = "all_to_all";

struct Fixture {
    Network net;
    State state;
    std::vector<NodeId> inputs = add_nodes(net, state, parrots, 2);
    std::vector<NodeId> neurons = add_nodes(net, state, recurrent, 3);
    std::vector<NodeId> more_inputs = add_nodes(net, state, parrots, 1);
    Doubles weights;

    ConnectRequest request(std::span<const NodeId> sources, std::span<const NodeId> targets, const std::string& rule) {
        ConnectRequest r{
            .sources = sources, .targets = targets, .rule = {.name = rule}, .model = synapse_model(net, "eprop_synapse_bsshslm_2020")};
        r.values[field_delay] = {.scalar = net.settings.resolution, .given = true};
        weights.resize(rule == one_to_one ? sources.size() : sources.size() * targets.size());
        std::iota(weights.begin(), weights.end(), 1.0);
        r.values[field_weight] = {.each = weights, .given = true};
        return r;
    }
    std::string refusal(const ConnectRequest& r) const {
        try {
            make_projections(net, r);
        } catch (const BadInput& e) {
            return e.kind;
        }
        return "none";
    }
};

std::vector<double> row_of(const Projection& p, Index row) {
    const auto first = p.weight.begin() + static_cast<std::ptrdiff_t>(p.begin(row));
    return {first, first + static_cast<std::ptrdiff_t>(p.length(row))};
}

using Row = std::vector<double>;

}  // namespace

TEST_CASE_FIXTURE(Fixture, "all_to_all makes dense rows, a column of the (targets, sources) matrix each") {
    const auto made = make_projections(net, request(inputs, neurons, all_to_all));
    REQUIRE(made.size() == 1);
    const Projection& p = made[0];
    CHECK(p.dense);
    CHECK(p.route == Route::eprop_recurrent);
    CHECK(p.sources == inputs);
    CHECK(p.connections() == 6);
    CHECK(p.stride == lanes);
    CHECK(row_of(p, 0) == Row{1.0, 3.0, 5.0});
    CHECK(row_of(p, 1) == Row{2.0, 4.0, 6.0});
    CHECK(p.target_of(1, 2) == 2);
    for (Index padding = 3; padding < lanes; ++padding) CHECK(p.weight[padding] == 0.0);
    CHECK(p.gradient == Doubles(2 * lanes, 0.0));
    CHECK(p.row_state.size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "a left-out autapse is a hole of weight zero in its row") {
    ConnectRequest r = request(neurons, neurons, all_to_all);
    r.rule.autapses = false;
    const auto made = make_projections(net, r);
    REQUIRE(made.size() == 1);
    const Projection& p = made[0];
    CHECK(p.dense);
    CHECK(p.connections() == 6);
    for (Index row = 0; row < 3; ++row) CHECK(p.hole_of(row) == row);
    CHECK(row_of(p, 0) == Row{0.0, 4.0, 7.0});
    CHECK(row_of(p, 2) == Row{3.0, 6.0, 0.0});
}

TEST_CASE_FIXTURE(Fixture, "targets that are no neighbours make sparse rows") {
    const std::vector<NodeId> apart{neurons[2], neurons[0]};
    const auto made = make_projections(net, request(inputs, apart, all_to_all));
    REQUIRE(made.size() == 1);
    const Projection& p = made[0];
    CHECK_FALSE(p.dense);
    CHECK(p.row_start == std::vector<Index>{0, 2, 4});
    CHECK(p.column == std::vector<std::uint32_t>{2, 0, 2, 0});
    CHECK(row_of(p, 0) == Row{1.0, 3.0});
    CHECK(row_of(p, 1) == Row{2.0, 4.0});
}

TEST_CASE_FIXTURE(Fixture, "one_to_one gathers the synapses of a source in one row, in the order given") {
    const std::vector<NodeId> sources{inputs[1], inputs[0], inputs[1]};
    const auto made = make_projections(net, request(sources, neurons, one_to_one));
    REQUIRE(made.size() == 1);
    const Projection& p = made[0];
    CHECK(p.sources == inputs);
    CHECK(p.column == std::vector<std::uint32_t>{1, 0, 2});
    CHECK(row_of(p, 0) == Row{2.0});
    CHECK(row_of(p, 1) == Row{1.0, 3.0});
}

TEST_CASE_FIXTURE(Fixture, "connections of different delays stand in different projections") {
    ConnectRequest r = request(inputs, std::span(neurons).first(2), all_to_all);
    r.model = synapse_model(net, "static_synapse");
    const double dt = net.settings.resolution;
    const Doubles delays{dt, dt, 5 * dt, dt};
    r.values[field_delay] = {.each = delays, .given = true};
    const auto made = make_projections(net, r);
    REQUIRE(made.size() == 2);
    CHECK(made[0].delay == 1);
    CHECK(made[0].connections() == 3);
    CHECK(made[1].delay == 5);
    CHECK(made[1].sources == std::vector<NodeId>{inputs[0]});
    CHECK(row_of(made[1], 0) == Row{3.0});
    CHECK(made[1].gradient.empty());
}

TEST_CASE_FIXTURE(Fixture, "requests that make no sense are refused") {
    CHECK(refusal(request(inputs, neurons, one_to_one)) == "DimensionMismatch");
    CHECK(refusal(request(neurons, more_inputs, all_to_all)) == "NotImplemented");
    ConnectRequest late = request(inputs, neurons, all_to_all);
    late.values[field_delay].scalar = 2.0 * net.settings.resolution;
    CHECK(refusal(late) == "IllegalConnection");
    late.values[field_delay].scalar = 0.4 * net.settings.resolution;
    CHECK(refusal(late) == "BadDelay");
    ConnectRequest heavy = request(inputs, neurons, all_to_all);
    weights[4] = 101.0;
    CHECK(refusal(heavy) == "BadProperty");
    CHECK(refusal(request(inputs, neurons, all_to_all)) == "none");
}
