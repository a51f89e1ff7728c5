// What follows from the connections: where spikes, errors, rates and currents go.
#include <algorithm>

#include "base/exp.hpp"
#include "engine/currents.hpp"
#include "engine/network.hpp"
#include "engine/state.hpp"

namespace eprop {

namespace {

// Calls visit(projection, row, position in row) for every connection of a route.
template <class Visit>
void each_connection(const std::vector<Projection>& projections, Route route, Visit visit) {
    for (const Projection& p : projections)
        if (p.route == route)
            for (Index row = 0; row < p.sources.size(); ++row)
                for (Index s = 0; s < p.length(row); ++s)
                    if (s != p.hole_of(row)) visit(p, row, s);
}

}  // namespace

void Network::group_gradients() {
    gradient_groups.clear();
    for (Projection& p : projections) {
        if (p.route != Route::eprop_recurrent) continue;
        const bool average = model_of(p).averages();
        auto same = [&](const GradientGroup& g) { return g.tau_m_readout == p.tau_m_readout && g.average == average; };
        auto found = std::ranges::find_if(gradient_groups, same);
        if (found == gradient_groups.end()) {
            gradient_groups.push_back({gradient_groups.size(), p.tau_m_readout, average});
            found = gradient_groups.end() - 1;
        }
        p.group = found->number;
    }
    const double W = static_cast<double>(settings.learning_window);
    for (GradientGroup& g : gradient_groups) {
        g.kappa = exact_exp(-settings.resolution / g.tau_m_readout);
        g.gain = recurrent.P_z;
        if (g.average)
            for (double& gain : g.gain) gain /= W;
        const auto scaled = [&](Doubles feedback) {
            for (Index i = 0; i < recurrent.feedback_rows * recurrent.feedback_stride; ++i)
                feedback[i] *= (1.0 - g.kappa) * g.gain[i % recurrent.feedback_stride];
            return feedback;
        };
        g.feedback = scaled(recurrent.feedback);
        for (const PastFeedback& before : past_feedback) g.past.push_back({before.end, scaled(before.feedback)});
    }
}

void Network::lay_outlets() {
    for (Index b = 0; b < block_count; ++b) senders[b].assign(ids[b].size(), {});
    const auto each_row = [this](auto visit) {
        for (Index i = 0; i < projections.size(); ++i)
            for (Index row = 0; projections[i].route <= Route::online_readout && row < projections[i].sources.size(); ++row)
                if (projections[i].length(row) > 0)
                    visit(projections[i], Arrival{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(row)});
    };
    each_row([&](const Projection& p, Arrival arrival) { ++sender_of(p.sources[arrival.row]).end; });
    std::uint32_t total = 0;
    for (auto& block : senders)
        for (Sender& s : block) s.begin = total, total += s.end, s.end = s.begin;
    outlets.resize(total);
    each_row([&](const Projection& p, Arrival arrival) {
        Sender& sender = sender_of(p.sources[arrival.row]);
        outlets[sender.end++] = {arrival, p.delay};
        sender.noted |= p.recorder != 0 && p.delay > 1;
    });
}

// Rows of one synapse, each with spikes of its own.
void Network::lay_trains() {
    trains[0].assign(poisson_generators.size(), {}), trains[1].assign(inhomogeneous_generators.size(), {});
    const auto seed = static_cast<std::uint64_t>(settings.rng_seed);
    for (Index i = 0; i < projections.size(); ++i)
        for (Index row = 0; row < projections[i].sources.size(); ++row) {
            const Projection& p = projections[i];
            const NodeRef& source = node(p.sources[row]);
            if (!sends_trains(source.block) || p.length(row) == 0) continue;
            const Arrival arrival{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(row)};
            trains[source.block - BlockId::poisson_generators][source.j].push_back(
                {train_key(seed, arrival), arrival, p.delay, p.route == Route::spike_recorder, p.target_of(row, 0)});
        }
}

void Network::number_rows(State& state) {
    Index rows = 0;
    state.history.sums.resize(projections.size());
    for (Index i = 0; i < projections.size(); ++i) {
        Projection& p = projections[i];
        p.first_row = rows;
        if (!p.learns_in_intervals()) continue;
        rows += p.sources.size();
        state.history.sums[i].resize(p.gradient.size());
    }
    state.history.passages.resize(rows);
    state.history.is_summed.resize(rows);
}

void Network::lay_links(Step now) {
    recorded_by.assign(nodes.size() + 1, {});
    each_connection(projections, Route::spike_recorder, [&](const Projection& p, Index row, Index s) {
        recorded_by[static_cast<Index>(p.sources[row])].push_back(p.target_of(row, s));
        sender_of(p.sources[row]).recorded = true;
    });
    for (Recurrent* neurons : {&recurrent, &online_recurrent, &delta_recurrent}) neurons->taught.assign(neurons->size(), false);
    for (Route route : {Route::eprop_recurrent, Route::online_recurrent})
        each_connection(projections, route, [&](const Projection& p, Index row, Index s) {
            static_cast<Recurrent&>(block(p.target)).taught[p.target_of(row, s)] = true;
        });
    lay_interval_feedback(now);
    lay_feedback(online_recurrent, online_readouts);
    lay_feedback(delta_recurrent, online_readouts);
    lay_rates(readouts);
    lay_rates(online_readouts);
}

// Which projections carry currents, which of their rows noise, and room for these.
void Network::lay_currents(State& state) {
    current_projections.clear();
    noise_rows.assign(noise_generators.size(), {});
    state.noise_drawn.resize(projections.size());
    for (Index i = 0; i < projections.size(); ++i) {
        const Projection& p = projections[i];
        if (p.route != Route::current) continue;
        current_projections.push_back(i);
        ring_of(state, p).reserve(p.delay + 1, padded(block(p.target).size()), state.clock);
        for (Index row = 0; row < p.sources.size(); ++row)
            if (const NodeRef& source = node(p.sources[row]); source.block == BlockId::noise_generators)
                noise_rows[source.j].push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(row)});
        if (state.noise_drawn[i].size() == p.weight.size()) continue;
        state.noise_drawn[i].resize(p.weight.size());
        for (Noise& noise : state.noise) noise.number = Noise::none;
    }
}

