// Threads that share work, turns that keep the order of time, and which networks have update intervals that are independent.
#include <array>
#include <atomic>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "base/thread_pool.hpp"
#include "engine/independence.hpp"
#include "engine/turns.hpp"
#include "network.hpp"
#include "projections/connect.hpp"
#include "support.hpp"

using namespace eprop;

namespace {

// Lets so many threads run, whatever the machine has.
struct Limit {
    explicit Limit(const char* threads) { setenv("EPROP_THREAD_LIMIT", threads, 1); }
    ~Limit() { unsetenv("EPROP_THREAD_LIMIT"); }
};

ThreadPool pool_of(Index threads) {
    ThreadPool pool;
    pool.resize(threads);
    return pool;
}

// A task that no thread leaves before all have joined.
template <class Task>
void run_with_all(ThreadPool& pool, const Task& task) {
    std::atomic<Index> joined = 0;
    pool.run([&](Index i) {
        ++joined;
        while (joined < pool.threads()) std::this_thread::yield();
        task(i);
    });
}

constexpr auto far = Turns::Time::max();

struct Fixture {
    Network net;
    State state;
    std::vector<NodeId> generators = add_nodes(net, state, spike_generators, 1);
    std::vector<NodeId> inputs = add_nodes(net, state, parrots, 2);
    std::vector<NodeId> neurons = add_nodes(net, state, recurrent, 2);
    std::vector<NodeId> outputs = add_nodes(net, state, readouts, 1);

    void connect(const std::vector<NodeId>& from, const std::vector<NodeId>& to, const char* model, Step delay = 1) {
        ConnectRequest request{.sources = from, .targets = to, .rule = {.name = "all_to_all"}, .model = synapse_model(net, model)};
        request.values[field_delay] = {.scalar = static_cast<double>(delay) * net.settings.resolution, .given = true};
        for (Projection& p : make_projections(net, request)) net.projections.push_back(std::move(p));
    }
    void connect_all() {
        connect(generators, inputs, "static_synapse", 3);
        connect(inputs, neurons, plastic);
        connect(neurons, neurons, plastic);
        connect(neurons, outputs, plastic);
    }
    const char* plastic = "eprop_synapse_bsshslm_2020";
};

}  // namespace

TEST_CASE("threads of a pool join a task that lasts, see what was written before it, and what they write is seen after it") {
    const Limit limit("5");
    ThreadPool pool = pool_of(5);
    std::vector<int> values(5);
    for (int task = 0; task < 1000; ++task) {
        for (int& value : values) ++value;
        run_with_all(pool, [&](Index i) { values[i] *= -1; });
        CHECK(values == std::vector(5, task % 2 == 0 ? -1 : 0));
    }
    pool.resize(2);
    run_with_all(pool, [&](Index i) { ++values[i]; });
    CHECK(values == std::vector{1, 1, 0, 0, 0});
}

TEST_CASE("a task of the caller's ends without the others") {
    const Limit limit("3");
    ThreadPool pool = pool_of(3);
    std::array<int, 3> calls{};
    for (int task = 0; task < 10000; ++task) pool.run([&](Index i) { ++calls[i]; });
    CHECK(calls[0] == 10000);
    CHECK(calls[1] <= 10000);
    CHECK(calls[2] <= 10000);
}

TEST_CASE("what is shared is done once, whoever does it") {
    const Limit limit("4");
    ThreadPool pool = pool_of(4);
    for (Index n : {0, 1, 99, 100, 101, 1000}) {
        std::vector<int> done(n);
        pool.share(n, 7, 100, [&](Index begin, Index end) {
            CHECK(end <= n);
            for (Index i = begin; i < end; ++i) ++done[i];
            if (n < 100) CHECK(end - begin == n);
        });
        CHECK(done == std::vector<int>(n, 1));
    }
    CHECK_THROWS_WITH(pool.share(100, 1, 1,
                                 [](Index begin, Index) {
                                     if (begin == 50) throw std::runtime_error("failed");
                                 }),
                      "failed");
}

