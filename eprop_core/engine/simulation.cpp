#include "engine/simulation.hpp"

#include <algorithm>

#include "base/prefetch.hpp"
#include "engine/currents.hpp"
#include "learning/gradient.hpp"
#include "learning/online.hpp"
#include "learning/optimizer.hpp"
#include "projections/transmit.hpp"

// The order contract: one step t is
//
//   learn     reads history and logs of a finished interval; writes gradients. Online models: notes the entry that is complete now,
//             in the maps over windows and by target; rows that are due go through their history. Before delivery, so that a spike that
//             triggers an update finds the gradient complete.
//   deliver   reads the ring's slot of step t; writes weights (a row's first spike of an interval), the logs, and what the targets
//             receive. Spikes pass in the order in which they were sent. Weight recorders note spikes sent in step t - 1.
//   update    generators, parrots, recurrent and other neurons, readouts: each reads what it received and its own state, writes its state,
//             its history row and the spikes it fires. No block reads what another writes in the same step.
//   send      spikes fired in step t go into the ring for step t + delay, and to the spike recorders with stamp t + 1.
//   record    multimeters read the states; rows are stamped t + 1.

namespace eprop {

namespace {

using Arrivals = std::vector<Arrival>;

// The log of a stage in this step; null before the first interval.
inline Arrivals* begin_step(ArrivalLog* logs, const Phase& phase) {
    if (phase.k < 0) return nullptr;
    ArrivalLog& log = logs[phase.n & 1];
    if (phase.k == 0) log.clear();
    return &log.begin_step();
}

// Update the row if this is its first spike of an interval; which list then notes the spike, if any.
[[gnu::noinline]] Arrivals* learn_first(Network& net, State& state, Projection& p, Arrival arrival, Phase phase, Arrivals* log) {
    History& history = state.history;
    Passage& row = history.passages[p.first_row + arrival.row];
    if (phase.k == 0 && row.interval == phase.n - 1) return nullptr;  // the gradient of that interval is not known yet (spec 2.4)
    if (row.interval < phase.n) optimize_row(p, arrival.row, net.model_of(p), phase.n, history.shared);
    if (phase.k == 0 && phase.n > 0 && phase.n == history.begins) return &history.unsure;
    if (row.interval < phase.n) {
        row.interval_before = phase.k == 0 ? phase.n : row.interval;
        row.interval = phase.n;
    }
    return log;
}

// Lets a row of the interval models learn, and notes the spike for the gradient of the interval.
inline void learn(Network& net, State& state, Projection& p, const Arrival& arrival, const Phase& phase, Arrivals* log) {
    Passage& row = state.history.passages[p.first_row + arrival.row];
    if (row.interval != phase.n || phase.k == 0) log = learn_first(net, state, p, arrival, phase, log);
    if (!log || row.last_arrival == state.clock) return;  // spikes of one step count once
    row.last_arrival = state.clock;
    log->push_back(arrival);
}

// Rows that spikes sent in the step before will pass later than now.
void note_late(const Network& net, State& state, Step t) {
    for (NodeId source : state.noted) {
        const Sender& sender = net.sender_of(source);
        for (std::uint32_t i = sender.begin; i < sender.end; ++i) {
            const auto [projection, row] = net.outlets[i].row;
            const Projection& p = net.projections[projection];
            if (p.recorder != 0 && p.delay > 1) note_weights(net, state, p, row, t);
        }
    }
    state.noted.clear();
}

// What arrives in a step.
struct Delivery {
    Network& net;
    State& state;
    Step t;
    const Phase &at_recurrent = state.moment.recurrent, &at_readout = state.moment.readout;
    Arrivals* recurrent_log = begin_step(state.history.recurrent, at_recurrent);
    Arrivals* readout_log = begin_step(state.history.readout, at_readout);

