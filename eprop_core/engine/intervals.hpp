#pragma once

#include <vector>

#include "base/thread_pool.hpp"
#include "engine/network.hpp"
#include "engine/state.hpp"
#include "engine/turns.hpp"

namespace eprop {

// Update intervals at the same time (spec 7). With reset at their start, intervals of the models of Bellec et al. (2020) that share
// the same weights, those of a batch, depend on each other only through what is on its way at the start of an interval. Where all of
// that is known in advance, because generators sent it, each thread simulates an interval of its own in a state of its own. What the
// intervals add to gradients and recordings is taken in the order of time.
class Intervals {
public:
    // Whether intervals of this network are independent; call whenever it has been prepared.
    void prepare(const Network& network);

    // Takes up to `steps` steps, by whole intervals and parts of them at both ends; stops early at the deadline. Returns the steps taken:
    // 0 where intervals depend on each other, or time is short of a second one.
    Step simulate(Network& network, State& state, ThreadPool& pool, Step steps, Turns::Time deadline);

private:
    // Intervals first ... last, up to, but not including, step `end`.
    struct Stretch {
        Step first, last, end;
    };
    // What a thread simulates with.
    struct Copy {
        State state;
        Step interval = -1;              // the last one it was used for
        std::array<Outputs, stepwise_kinds> outputs;  // as at the start of that interval
    };
    // What a finished interval adds to gradients and recordings, until the ones before it are finished, too.
    struct Result {
        Step interval = -1;  // -1: none
        State added;         // only rows of recordings, sums and passages
    };
    class Work;

    Stretch plan(const Network& network, const State& state, Step steps) const;
    void make_copies(State& state, Index threads);
    void make_results(State& state, Index threads);

    Step lead_ = -1;  // steps before an interval in which generators may send what arrives in it; -1: intervals depend on each other
    std::vector<Step> batches_;  // intervals after which weights may change
    std::vector<Copy> copies_;   // by thread
    std::vector<Result> results_;
    bool outdated_ = true;  // whether the network was prepared after copies were made, or the last stretch has failed
};

}  // namespace eprop
