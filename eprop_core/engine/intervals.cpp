#include "engine/intervals.hpp"

#include <algorithm>
#include <utility>

#include "engine/currents.hpp"
#include "engine/independence.hpp"
#include "engine/simulation.hpp"
#include "learning/gradient.hpp"

namespace eprop {

namespace {

// Steps from the start of an interval, that of the recurrent neurons, in which the one before is still at work: its last error is that
// of the second step, its gradients are collected in the third, and what multimeters show has followed after it.
constexpr Step overlap = error_shift - recurrent_shift + 1;

Step start_of(const Network& net, Step n) { return recurrent_shift + n * net.settings.update_interval; }

void clear_rows(State& state) {
    state.sent = 0;
    state.recorded.clear();
}

void append_rows(State& state, State& later) {
    state.sent += later.sent;
    state.recorded.append(later.recorded);
    clear_rows(later);
}

void swap_rows(State& one, State& other) {
    std::swap(one.sent, other.sent);
    std::swap(one.recorded, other.recorded);
}

// Copies all but what has been recorded.
void copy(State& state, State& to) {
    State recorded;
    swap_rows(recorded, state);
    to = state;
    swap_rows(recorded, state);
    to.recorded.resize(state.recorded);
}

}  // namespace

// A stretch of intervals in the works.
class Intervals::Work {
public:
    Work(Network& net, State& state, std::vector<Result>& results, const Stretch& stretch, Step lead, Turns::Time deadline)
        : net_(net),
          main_(state),
          results_(results),
          stretch_(stretch),
          lead_(lead),
          turns_(stretch.first, stretch.last, deadline),
          known_(state.history.passages) {}

    // What one of the threads does.
    void perform(Copy& copy, bool first) try {
        if (first) finish(main_, stretch_.first);
        while (const auto n = turns_.take()) {
            begin(copy, *n);
            finish(copy.state, *n);
        }
    } catch (...) {
        turns_.fail();
        throw;
    }

    // The state at the end becomes that of the network.
    void adopt_last(std::vector<Copy>& copies) {
        const Step last = turns_.last_finished();
        if (last == stretch_.first) return;
        State& state = std::ranges::find(copies, last, &Copy::interval)->state;
        std::swap(main_, state);
        swap_rows(main_, state);
        main_.history.begins = 0;
        for (Index row = 0; row < known_.size(); ++row) complete(main_.history.passages[row], known_[row]);
    }

private:
    // A state as at the beginning of interval n, but for what the reset takes away, and taken beyond the overlap, from where on it is
    // the network's.
    void begin(Copy& copy, Step n) {
        State& state = copy.state;
        const Step start = start_of(net_, n), sent = start - lead_;
        copy.interval = n;
        state.ring.clear();
        state.scaled.clear();
        state.history.begin(n);
        state.history.shared = &updating_;
        Doubles& count = net_.recurrent.of(state).count;
        std::fill(count.begin(), count.end(), 0.0);

        for (Calendar* calendar : {&state.spike_calendar, &state.injector_calendar}) calendar->seek(sent + 1);
        for (const Stepwise* generators : net_.stepwise()) generators->skip(copy.outputs[generators->kind()], sent);
        state.outputs = copy.outputs;
        net_.readouts.receive_rates(state, state.outputs[step_rates].sent);
        clear_currents(state);
        for (Step t = sent; t < start; ++t) relay(net_, state, t);

        state.clock = start;
        state.moment = Moment::at(start, net_.settings.update_interval);
        advance(state, start + overlap);
        clear_rows(state);
    }

    // Takes a state that stands in interval n to its end. What it adds is taken over when it is its turn.
    void finish(State& state, Step n) {
        History& history = state.history;
        history.shared = &updating_;
        const Step next = start_of(net_, n + 1), end = n == stretch_.last ? stretch_.end : next + overlap;
        advance(state, std::min(end, next + 1));  // before gradients are collected
        if (!history.unsure.empty()) {
            if (!turns_.await(n)) return;
            settle(history, n);
        }
        advance(state, end);
        history.shared = nullptr;
        if (leave(state, n) || !turns_.await(n)) return;
        take_over(state, n);
        while (Result* const result = pass_on(n)) take_over(result->added, ++n), free(*result);
    }

    // Leaves what interval n adds to the thread whose turn it is, so that this one can go on; false: it is its own turn, or there is no
    // room.
    bool leave(State& state, Step n) {
        const std::lock_guard lock(leaving_);
        const auto result = std::ranges::find(results_, Step{-1}, &Result::interval);
        if (turns_.is_turn_of(n) || result == results_.end()) return false;
        History &from = state.history, &to = result->added.history;
        result->interval = n;
        swap_rows(state, result->added);
        from.sums.swap(to.sums), from.summed.swap(to.summed), from.is_summed.swap(to.is_summed);
        to.passages = from.passages;
        return true;
    }
    // The turn of interval n is over; what the next one has left, if it has.
    Result* pass_on(Step n) {
        const std::lock_guard lock(leaving_);
        turns_.finish(n);
        const auto next = std::ranges::find(results_, n + 1, &Result::interval);
        return next == results_.end() ? nullptr : &*next;
    }
    void free(Result& result) {
        const std::lock_guard lock(leaving_);
        result.interval = -1;
    }
    // What interval n adds goes into gradients and recordings.
    void take_over(State& state, Step n) {
        History& history = state.history;
        for (const Arrival& arrival : history.summed) note(history.passages[row_of(arrival)], known_[row_of(arrival)], n);
        take_sums(net_, history);
        if (&state != &main_) append_rows(main_, state);
    }

