#pragma once

#include <vector>

#include "base/aligned.hpp"
#include "base/block.hpp"
#include "base/settings.hpp"
#include "populations/fired.hpp"
#include "populations/forced.hpp"

namespace eprop {

// What a spike does to a neuron: iaf_psc_delta, iaf_psc_exp, iaf_psc_alpha.
enum IafKind : Index { psc_delta, psc_exp, psc_alpha, iaf_kinds };

// State of the neurons of a kind; every array holds one value a neuron, padded to whole vectors. Voltages are relative to E_L.
struct IafState {
    Doubles v;                    // mV, membrane
    Doubles z;                    // 1 if the neuron fired in the last step
    Doubles r;                    // steps of refractory period that are left; iaf_psc_delta: the first step after it
    Doubles threshold;            // mV, of this step: random where delta > 0; iaf_psc_delta: scratch
    Doubles drive;                // mV, what constant currents add in a step
    Doubles forced;               // as in RecurrentState, and forced_at
    std::vector<Step> forced_at;
    Doubles i_syn, kept;          // pA, weights that arrive in this step; mV, input that waits for the end of it; iaf_psc_delta only
    Doubles arrived_ex, arrived_in;  // pA, weights > 0 and < 0 that arrive in this step; written by projections, cleared by the pass
    Doubles I_ex, I_in;           // pA, synaptic currents
    Doubles rise_ex, rise_in;     // pA / ms, what makes them rise; iaf_psc_alpha only
    FiredBits fired;  // scratch: which of them fired in this step
};

// iaf_psc_delta, iaf_psc_exp or iaf_psc_alpha: leaky integrate-and-fire neurons that do not learn, integrated exactly over a step
// (Rotter and Diesmann 1999, Biological Cybernetics 81:381).
class Iaf : public Block {
public:
    // clang-format off
    enum Field : Index {
        C_m, E_L, I_e, V_min, V_reset, V_th, delta, ignore_and_spike, ignore_and_spike_interval, ignore_and_spike_offset,
        refractory_input, rho, t_ref, tau_m, tau_syn_ex, tau_syn_in, V_m, I_syn_ex, I_syn_in,
    };
    // clang-format on

    explicit Iaf(IafKind kind);
    void read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const override;
    void write(State& state, Index field, Index j, double value) override;
    void check(const Proposed& node) const override;

    // Recompute what follows from the parameters; call after any change of them, before update.
    void prepare(State& state, const Settings& settings);
    // Currents from generators that act in the next step, one sum a neuron; iaf_psc_exp: also those that pass the excitatory synapse.
    void take_currents(State& state, const double* sums) const;
    void filter_currents(State& state, const double* sums) const;
    // One step; appends to `fired` the positions of the neurons that spike.
    void update(State& state, std::vector<std::uint32_t>& fired) const;
    IafState& of(State& state) const;
    const IafState& of(const State& state) const;

    Index stride() const { return padded(size_); }
    IafKind kind() const { return kind_; }

protected:
    void resize_state(State& state) override;

private:
    void prepare_synapses(double dt, Index j);
    void pass(IafState& state, Step t) const;
    void synaptic_pass(IafState& state) const;
    void draw_thresholds(IafState& state, Step t) const;

    IafKind kind_;
    // What is left of a state after a step, and what each state adds to the membrane in it; one value a neuron
    Doubles keep_v_, keep_ex_, keep_in_, P_i_, P_ex_, P_in_, P_rise_ex_, P_rise_in_;
    Doubles spread_ex_, spread_in_;        // what a rise adds to its current in a step
    Doubles per_weight_ex_, per_weight_in_;  // what a weight of 1 adds to the current, or to its rise
    Doubles V_th_rel_, V_min_rel_, V_reset_rel_, t_ref_steps_, keep_decay_;
    Doubles log_rate_;                     // ln of the spikes a step at the threshold
    std::vector<std::uint64_t> keys_;      // of each neuron's random numbers
    std::vector<ForcedSpikes> forced_;
    bool forces_ = false;                  // whether any neuron spikes at set times
    bool escapes_ = false;                 // whether any has a random threshold
};

}  // namespace eprop
