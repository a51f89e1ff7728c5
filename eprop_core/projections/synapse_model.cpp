#include "projections/synapse_model.hpp"

#include "learning/names.hpp"

namespace eprop {

namespace {

const Parameter connection_parameters[] = {
    real("weight", "pA", 1.0, rule::finite, "Weight"),
    real("delay", "ms", 1.0, rule::positive,
         "Delay, rounded to whole steps; that of e-prop synapses must be one step; learning signals and "
         "rates take one step, whatever it is"),
    integer("receptor_type", 0.0, rule::whole, "Receptor of the target"),
    {"optimizer.m", "", Kind::real, Access::state, 0.0, rule::finite, "Adam: first moment of the gradient"},
    {"optimizer.v", "", Kind::real, Access::state, 0.0, rule::non_negative, "Adam: second raw moment of the gradient"},
    real("tau_m_readout", "ms", 10.0, rule::positive, "Time constant of the readouts' membrane, filters the eligibility trace"),
};

const Parameter common_parameters[] = {
    {"weight_recorder", "", Kind::integer, Access::set, 0.0, rule::whole, "Weight recorder that notes every transmitted spike"},
    choice("optimizer.type", optimizer_names, "Optimizer"),
    integer("optimizer.batch_size", 1.0, rule::count, "Number of update intervals in a batch"),
    real("optimizer.eta", "", 1e-4, rule::non_negative, "Learning rate"),
    real("optimizer.Wmin", "pA", -100.0, rule::finite, "Lower bound of the weight"),
    real("optimizer.Wmax", "pA", 100.0, rule::finite, "Upper bound of the weight"),
    real("optimizer.beta_1", "", 0.9, rule::fraction, "Adam: decay of the first moment"),
    real("optimizer.beta_2", "", 0.999, rule::fraction, "Adam: decay of the second moment"),
    real("optimizer.epsilon", "", 1e-7, rule::non_negative, "Adam: added to the root of the second moment"),
    flag("optimizer.optimize_each_step", true, "Online models: optimize after every step (True) or every spike"),
    flag("average_gradient", false, "Whether the gradient is divided by the learning window"),
};

SynapseModel model(const char* name, SynapseKind kind, bool online = false) {
    const bool eprop = kind == SynapseKind::eprop;
    const Fields all = connection_parameters, common = common_parameters;
    SynapseModel m{.name = name,
                   .kind = kind,
                   .online = online,
                   .fields = !eprop   ? all.first(field_m)
                             : online ? all.first(field_tau_m_readout)
                                      : all,
                   .common_fields = !eprop   ? common.first(common_optimizer)
                                    : online ? common.first(common_average_gradient)
                                             : common,
                   .defaults = {},
                   .common = {},
                   .first_eta = 0.0};
    for (const Parameter& p : m.fields) m.defaults.push_back(p.initial);
    for (const Parameter& p : m.common_fields) m.common.push_back(p.initial);
    if (eprop) m.first_eta = m.common[common_eta];
    return m;
}

}  // namespace

std::vector<SynapseModel> synapse_models() {
    return {
        model("eprop_synapse_bsshslm_2020", SynapseKind::eprop),
        model("eprop_learning_signal_connection_bsshslm_2020", SynapseKind::feedback),
        model("eprop_synapse", SynapseKind::eprop, true),
        model("eprop_learning_signal_connection", SynapseKind::feedback, true),
        model("rate_connection_delayed", SynapseKind::rate),
        model("static_synapse", SynapseKind::fixed),
        // NEST stores these in less memory.
        model("eprop_synapse_bsshslm_2020_hpc", SynapseKind::eprop),
        model("eprop_synapse_hpc", SynapseKind::eprop, true),
        model("static_synapse_hpc", SynapseKind::fixed),
    };
}

}  // namespace eprop
