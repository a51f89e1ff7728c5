#pragma once

#include <array>

#include "base/types.hpp"
#include "populations/recurrent.hpp"

namespace eprop {

// clang-format off
enum BlockId : Index {
    spike_generators, rate_generators, parrots, recurrent, readouts, multimeters, spike_recorders, weight_recorders, block_count,
};
// clang-format on

// A model of nodes: the block that holds them and what of its fields they show. To add one: a line here, and its block.
struct NodeModel {
    const char* name;
    BlockId block;
    bool adaptive = false;
    Index fields = all_fields;
    static constexpr Index all_fields = ~Index{0};
};

inline constexpr std::array node_models = {
    NodeModel{"eprop_iaf_adapt_bsshslm_2020", recurrent, true},
    NodeModel{"eprop_iaf_bsshslm_2020", recurrent, false, Recurrent::lif_fields},
    NodeModel{"eprop_readout_bsshslm_2020", readouts},
    NodeModel{"multimeter", multimeters},
    NodeModel{"parrot_neuron", parrots},
    NodeModel{"spike_generator", spike_generators},
    NodeModel{"spike_recorder", spike_recorders},
    NodeModel{"step_rate_generator", rate_generators},
    NodeModel{"weight_recorder", weight_recorders},
};

}  // namespace eprop
