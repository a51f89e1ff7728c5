#include "engine/currents.hpp"

#include "base/distributions.hpp"

namespace eprop {

namespace {

// Adds the currents of a row's synapses to those of its targets, times the weights.
template <class Current>
void add_row(const Projection& p, Index row, double* sums, Current current) {
    const double* weight = &p.weight[p.begin(row)];
    if (p.dense)
        for (Index s = 0; s < p.width; ++s) sums[p.first_target + s] += weight[s] * current(s);
    else
        for (Index s = 0, n = p.length(row); s < n; ++s) sums[p.target_of(row, s)] += weight[s] * current(s);
}

// Draws what the connections of a generator carry in an interval, one after the other.
void draw_noise(const Network& net, State& state, Index j, Step number) {
    const NoiseGenerators& generators = net.noise_generators;
    const double mean = generators.user(NoiseGenerators::mean, j);
    const double deviation = generators.deviation(j, number, net.settings.resolution);
    Random numbers = generators.numbers(j, number);
    double sum = 0.0;
    Index drawn = 0;
    for (const Arrival& place : net.noise_rows[j]) {
        const Projection& p = net.projections[place.projection];
        double* current = &state.noise_drawn[place.projection][p.begin(place.row)];
        for (Index s = 0, n = p.length(place.row); s < n; ++s, ++drawn) sum += current[s] = mean + deviation * standard_normal(numbers);
    }
    state.noise[j].number = number;
    state.noise[j].mean = drawn > 0 ? sum / static_cast<double>(drawn) : 0.0;
}

void update_noise(const Network& net, State& state, Step time) {
    const NoiseGenerators& generators = net.noise_generators;
    for (Index j = 0; j < generators.size(); ++j) {
        Noise& noise = state.noise[j];
        noise.on = generators.on(j, time);
        if (!noise.on) continue;
        if (const Step number = generators.interval(j, time); number != noise.number) draw_noise(net, state, j, number);
    }
}

void send_row(const Network& net, State& state, Index number, Index row, Step time) {
    const Projection& p = net.projections[number];
    const NodeRef& source = net.node(p.sources[row]);
    const auto sums = [&] { return ring_of(state, p).send(time + p.delay); };
    if (source.block == noise_generators) {
        const double* drawn = &state.noise_drawn[number][p.begin(row)];
        if (state.noise[source.j].on) add_row(p, row, sums(), [=](Index s) { return drawn[s]; });
    } else if (const double current = state.outputs[source.block - rate_generators].sent[source.j]; current != 0.0) {
        add_row(p, row, sums(), [=](Index) { return current; });
    }
}

}  // namespace

void send_all_currents(const Network& net, State& state, Step time) {
    update_noise(net, state, time);
    for (Index number : net.current_projections) {
        const Projection& p = net.projections[number];
        for (Index row = 0; row < p.sources.size(); ++row)
            if (p.length(row) > 0) send_row(net, state, number, row, time);
    }
}

void drop_currents(State& state, Step t) {
    for (CurrentRing& ring : state.currents)
        if (ring.used()) ring.drop(t);
}

void clear_currents(State& state) {
    for (CurrentRing& ring : state.currents) ring.clear();
}

}  // namespace eprop