    // Spikes in step 0 of interval n count where none came in the interval before, which is known now.
    void settle(History& history, Step n) const {
        for (const Arrival& arrival : history.unsure) {
            if (known_[row_of(arrival)].interval == n - 1) continue;
            history.readout[n & 1].add_first(arrival);
            Passage& row = history.passages[row_of(arrival)];
            row.interval = std::max(row.interval, n);
            row.interval_before = n;
        }
        history.unsure.clear();
    }

    // A spike came through the row in interval n.
    static void note(const Passage& row, Passage& known, Step n) {
        known.interval_before = row.interval == n && row.interval_before == n ? n : known.interval;
        known.interval = n;
    }
    // What happened to a row before the present interval.
    static void complete(Passage& row, const Passage& known) {
        if (row.interval < 0)
            row.interval = known.interval, row.interval_before = known.interval_before;
        else if (row.interval_before < 0)
            row.interval_before = known.interval < row.interval ? known.interval : known.interval_before;
    }

    void advance(State& state, Step end) {
        while (state.clock < end) step(net_, state, alone_);
    }
    Index row_of(const Arrival& arrival) const { return net_.projections[arrival.projection].first_row + arrival.row; }

    Network& net_;
    State& main_;
    std::vector<Result>& results_;
    const Stretch stretch_;
    const Step lead_;
    Turns turns_;
    std::mutex updating_, leaving_;
    ThreadPool alone_;  // a step is not shared
    std::vector<Passage> known_;  // by row, from the intervals that are done
};

void Intervals::prepare(const Network& net) {
    outdated_ = true;
    batches_ = batch_sizes(net);
    lead_ = lead_of_intervals(net).value_or(-1);
    if (2 * (lead_ + overlap) > net.settings.update_interval) lead_ = -1;  // too many steps would be taken twice
}

Intervals::Stretch Intervals::plan(const Network& net, const State& state, Step steps) const {
    const Step first = state.moment.recurrent.n;
    Step end = state.clock + steps, last = (end - 1 - overlap - recurrent_shift) / net.settings.update_interval;
    for (Step batch : batches_)
        if (const Step complete = (first / batch + 1) * batch - 1; complete <= last) {
            last = complete;
            end = std::min(end, start_of(net, last + 1) + 1);  // weights change with the next spike
        }
    return {first, last, end};
}

void Intervals::make_copies(State& state, Index threads) {
    const Index present = outdated_ ? 0 : copies_.size();
    if (copies_.size() < threads) copies_.resize(threads);
    for (Index i = 0; i < copies_.size(); ++i) {
        if (i >= present) copy(state, copies_[i].state);
        copies_[i].interval = -1;
        copies_[i].state.spike_calendar = state.spike_calendar, copies_[i].state.injector_calendar = state.injector_calendar;
        copies_[i].outputs = state.outputs;
        copies_[i].state.noise = state.noise, copies_[i].state.noise_drawn = state.noise_drawn;
    }
}

// As many as may be needed and do not take much memory.
void Intervals::make_results(State& state, Index threads) {
    constexpr Index per_thread = 4, most = Index{1} << 22;  // the latter in doubles
    Index size = 1;
    for (const Doubles& sums : state.history.sums) size += sums.size();
    if (outdated_) results_.clear();
    while (results_.size() < std::min(per_thread * threads, most / size)) {
        State& added = results_.emplace_back().added;
        added.recorded.resize(state.recorded);
        added.history.is_summed.resize(state.history.is_summed.size());
        for (const Doubles& sums : state.history.sums) added.history.sums.emplace_back(sums.size());
    }
}

Step Intervals::simulate(Network& net, State& state, ThreadPool& pool, Step steps, Turns::Time deadline) {
    if (lead_ < 0 || state.moment.recurrent.k < overlap || !net.settled(state)) return 0;
    const Stretch stretch = plan(net, state, steps);
    const Step before = state.clock;
    if (stretch.last <= stretch.first || start_of(net, stretch.first + 1) - lead_ < before) return 0;
    const Index threads = std::min(pool.threads(), static_cast<Index>(stretch.last - stretch.first + 1));
    make_copies(state, threads);
    make_results(state, threads);
    outdated_ = true;
    Work work(net, state, results_, stretch, lead_, deadline);
    pool.run([&](Index i) {
        if (i < threads) work.perform(copies_[i], i == 0);
    });
    work.adopt_last(copies_);
    outdated_ = false;
    return state.clock - before;
}

}  // namespace eprop
