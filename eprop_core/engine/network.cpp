#include "engine/network.hpp"

#include <algorithm>

#include "base/exp.hpp"
#include "engine/state.hpp"

namespace eprop {

Block& Network::block(Index id) {
    Block* const blocks[block_count] = {&spike_generators, &rate_generators, &parrots,         &recurrent,
                                        &readouts,         &multimeters,     &spike_recorders, &weight_recorders};
    return *blocks[id];
}

// Calls visit(projection, row, position in row) for every connection of a route.
template <class Visit>
static void each_connection(const std::vector<Projection>& projections, Route route, Visit visit) {
    for (const Projection& p : projections)
        if (p.route == route)
            for (Index row = 0; row < p.sources.size(); ++row)
                for (Index s = 0; s < p.length(row); ++s)
                    if (s != p.hole_of(row)) visit(p, row, s);
}

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
    }
}

void Network::lay_outlets() {
    outlet_start.assign(nodes.size() + 2, 0);
    const auto sends = [](const Projection& p) { return p.route <= Route::eprop_readout; };
    for (const Projection& p : projections)
        if (sends(p))
            for (NodeId source : p.sources) ++outlet_start[static_cast<Index>(source) + 1];
    for (Index i = 1; i < outlet_start.size(); ++i) outlet_start[i] += outlet_start[i - 1];
    outlets.resize(outlet_start.back());
    std::vector<Index> next(outlet_start.begin(), outlet_start.end() - 1);
    for (Index i = 0; i < projections.size(); ++i)
        if (const Projection& p = projections[i]; sends(p))
            for (Index row = 0; row < p.sources.size(); ++row)
                outlets[next[static_cast<Index>(p.sources[row])]++] = {
                    {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(row)}, p.delay};
}

void Network::lay_links() {
    recorded_by.assign(nodes.size() + 1, {});
    each_connection(projections, Route::spike_recorder, [&](const Projection& p, Index row, Index s) {
        recorded_by[static_cast<Index>(p.sources[row])].push_back(p.target_of(row, s));
    });
    for (auto& probes : multimeters.probes) probes.clear();
    each_connection(projections, Route::multimeter, [&](const Projection& p, Index row, Index s) {
        const Index target = p.target_of(row, s);
        multimeters.probes[node(p.sources[row]).j].push_back({ids[p.target][target], &block(p.target), target});
    });
    recurrent.feedback.assign(readouts.size() * recurrent.stride(), 0.0);
    each_connection(projections, Route::feedback, [&](const Projection& p, Index row, Index s) {
        const Index k = node(p.sources[row]).j;
        recurrent.feedback[k * recurrent.stride() + p.target_of(row, s)] += p.weight[p.begin(row) + s];
    });
    for (RateInput& rates : readouts.rates) rates = {};
    each_connection(projections, Route::rate, [&](const Projection& p, Index row, Index s) {
        const NodeRef& source = node(p.sources[row]);
        RateInput& rates = readouts.rates[static_cast<Index>(p.receptor - 1)];
        auto& links = source.block == BlockId::rate_generators ? rates.from_generators : rates.from_readouts;
        links.push_back({static_cast<std::uint32_t>(source.j), p.target_of(row, s), p.weight[p.begin(row) + s]});
    });
}

void Network::prepare(State& state) {
    recurrent.prepare(state, settings);
    readouts.prepare(state, settings);
    spike_generators.prepare(state, settings);
    rate_generators.prepare(state, settings);
    spike_recorders.prepare(settings);
    weight_recorders.prepare(settings, nodes.size());
    group_gradients();
    lay_outlets();
    lay_links();
    multimeters.prepare(state, settings);
    readouts.receive_rates(state, state.amplitudes);

    state.moment = Moment::at(state.clock, settings.update_interval);

    Step max_delay = 1;
    bool learns = false;
    for (const Projection& p : projections) {
        max_delay = std::max(max_delay, p.delay);
        learns |= p.route == Route::eprop_recurrent;
    }
    state.ring.reserve(max_delay, state.clock);
    const Index kept = static_cast<Index>(settings.update_interval + History::overlap);
    state.history.psi.resize(learns ? kept : 1, recurrent.stride());
    state.history.errors.resize(kept, padded(readouts.size()));
}

}  // namespace eprop
