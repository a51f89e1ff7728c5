#include "projections/remove.hpp"

#include <numeric>

#include "network.hpp"
#include "projections/connect.hpp"
#include "support.hpp"

using namespace eprop;

namespace {

using Row = std::vector<double>;

struct Fixture {
    Network net;
    State state;
    std::vector<NodeId> neurons = add_nodes(net, state, recurrent, 3);
    Doubles weights = Doubles(9);
    Projection p = all_to_all();  // rows 2 3, 4 6, 7 8 after the diagonal of 1, 5, 9 is left out

    Projection all_to_all() {
        ConnectRequest r{.sources = neurons,
                         .targets = neurons,
                         .rule = {.name = "all_to_all", .autapses = false},
                         .model = synapse_model(net, "eprop_synapse_bsshslm_2020")};
        r.values[field_delay] = {.scalar = net.settings.resolution, .given = true};
        std::iota(weights.begin(), weights.end(), 1.0);
        r.values[field_weight] = {.each = weights, .given = true};
        return make_projections(net, r)[0];
    }
    Index place(Index row, Index target) const { return p.begin(row) + target; }
    Row row_of(Index row) const {
        Row values;
        for (Index s = 0; s < p.length(row); ++s) values.push_back(p.weight[p.begin(row) + s]);
        return values;
    }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "what is left of a dense row with a left-out autapse keeps its values and targets") {
    p.gradient[place(0, 2)] = 0.5;
    remove_synapses(p, 0, std::vector{place(0, 1), place(2, 0)}, state);
    CHECK(!p.dense);
    CHECK(p.connections() == 4);
    CHECK(row_of(0) == Row{7.0});
    CHECK(row_of(1) == Row{2.0, 8.0});
    CHECK(row_of(2) == Row{6.0});
    CHECK(p.target_of(0, 0) == 2);
    CHECK(p.target_of(1, 1) == 2);
    CHECK(p.target_of(2, 0) == 1);
    CHECK(p.gradient[p.begin(0)] == 0.5);
    CHECK(p.gradient.size() == 4);
    CHECK(p.m.empty());
}

TEST_CASE_FIXTURE(Fixture, "synapses keep the names they were made with, however many are removed") {
    const Index first = place(0, 2), second = place(1, 2), third = place(2, 1), gone = place(1, 0);
    CHECK(p.place_of(first) == first);
    remove_synapses(p, 0, std::vector{gone}, state);
    remove_synapses(p, 0, std::vector{*p.place_of(first)}, state);
    CHECK(!p.place_of(gone));
    CHECK(!p.place_of(first));
    CHECK(p.weight[*p.place_of(second)] == 8.0);
    CHECK(p.weight[*p.place_of(third)] == 6.0);
    CHECK(p.name_of(*p.place_of(third)) == third);
}

TEST_CASE_FIXTURE(Fixture, "spikes on their way through a row are forgotten once it is empty, others are not") {
    for (std::uint32_t row : {0, 1, 2}) state.ring.send(1, {0, row});
    state.ring.send(1, {1, 0});
    auto& log = state.history.recurrent[0];
    for (std::uint32_t row : {0, 1}) log.begin_step().push_back({0, row});
    remove_synapses(p, 0, std::vector{place(0, 1), place(0, 2), place(1, 0)}, state);
    CHECK(p.length(0) == 0);
    CHECK(p.length(1) == 1);
    const auto& slot = state.ring.slot(1);
    REQUIRE(slot.size() == 3);
    CHECK(slot[0].row == 1);
    CHECK(slot[2].projection == 1);
    CHECK(log.steps() == 2);
    CHECK(log.at(0).empty());
    REQUIRE(log.at(1).size() == 1);
    CHECK(log.at(1)[0].row == 1);
}
