#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/parameter.hpp"
#include "base/types.hpp"

namespace eprop {

enum class SynapseKind { fixed, eprop, feedback, rate };

// Fields of a connection; every synapse model has the first three.
enum ConnectionField : Index { field_weight, field_delay, field_receptor, field_m, field_v, field_tau_m_readout, connection_fields };

// Fields that all connections of a synapse model share; only e-prop models have more than the first.
// clang-format off
enum CommonField : Index {
    common_weight_recorder, common_optimizer, common_batch_size, common_eta, common_Wmin, common_Wmax, common_beta_1, common_beta_2,
    common_epsilon, common_optimize_each_step, common_average_gradient,
};
// clang-format on

struct SynapseModel {
    std::string name;
    SynapseKind kind;
    bool online;  // of the models that update at every spike
    Fields fields;
    Fields common_fields;
    std::vector<double> defaults;  // by ConnectionField
    std::vector<double> common;    // by CommonField
    double first_eta;              // learning rate in force before a row is optimized for the first time:
    bool eta_set = false;          // the first that was set
    Index connections = 0;

    bool averages() const { return kind == SynapseKind::eprop && !online && common[common_average_gradient] != 0.0; }
    // Whether what a window of history does to a synapse is linear in its traces.
    bool maps_windows() const {
        return common[common_optimize_each_step] == 0.0 || (!adapts_moments() && common[common_batch_size] == 1.0);
    }
    bool adapts_moments() const { return kind == SynapseKind::eprop && common[common_optimizer] != 0.0; }
};

std::vector<SynapseModel> synapse_models();

}  // namespace eprop
