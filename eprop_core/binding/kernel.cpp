#include "base/error.hpp"
#include "base/grid.hpp"
#include "binding/engine.hpp"
#include "binding/names.hpp"
#include "engine/simulation.hpp"

namespace eprop {

namespace {

enum KernelField : Index {
    step_size,
    update_interval,
    learning_window,
    reset_on_update,
    rng_seed,
    threads,
    virtual_procs,
    biological_time,
    network_size,
    num_connections,
    min_delay,
    max_delay,
    local_spike_counter
};

constexpr Parameter readable(const char* name, const char* unit, Kind kind, const char* doc) {
    return {name, unit, kind, Access::read, 0.0, rule::number, doc};
}

const Parameter parameters[] = {
    real("resolution", "ms", 0.1, rule::positive, "Duration of a step; before the first node is created"),
    real("eprop_update_interval", "ms", 1000.0, rule::positive, "Time between two weight updates, a multiple of the resolution"),
    real("eprop_learning_window", "ms", 1000.0, rule::positive, "End of the update interval in which readouts have errors"),
    flag("eprop_reset_neurons_on_update", true, "Whether dynamic variables are reset at the start of an update interval"),
    integer("rng_seed", 143202461.0, rule::count, "Seed of the random numbers"),
    integer("local_num_threads", 1.0, rule::count,
            "Number of threads, before the first node is created; no more run than there are cores. Results are the same for any number"),
    integer("total_num_virtual_procs", 1.0, rule::count, "The same as local_num_threads"),
    readable("biological_time", "ms", Kind::real, "Simulated time"),
    readable("network_size", "", Kind::integer, "Number of nodes"),
    readable("num_connections", "", Kind::integer, "Number of connections"),
    readable("min_delay", "ms", Kind::real, "Smallest delay of all connections; without connections the resolution"),
    readable("max_delay", "ms", Kind::real, "Largest delay of all connections; without connections the resolution"),
    readable("local_spike_counter", "", Kind::integer, "Number of spikes that neurons sent in the last Simulate or Run"),
};

void set(Settings& settings, Grid grid, Index field, double value) {
    switch (field) {
        case step_size:
            settings.resolution = value;
            break;
        case update_interval:
            settings.update_interval = grid.steps(value);
            break;
        case learning_window:
            settings.learning_window = grid.steps(value);
            break;
        case reset_on_update:
            settings.reset_on_update = value != 0.0;
            break;
        case rng_seed:
            settings.rng_seed = static_cast<std::int64_t>(value);
            break;
        default:
            settings.threads = static_cast<std::int64_t>(value);
            break;
    }
}

// A window that is not set may be longer than the interval, as in NEST: readouts then have errors in all of it.
void check_window(const Settings& settings) {
    const Grid grid{settings.resolution};
    if (settings.learning_window > settings.update_interval)
        refuse("KernelException", "eprop_learning_window = ", grid.ms(settings.learning_window),
               " ms must be <= eprop_update_interval = ", grid.ms(settings.update_interval), " ms");
}

void check_threads(const Engine::Scalars& values) {
    const auto local = values.find(parameters[threads].name), total = values.find(parameters[virtual_procs].name);
    if (local != values.end() && total != values.end() && local->second != total->second)
        refuse("BadProperty", total->first, " = ", total->second, " must be equal to ", local->first, " = ", local->second);
}

}  // namespace

Engine::Engine() {
    for (const NodeModel& m : node_models) {
        auto& values = defaults_.emplace_back();
        for (const Parameter& p : net_.block(m.block).fields()) values.push_back(p.initial);
    }
}

std::vector<Parameter> Engine::kernel_parameters() { return {std::begin(parameters), std::end(parameters)}; }

double Engine::kernel(const std::string& name) const {
    const Grid grid{net_.settings.resolution};
    switch (find_name("kernel", parameters, name)) {
        case step_size:
            return net_.settings.resolution;
        case update_interval:
            return grid.ms(net_.settings.update_interval);
        case learning_window:
            return grid.ms(net_.settings.learning_window);
        case reset_on_update:
            return net_.settings.reset_on_update;
        case rng_seed:
            return static_cast<double>(net_.settings.rng_seed);
        case biological_time:
            return grid.ms(state_.clock);
        case network_size:
            return static_cast<double>(net_.nodes.size());
        case num_connections: {
            Index n = 0;
            for (const Projection& p : net_.projections) n += p.connections();
            return static_cast<double>(n);
        }
        case min_delay:
            return grid.ms(net_.delays().first);
        case max_delay:
            return grid.ms(net_.delays().second);
        case local_spike_counter:
            return static_cast<double>(state_.sent);
        default:
            return static_cast<double>(net_.settings.threads);
    }
}

void Engine::set_kernel(const Scalars& values) {
    check_threads(values);
    const auto given = values.find(parameters[step_size].name);
    const Grid grid{given == values.end() ? net_.settings.resolution : given->second};
    const Grid before{net_.settings.resolution};
    Settings changed = net_.settings;
    if (given != values.end() && rule::positive.accepts(grid.resolution)) {  // times keep their value in ms
        changed.update_interval = grid.steps(before.ms(changed.update_interval));
        changed.learning_window = grid.steps(before.ms(changed.learning_window));
    }
    for (const auto& [name, value] : values) {
        const Index f = find_name("kernel", parameters, name);
        const Parameter& p = parameters[f];
        if (p.access == Access::read) refuse("BadProperty", name, " cannot be set, it is computed");
        if (!p.rule.accepts(value)) refuse("BadProperty", name, " = ", value, " must be ", p.rule.text);
        if ((f == step_size || f == threads || f == virtual_procs) && value != kernel(name)) {
            if (!net_.nodes.empty()) refuse("KernelException", name, " = ", value, " must be set before nodes are created");
            if (state_.clock > 0) refuse("KernelException", name, " = ", value, " must be set before time has passed");
        }
        if ((f == update_interval || f == learning_window) && !grid.holds(value))
            refuse("BadProperty", name, " = ", value, " ms must be a multiple of the resolution, ", grid.resolution, " ms");
        if (f == step_size && !Grid{0.001}.holds(value))
            refuse("BadProperty", "resolution = ", value, " ms must be a multiple of 0.001 ms");
        set(changed, grid, f, value);
    }
    if (values.contains(parameters[learning_window].name)) check_window(changed);
    if (changed.update_interval != net_.settings.update_interval && state_.clock > 0)
        refuse("KernelException", "eprop_update_interval = ", grid.ms(changed.update_interval), " ms must be set before time has passed");
    if (values.contains(parameters[rng_seed].name)) net_.connect_calls = net_.draw_calls = 0;
    net_.settings = changed;
    for (Index m = 0; m < net_.models.size(); ++m)
        if (net_.models[m].block == noise_generators && !grid.holds(defaults_[m][NoiseGenerators::dt]))
            defaults_[m][NoiseGenerators::dt] = grid.ms(10);
    state_.resolution = changed.resolution;
    prepared_ = false;
}

void Engine::prepare() {
    if (!prepared_) {
        net_.prepare(state_);
        threads_.intervals.prepare(net_);
    }
    if (!prepared_ || !scheduled_) net_.schedule(state_);
    prepared_ = scheduled_ = true;
}

Step Engine::simulate(Step steps, double milliseconds) {
    prepare();
    const auto patience =
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double, std::milli>(milliseconds));
    threads_.pool.resize(static_cast<Index>(net_.settings.threads));
    return eprop::simulate(net_, state_, threads_, steps, std::chrono::steady_clock::now() + patience);
}

}  // namespace eprop
