#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/grid.hpp"
#include "base/mersenne_twister.hpp"
#include "engine/simulation.hpp"
#include "projections/connect.hpp"

namespace eprop {

std::vector<std::string> node_model_names();

// A function called exp, log, sin or cos, the same bytes on every CPU.
std::vector<double> elementary(const std::string& function, std::span<const double> values);

// What the binding sees of the core: a network and its state, spoken to by names, ids and arrays. Every call either does all it is
// asked or refuses by BadInput and leaves the network as it was. Python's side of each is described in _core.pyi.
class Engine {
public:
    using Columns = std::map<std::string, std::span<const double>>;
    using Scalars = std::map<std::string, double>;

    Engine();

    // kernel.cpp
    static std::vector<Parameter> kernel_parameters();
    double kernel(const std::string& name) const;
    void set_kernel(const Scalars& values);

    // nodes.cpp
    static std::vector<Parameter> node_parameters(const std::string& model);
    NodeId create(const std::string& model, Index n);
    void remove_last(Index n);
    std::vector<std::int32_t> models_of(std::span<const NodeId> ids) const;
    std::vector<double> nodes(std::span<const NodeId> ids, const std::string& name) const;
    void set_nodes(std::span<const NodeId> ids, const Columns& values);
    std::vector<double> array(NodeId id, const std::string& name) const;
    void set_arrays(std::span<const NodeId> ids, const std::map<std::string, std::vector<std::vector<double>>>& values);
    std::vector<std::string> names(NodeId id, const std::string& name) const;
    void set_names(std::span<const NodeId> ids, const std::string& name, const std::vector<std::string>& value);
    double default_of(const std::string& model, const std::string& name) const;
    void set_defaults(const std::string& model, const Scalars& values);

    // models.cpp
    void copy_model(const std::string& existing, const std::string& name);  // of nodes or of synapses, with its defaults
    void remove_copy(const std::string& name);                              // the last copy, as long as nothing uses it

    // random.cpp
    // Values of a distribution, one an element: functions of the seed, the number of the call and the element.
    std::vector<double> draw(const std::string& distribution, double a, double b, std::span<const std::int64_t> elements);
    std::uint64_t draw_calls() const { return net_.draw_calls; }  // so far
    void rewind_draws(std::uint64_t calls) { net_.draw_calls = calls; }
    // How many connections a rule will draw in the next call of connect.
    Index count_pairs(std::span<const NodeId> sources, std::span<const NodeId> targets, ConnectionRule rule) const;

    // connections.cpp
    std::vector<Parameter> synapse_parameters(const std::string& model) const;
    std::vector<Parameter> common_parameters(const std::string& model) const;
    std::vector<std::string> synapse_models() const;
    // What is known of a synapse that is to be made: its model, and values of parameters, one for all or one each.
    struct Synapse {
        std::string model;
        Scalars scalars;
        Columns arrays;
    };
    // Each pair that the rule makes is connected by all of the synapses.
    void connect(std::span<const NodeId> sources, std::span<const NodeId> targets, const ConnectionRule& rule,
                 const std::vector<Synapse>& synapses);
    struct Found {
        std::vector<std::int64_t> handles;
        std::vector<NodeId> sources, targets;
        std::vector<std::int32_t> models;
    };
    // Null: any. Ordered by synapse model, then source, then the order in which the connections were made.
    Found find_connections(const std::vector<NodeId>* sources, const std::vector<NodeId>* targets, const std::string* model) const;
    std::vector<double> connections(std::span<const std::int64_t> handles, const std::string& name) const;
    void set_connections(std::span<const std::int64_t> handles, const Columns& values);
    Index count_connections(const std::string& model) const;
    void disconnect(std::span<const std::int64_t> handles);
    void apply_pending_updates();
    double synapse_default(const std::string& model, const std::string& name) const;
    void set_synapse_defaults(const std::string& model, const Scalars& values);

    // recordings.cpp
    void arrange(NodeId recorder);        // bring the rows in NEST's order
    Index events(NodeId recorder) const;  // number of visible rows
    Index moved(NodeId recorder) const;
    // Columns of the first rows, written to `to`.
    void read_stamps(NodeId recorder, Index rows, Step* to) const;
    void read_senders(NodeId recorder, Index rows, NodeId* to) const;
    void read_values(NodeId recorder, Index column, Index rows, double* to) const;
    std::vector<std::string> columns(NodeId recorder) const;  // names of the columns of values
    const Recording& passages(NodeId weight_recorder) const;
    void clear_events(NodeId recorder);
    void move_events(NodeId recorder, Index rows);  // the first ones are kept elsewhere from now on
    Step tics() const { return Grid{net_.settings.resolution}.tics(); }  // thousandths of a millisecond in a step

    void start_run() { state_.sent = 0; }
    // Steps taken of `steps`; returns early after about `milliseconds`.
    Step simulate(Step steps, double milliseconds);

private:
    const NodeRef& node(NodeId id) const;
    Index node_model(const std::string& name) const;  // position in Network::models
    Index same_block(std::span<const NodeId> ids) const;
    Index field(NodeId id, const std::string& name) const;
    void check_value(const NodeModel& model, const Parameter& p, double value) const;
    Index synapse(const std::string& model) const;
    ConnectRequest request(std::span<const NodeId> sources, std::span<const NodeId> targets, const ConnectionRule& rule,
                           const Synapse& synapse) const;
    std::vector<Index> places(std::span<const std::int64_t> handles) const;  // where connections stand in their projections
    template <class Self, class Visit>
    static auto recorded(Self& self, NodeId id, Visit visit);
    void check_multimeter(const Projection& p, Index synapses) const;
    void seed(ConnectionRule& rule) const;
    void prepare();

    Network net_;
    State state_;
    Threads threads_;
    std::vector<std::vector<double>> defaults_;  // by node model and field
    bool prepared_ = false;   // whether what follows from parameters and connectivity is up to date
    bool scheduled_ = false;  // whether what the generators will do is
};

}  // namespace eprop
