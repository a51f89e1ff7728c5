#pragma once

#include <array>
#include <string>

#include "base/parameter.hpp"
#include "base/types.hpp"
#include "devices/stepwise_kind.hpp"
#include "populations/family.hpp"

namespace eprop {

// clang-format off
enum BlockId : Index {
    spike_generators, poisson_generators, inhomogeneous_generators, rate_generators, dc_generators, step_current_generators,
    noise_generators, parrots, recurrent, online_recurrent, delta_recurrent, readouts, online_readouts, delta_iafs, exp_iafs,
    alpha_iafs, pacemakers, injectors, multimeters, spike_recorders,
    weight_recorders, block_count,
};
// clang-format on
static_assert(online_recurrent - recurrent == Index{online_family} && delta_recurrent - recurrent == Index{delta_family},
              "State::recurrents");
static_assert(online_readouts - readouts == 1, "State::readouts");
static_assert(dc_generators - rate_generators == Index{direct_currents} &&
                  step_current_generators - rate_generators == Index{step_currents},
              "State::outputs");

// Devices whose spikes are drawn, for each synapse; and all whose spikes do not depend on anything.
constexpr bool sends_trains(Index block) { return block == poisson_generators || block == inhomogeneous_generators; }
constexpr bool is_spike_device(Index block) { return block == spike_generators || sends_trains(block); }

// Neurons stand between generators and recorders in the list.
constexpr bool holds_neurons(Index block) { return parrots <= block && block < multimeters; }
constexpr bool holds_current_generators(Index block) { return dc_generators <= block && block <= noise_generators; }

// A model of nodes: the block that holds them and which groups of the block's fields they show. To add one: a line here, and its block.
// Scripts add copies with names of their own (Network::models).
struct NodeModel {
    std::string name;
    BlockId block;
    unsigned groups = 0;

    bool adaptive() const { return groups & group_adaptive; }
    bool shows(const Parameter& p) const { return p.group == group_any || (groups & p.group) != 0; }
};

inline const std::array node_models = {
    NodeModel{"dc_generator", dc_generators},
    NodeModel{"eprop_iaf", online_recurrent, group_online},
    NodeModel{"eprop_iaf_adapt", online_recurrent, group_online | group_adaptive},
    NodeModel{"eprop_iaf_adapt_bsshslm_2020", recurrent, group_interval | group_adaptive},
    NodeModel{"eprop_iaf_bsshslm_2020", recurrent, group_interval},
    NodeModel{"eprop_iaf_psc_delta", delta_recurrent, group_online | group_delta},
    NodeModel{"eprop_iaf_psc_delta_adapt", delta_recurrent, group_online | group_delta | group_adaptive},
    NodeModel{"eprop_readout", online_readouts, group_online},
    NodeModel{"eprop_readout_bsshslm_2020", readouts, group_interval},
    NodeModel{"iaf_psc_alpha", alpha_iafs, group_floor | group_synaptic},
    NodeModel{"iaf_psc_delta", delta_iafs, group_floor | group_delta},
    NodeModel{"iaf_psc_exp", exp_iafs, group_synaptic | group_escape},
    NodeModel{"ignore_and_fire", pacemakers},
    NodeModel{"inhomogeneous_poisson_generator", inhomogeneous_generators},
    NodeModel{"multimeter", multimeters},
    NodeModel{"noise_generator", noise_generators},
    NodeModel{"parrot_neuron", parrots},
    NodeModel{"poisson_generator", poisson_generators},
    NodeModel{"spike_generator", spike_generators},
    NodeModel{"spike_recorder", spike_recorders},
    NodeModel{"spike_train_injector", injectors},
    NodeModel{"step_current_generator", step_current_generators},
    NodeModel{"step_rate_generator", rate_generators},
    NodeModel{"voltmeter", multimeters},
    NodeModel{"weight_recorder", weight_recorders},
};

}  // namespace eprop