    // Lets a row learn from a spike; false: the spike is lost.
    [[gnu::always_inline]] bool admit(Projection& p, const Arrival& arrival) {
        switch (p.route) {
            case Route::eprop_recurrent:
                if (at_recurrent.k == 0) return false;  // dropped (spec 2.1)
                learn(net, state, p, arrival, at_recurrent, recurrent_log);
                break;
            case Route::eprop_readout:
                learn(net, state, p, arrival, at_readout, readout_log);
                break;
            case Route::online_recurrent:
            case Route::online_readout:
                learn_online(net, state, p, arrival, t);
                break;
            default:
                break;
        }
        return true;
    }
};

[[gnu::noinline]] void deliver_scaled(Delivery& delivery, std::vector<ScaledArrival>& slot) {
    for (const ScaledArrival& arrival : slot) {
        Projection& p = delivery.net.projections[arrival.projection];
        if (delivery.admit(p, arrival)) transmit_scaled(delivery.state, p, arrival);
    }
    slot.clear();
}

void deliver(Network& net, State& state, Step t, ThreadPool& pool) {
    Delivery delivery{net, state, t};
    note_late(net, state, t);
    auto& slot = state.ring.slot(t);
    const bool online = net.learns_online, shared = online && share_online(net, state, slot, t, pool);
    for (const Arrival& arrival : slot) {
        if (const Arrival* next = &arrival + 1; online && next < slot.data() + slot.size()) fetch_online(net, *next, shared);
        Projection& p = net.projections[arrival.projection];
        if (delivery.admit(p, arrival)) transmit(net, state, p, arrival.row, t);
    }
    slot.clear();
    if (auto& scaled = state.scaled.slot(t); !scaled.empty()) deliver_scaled(delivery, scaled);
}

void record_spike(const Network& net, State& state, NodeId source, Step stamp) {
    for (Index recorder : net.recorded_by[static_cast<Index>(source)]) net.spike_recorders.note(state, recorder, stamp, source);
}

// Node j of a block spikes.
inline void send(const Network& net, State& state, Index block, Index j, Step t) {
    const Sender& sender = net.senders[block][j];
    for (std::uint32_t i = sender.begin; i < sender.end; ++i) state.ring.send(t + net.outlets[i].delay, net.outlets[i].row);
    if (sender.recorded) record_spike(net, state, net.ids[block][j], t + 1);
    if (sender.noted) state.noted.push_back(net.ids[block][j]);
}

void send_scaled(const Network& net, State& state, Index j, Step t, double factor) {
    const Sender& sender = net.senders[spike_generators][j];
    for (std::uint32_t i = sender.begin; i < sender.end; ++i) state.scaled.send(t + net.outlets[i].delay, {net.outlets[i].row, factor});
    if (sender.recorded) record_spike(net, state, net.ids[spike_generators][j], t + 1);
}

void send_trains(const Network& net, State& state, Index block, Index generator, const PoissonCounts& counts, Step t) {
    if (counts.mean() == 0.0) return;
    for (const Train& train : net.trains[block - poisson_generators][generator])
        for (Index spikes = counts.draw(train.number(t)); spikes > 0; --spikes)
            if (train.recorded)
                net.spike_recorders.note(state, train.recorder, t + 1, net.ids[block][generator]);
            else
                state.ring.send(t + train.delay, train.row);
}

// On in the steps start < t <= stop, while other generators go by the stamp, t + 1; as in NEST.
void update_trains(const Network& net, State& state, Step t) {
    for (Index j = 0; j < net.poisson_generators.size(); ++j)
        if (net.poisson_generators.active(j, t)) send_trains(net, state, poisson_generators, j, net.poisson_generators.counts(j), t);
    for (Index j = 0; j < net.inhomogeneous_generators.size(); ++j) {
        const double mean = state.outputs[spike_rates].amplitudes[j] * net.settings.resolution * 1e-3;
        if (!net.inhomogeneous_generators.active(j, t)) continue;
        if (PoissonCounts& counts = state.spike_counts[j]; counts.mean() != mean) counts = PoissonCounts(mean);
        send_trains(net, state, inhomogeneous_generators, j, state.spike_counts[j], t);
    }
}

void update_generators(const Network& net, State& state, Step t) {
    if (const Outputs& rates = state.outputs[step_rates]; rates.changed)
        for (const Readout* block : {&net.readouts, &net.online_readouts}) block->receive_rates(state, rates.sent);
    for (const Stepwise* generators : net.stepwise())
        if (generators->size() > 0) generators->update(state.outputs[generators->kind()], t + 1);
    send_currents(net, state, t + 1);
    for (const Due& due : state.spike_calendar.at(t + 1))  // like a neuron that fires in the step before
        if (due.value == 1.0)
            send(net, state, spike_generators, due.node, t);
        else
            send_scaled(net, state, due.node, t, due.value);
    update_trains(net, state, t);
}

void update_injectors(const Network& net, State& state, Step t) {
    if (net.injectors.size() == 0) return;
    for (const Due& due : state.injector_calendar.at(t + 1)) {
        send(net, state, injectors, due.node, t);
        ++state.sent;
    }
}

void update_parrots(const Network& net, State& state, Step t) {
    for (std::uint32_t j : state.parrots.excited)
        for (; state.parrots.spikes[j] > 0; --state.parrots.spikes[j], ++state.sent) send(net, state, parrots, j, t);
    state.parrots.excited.clear();
}

// Asks for the memory of the outlets of many neurons.
void fetch_outlets(const Network& net, Index block, const std::vector<std::uint32_t>& fired) {
    for (std::uint32_t j : fired) prefetch(&net.senders[block][j]);
    for (std::uint32_t j : fired) prefetch(&net.outlets[net.senders[block][j].begin]);
}

// The spikes of the neurons of a block, by their positions.
void send_fired(const Network& net, State& state, Index block, const std::vector<std::uint32_t>& fired, Step t) {
    constexpr Index many = 16;
    if (fired.size() >= many) fetch_outlets(net, block, fired);
    for (std::uint32_t j : fired) send(net, state, block, j, t);
    state.sent += static_cast<std::int64_t>(fired.size());
}

void update_recurrent(const Network& net, State& state, const Recurrent& neurons, Index block, Step t, ThreadPool& pool) {
    if (neurons.size() == 0) return;
    pass_currents(state, neurons, block, t);
    send_fired(net, state, block, neurons.update(state, net.settings, pool), t);
}

void update_iafs(const Network& net, State& state, const Iaf& neurons, Index block, Step t) {
    if (neurons.size() == 0) return;
    pass_currents(state, neurons, block, t);
    if (block == exp_iafs && state.filtered_currents.used())
        state.filtered_currents.pass(t, [&](const double* sums) { neurons.filter_currents(state, sums); });
    neurons.update(state, state.fired);
    send_fired(net, state, block, state.fired, t);
    state.fired.clear();
}

void update_readouts(const Network& net, State& state, const Readout& neurons, Index block, Step t) {
    if (neurons.size() == 0) return;
    pass_currents(state, neurons, block, t);
    neurons.update(state, net.settings);
}

void update_pacemakers(const Network& net, State& state, Step t) {
    if (net.pacemakers.size() == 0) return;
    net.pacemakers.update(state, state.fired);
    send_fired(net, state, pacemakers, state.fired, t);
    state.fired.clear();
}

}  // namespace

void step(Network& net, State& state, ThreadPool& pool) {
    const Step t = state.clock;
    collect_early(net, state, t);
    collect(net, state);
    if (net.learns_online) {
        note_entry(net, state, pool);
        review_online(net, state, t, pool);
    }
    deliver(net, state, t, pool);
    update_generators(net, state, t);
    update_injectors(net, state, t);
    update_parrots(net, state, t);
    update_recurrent(net, state, net.recurrent, recurrent, t, pool);
    update_recurrent(net, state, net.online_recurrent, online_recurrent, t, pool);
    update_recurrent(net, state, net.delta_recurrent, delta_recurrent, t, pool);
    update_iafs(net, state, net.delta_iafs, delta_iafs, t);
    update_iafs(net, state, net.exp_iafs, exp_iafs, t);
    update_iafs(net, state, net.alpha_iafs, alpha_iafs, t);
    update_pacemakers(net, state, t);
    update_readouts(net, state, net.readouts, readouts, t);
    update_readouts(net, state, net.online_readouts, online_readouts, t);
    net.multimeters.sample(state, t + 1);
    state.moment.advance(++state.clock, net.settings.update_interval);
}

void relay(const Network& net, State& state, Step t) {
    const auto pass = [&](auto& slot) {
        for (const Arrival& arrival : slot)
            if (const Projection& p = net.projections[arrival.projection]; p.route == Route::parrot) excite(p, arrival.row, state.parrots);
        slot.clear();
    };
    pass(state.ring.slot(t));
    pass(state.scaled.slot(t));
    state.noted.clear();
    drop_currents(state, t);
    update_generators(net, state, t);
    update_injectors(net, state, t);
    update_parrots(net, state, t);
}

Step simulate(Network& net, State& state, Threads& threads, Step steps, Turns::Time deadline) {
    constexpr Step between_looks = 16;  // steps, a look at the clock costs as much as a small step
    const Step end = state.clock + steps;
    const bool several = threads.pool.threads() > 1;
    for (Step looks = between_looks; state.clock < end; --looks) {
        if (several && threads.intervals.simulate(net, state, threads.pool, end - state.clock, deadline) > 0) looks = 0;
        if (looks == 0) {
            if (std::chrono::steady_clock::now() > deadline) break;
            looks = between_looks;
        }
        if (state.clock < end) step(net, state, threads.pool);
    }
    return steps - (end - state.clock);
}

}  // namespace eprop