TEST_CASE("a pool has no more threads than may run, and one that was never resized has one") {
    const Limit limit("3");
    CHECK(pool_of(100).threads() == 3);
    CHECK(pool_of(0).threads() == 1);
    int calls = 0;
    ThreadPool().run([&](Index i) { calls += i == 0; });
    CHECK(calls == 1);
}

TEST_CASE("a limit that is no number is refused") {
    for (const char* text : {"", "0", "-1", "two", "2 "}) {
        const Limit limit(text);
        CHECK_THROWS_AS(thread_limit(), BadInput);
    }
    CHECK(thread_limit() >= 1);
}

TEST_CASE("what a thread throws is thrown by the task, and the pool goes on") {
    const Limit limit("4");
    ThreadPool pool = pool_of(4);
    for (Index thrower : {Index{0}, Index{3}}) {
        const auto task = [&](Index i) {
            if (i == thrower) throw std::runtime_error("failed");
        };
        CHECK_THROWS_WITH(run_with_all(pool, task), "failed");
    }
    std::atomic<int> calls = 0;
    run_with_all(pool, [&](Index) { ++calls; });
    CHECK(calls == 4);
}

TEST_CASE("turns come in the order of the numbers, however long each takes") {
    const Limit limit("4");
    ThreadPool pool = pool_of(4);
    Turns turns(7, 60, far);
    std::vector<Step> order;
    const auto finish = [&](Step n) {
        if (turns.await(n)) order.push_back(n);
        turns.finish(n);
    };
    pool.run([&](Index i) {
        if (i == 0) finish(7);
        while (const auto n = turns.take()) {
            for (std::atomic<int> wait = 0; wait < (*n * 7919) % 5000;) ++wait;
            finish(*n);
        }
    });
    std::vector<Step> expected(54);
    std::iota(expected.begin(), expected.end(), 7);
    CHECK(order == expected);
    CHECK(turns.last_finished() == 60);
}

TEST_CASE("nothing is taken after the deadline, and nobody waits for one that failed") {
    Turns late(1, 9, Turns::Time::min());
    CHECK(!late.take());
    Turns turns(1, 9, far);
    CHECK(turns.take() == 2);
    turns.fail();
    CHECK(!turns.await(2));
}

TEST_CASE_FIXTURE(Fixture, "intervals depend on nothing but what generators send: the longest way from one counts") {
    connect_all();
    CHECK(lead_of_intervals(net) == 4);
    connect({inputs[0]}, {inputs[1]}, "static_synapse", 5);
    CHECK(lead_of_intervals(net) == 9);
    connect({inputs[1]}, neurons, "static_synapse", 7);
    CHECK(lead_of_intervals(net) == 15);
    connect(neurons, outputs, "static_synapse", 1);
    CHECK(lead_of_intervals(net) == 15);
    connect(add_nodes(net, state, dc_generators, 1), neurons, "static_synapse", 15);
    CHECK(lead_of_intervals(net) == 16);
    CHECK(batch_sizes(net) == std::vector<Step>{1});
}

TEST_CASE_FIXTURE(Fixture, "intervals depend on each other where spikes of neurons are on their way") {
    connect_all();
    SUBCASE("to parrots") { connect(neurons, inputs, "static_synapse"); }
    SUBCASE("to neurons") { connect(neurons, neurons, "static_synapse"); }
    SUBCASE("to readouts, for longer than a step") { connect(neurons, outputs, "static_synapse", 2); }
    SUBCASE("round a loop of parrots") {
        connect({inputs[0]}, {inputs[1]}, "static_synapse");
        connect({inputs[1]}, {inputs[0]}, "static_synapse");
    }
    SUBCASE("because nothing is reset") { net.settings.reset_on_update = false; }
    SUBCASE("or where neurons update at every spike") { add_nodes(net, state, online_recurrent, 1); }
    CHECK(!lead_of_intervals(net));
}
