#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/settings.hpp"
#include "devices/generators.hpp"
#include "devices/noise.hpp"
#include "devices/poisson.hpp"
#include "devices/recorders.hpp"
#include "devices/stepwise.hpp"
#include "events/delay_ring.hpp"
#include "populations/iaf.hpp"
#include "populations/models.hpp"
#include "populations/pacemakers.hpp"
#include "populations/parrots.hpp"
#include "populations/readout.hpp"
#include "populations/recurrent.hpp"
#include "projections/projection.hpp"
#include "projections/synapse_model.hpp"

namespace eprop {

// Where a node is kept.
struct NodeRef {
    Index model;  // position in Network::models
    Index block;
    Index j;  // position in the block
};

// A way out of a node: the row of synapses that its spikes pass, `delay` steps later.
struct Outlet {
    Arrival row;
    Step delay;
};

// Where the spikes of a node go.
struct Sender {
    std::uint32_t begin = 0, end = 0;  // its outlets
    bool recorded = false;             // whether a spike recorder hears it
    bool noted = false;                // whether a weight recorder notes its spikes before they arrive
};

// The feedback weights that the errors of steps before `end` met.
struct PastFeedback {
    Step end;
    Doubles feedback;
};

// Projections to recurrent neurons whose gradients share one backward pass: same filter of the eligibility trace, same scale.
struct GradientGroup {
    Index number;
    double tau_m_readout;  // ms
    bool average;
    double kappa = 0.0;
    Doubles gain = {};      // P_z, divided by the learning window where gradients are averaged; one value a neuron
    Doubles feedback = {};  // that of the neurons, times gain and 1 - kappa
    std::vector<PastFeedback> past = {};  // likewise

    const double* feedback_at(Step step) const {
        for (const PastFeedback& before : past)
            if (step < before.end) return before.feedback.data();
        return feedback.data();
    }
};

// What does not change while a network is simulated: settings, nodes with their parameters, connectivity. The weights, and what
// learns them, stand in the projections.
struct Network {
    Settings settings;
    SpikeGenerators spike_generators;
    PoissonGenerators poisson_generators;
    StepGenerators rate_generators{step_rates}, step_current_generators{step_currents}, inhomogeneous_generators{spike_rates};
    DirectCurrents dc_generators;
    NoiseGenerators noise_generators;
    Parrots parrots;
    Recurrent recurrent{interval_family}, online_recurrent{online_family}, delta_recurrent{delta_family};
    Readout readouts{false}, online_readouts{true};
    Iaf delta_iafs{psc_delta}, exp_iafs{psc_exp}, alpha_iafs{psc_alpha};
    Pacemakers pacemakers;
    Injectors injectors;
    Multimeters multimeters;
    SpikeRecorders spike_recorders;
    WeightRecorders weight_recorders;
    std::vector<NodeModel> models{node_models.begin(), node_models.end()};  // and copies of them
    std::vector<NodeRef> nodes;              // by id - 1
    std::vector<NodeId> ids[block_count];    // by position in the block
    std::vector<SynapseModel> synapses = synapse_models();  // and copies of them
    std::vector<Projection> projections;
    std::uint64_t connect_calls = 0, draw_calls = 0;  // since rng_seed was set: each call of Connect, and of a distribution, draws anew

    // Follows from the above, see prepare
    std::vector<GradientGroup> gradient_groups;
    std::vector<PastFeedback> past_feedback;  // of the interval models, oldest first, as long as gradients need it
    std::vector<Outlet> outlets;  // by source
    std::vector<Sender> senders[block_count];  // by position in the block
    std::vector<std::vector<Train>> trains[2];  // of poisson_generators and inhomogeneous_generators, by generator
    bool learns_online = false;   // whether there are any synapses of the online models
    Step patience = 1;  // steps after which a row of the online models goes through its history, even if no spike comes
    std::vector<Index> current_projections;  // from current generators to neurons
    std::vector<std::vector<Arrival>> noise_rows;  // by noise generator
    std::vector<std::vector<Index>> recorded_by;  // by node id: the spike recorders that hear it

    Block& block(Index id);
    const Block& block(Index id) const { return const_cast<Network*>(this)->block(id); }
    const Recurrent& recurrent_of(Index block) const {
        return block == BlockId::recurrent ? recurrent : block == BlockId::online_recurrent ? online_recurrent : delta_recurrent;
    }
    std::array<const Stepwise*, stepwise_kinds> stepwise() const {
        return {&rate_generators, &dc_generators, &step_current_generators, &inhomogeneous_generators};
    }
    const Readout& readout_of(Index block) const { return block == BlockId::readouts ? readouts : online_readouts; }
    const NodeRef& node(NodeId id) const { return nodes[static_cast<Index>(id - 1)]; }
    Sender& sender_of(NodeId id) { return senders[node(id).block][node(id).j]; }
    const Sender& sender_of(NodeId id) const { return senders[node(id).block][node(id).j]; }
    double cutoff_of(NodeId id) const;  // eprop_isi_trace_cutoff in steps
    SynapseModel& model_of(const Projection& p) { return synapses[p.model]; }

    std::pair<Step, Step> delays() const;  // smallest and largest of all connections

    // Recompute all that follows from parameters and connectivity, and make room in the state. Call after changes, before simulating.
    void prepare(State& state);
    // Lay down what the generators will do; call after changes of them, and after prepare.
    void schedule(State& state);
    // Whether currents act as they will from now on; they take a step.
    bool settled(const State& state) const;
    // What the multimeters are connected to; call when that changes.
    void lay_probes();

private:
    void group_gradients();
    void lay_outlets();
    void number_rows(State& state);
    void lay_trains();
    void lay_links(Step now);
    void number_ports();
    void lay_kept_history();
    void lay_feedback(Recurrent& block, const Readout& from);
    void lay_interval_feedback(Step now);
    void lay_rates(Readout& block);
    void lay_currents(State& state);
    void find_cutoffs();
    void settle_rows();
    void make_room(State& state);
    Step map_reach(const Recurrent& block) const;
    bool can_map(const Recurrent& block, const Projection& projection) const;
    bool has_sparse_passes(const Recurrent& block) const;
    void group_history(State& state, Recurrent& block, Step entries) const;
    void start_maps(State& state, Recurrent& block) const;

    static constexpr Step longest_map = 128;  // entries
    static constexpr Step overlap = 4;  // steps until the last learning signal of an interval has come back, and a spare one
};

}  // namespace eprop