// Which rows reach which neurons, for multimeters that record how much history is kept.
void Network::lay_kept_history() {
    for (Recurrent* neurons : {&recurrent, &online_recurrent, &delta_recurrent})
        neurons->kept_history.reset(neurons->size(), settings.update_interval);
    for (Readout* neurons : {&readouts, &online_readouts}) neurons->kept_history.reset(neurons->size(), settings.update_interval);
    if (!multimeters.record("eprop_history_duration")) return;
    for (Route route : {Route::eprop_recurrent, Route::online_recurrent, Route::eprop_readout, Route::online_readout})
        each_connection(projections, route, [&](const Projection& p, Index row, Index s) {
            const bool to_readout = route == Route::eprop_readout || route == Route::online_readout;
            KeptHistory& kept =
                to_readout ? static_cast<Readout&>(block(p.target)).kept_history : static_cast<Recurrent&>(block(p.target)).kept_history;
            p.learns_online() ? kept.add_online(p.target_of(row, s), p.row_state[row]) : kept.add(p.target_of(row, s), p.first_row + row);
        });
}

void Network::lay_probes() {
    for (auto& probes : multimeters.probes) probes.clear();
    each_connection(projections, Route::multimeter, [&](const Projection& p, Index row, Index s) {
        const Index target = p.target_of(row, s);
        multimeters.probes[node(p.sources[row]).j].push_back({ids[p.target][target], &block(p.target), target});
    });
}

void Network::number_ports() {
    struct Row {
        Projection* projection;
        Index row;
        NodeId source() const { return projection->sources[row]; }
    };
    for (Index model = 0; model < synapses.size(); ++model) {
        if (synapses[model].common[common_weight_recorder] == 0.0) continue;
        std::vector<Row> rows;
        for (Projection& p : projections) {
            if (p.model != model || !holds_neurons(p.target)) continue;
            p.first_port.resize(p.sources.size());
            for (Index row = 0; row < p.sources.size(); ++row)
                if (holds_neurons(node(p.sources[row]).block)) rows.push_back({&p, row});
        }
        std::ranges::stable_sort(rows, {}, &Row::source);
        Index port = model << Projection::port_bits;
        for (const Row& r : rows) {
            r.projection->first_port[r.row] = port;
            port += r.projection->connections(r.row);
        }
    }
}

void Network::lay_feedback(Recurrent& neurons, const Readout& from) {
    const Index stride = neurons.stride();
    neurons.feedback.assign(from.size() * stride + lanes, 0.0);
    neurons.feedback_rows = from.size(), neurons.feedback_stride = stride;
    each_connection(projections, Route::feedback, [&](const Projection& p, Index row, Index s) {
        if (&block(p.target) == &neurons)
            neurons.feedback[node(p.sources[row]).j * stride + p.target_of(row, s)] += p.weight[p.begin(row) + s];
    });
}

// Keeps the weights that were in force. An error meets those of the step after its own.
void Network::lay_interval_feedback(Step now) {
    const Index rows = recurrent.feedback_rows, stride = recurrent.feedback_stride;
    past_feedback.push_back({now - 1, recurrent.feedback});
    lay_feedback(recurrent, readouts);
    for (PastFeedback& before : past_feedback) {
        if (rows == recurrent.feedback_rows && stride == recurrent.feedback_stride) break;
        Doubles grown(recurrent.feedback.size(), 0.0);
        for (Index i = 0; i < rows * stride; ++i) grown[i / stride * recurrent.feedback_stride + i % stride] = before.feedback[i];
        before.feedback = std::move(grown);
    }
    if (past_feedback.back().feedback == recurrent.feedback) past_feedback.pop_back();
    const Step oldest = std::max(now - settings.update_interval - overlap, Step{0});
    std::erase_if(past_feedback, [oldest](const PastFeedback& before) { return before.end <= oldest; });
}

void Network::lay_rates(Readout& neurons) {
    for (RateInput& rates : neurons.rates) rates = {};
    each_connection(projections, Route::rate, [&](const Projection& p, Index row, Index s) {
        if (&block(p.target) != &neurons) return;
        const NodeRef& source = node(p.sources[row]);
        RateInput& rates = neurons.rates[static_cast<Index>(p.receptor - 1)];
        auto& links = source.block == BlockId::rate_generators ? rates.from_generators : rates.from_readouts;
        links.push_back({static_cast<std::uint32_t>(source.j), p.target_of(row, s), p.weight[p.begin(row) + s]});
    });
}

}  // namespace eprop
