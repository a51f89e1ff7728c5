#pragma once

#include <vector>

#include "base/aligned.hpp"
#include "base/block.hpp"
#include "base/settings.hpp"

namespace eprop {

// State of the recurrent neurons; every array holds one value a neuron, padded to whole vectors. Voltages are relative to E_L.
struct RecurrentState {
    Doubles v;        // mV, membrane
    Doubles z;        // 1 if the neuron fired in the last step
    Doubles a;        // adaptation
    Doubles r;        // steps of refractory period that are left
    Doubles i_syn;    // pA, weights that arrive in this step; written by projections, cleared by the membrane pass
    Doubles current;  // pA, I_e of the last step
    Doubles drive;    // mV, P_i * current
    Doubles count;    // spikes in the current update interval
    Doubles last_count;
    const double* psi = nullptr;  // surrogate gradients of the last step, a row of the history
    bool drive_settled = false;   // whether drive already follows the I_e of today
};

// eprop_iaf_bsshslm_2020 and, as variant 1, eprop_iaf_adapt_bsshslm_2020 in one block, so that a row of synapses runs over both.
class Recurrent : public Block {
public:
    // clang-format off
    enum Field : Index {
        C_m, E_L, I_e, V_min, V_th, c_reg, f_target, flush_event_send_interval, regular_spike_arrival,
        surrogate_gradient_function, surrogate_gradient_height, surrogate_gradient_width, t_ref, tau_m,
        V_m, learning_signal, surrogate_gradient,
        adapt_beta, adapt_tau, V_th_adapt, adaptation,
    };
    // clang-format on
    static constexpr Index lif_fields = adapt_beta;  // what a neuron without adaptation shows

    Recurrent();
    double read(const State& state, Index field, Index j) const override;
    void write(State& state, Index field, Index j, double value) override;
    void check(const State& state, Index j) const override;

    void set_variant(Index first, bool adaptive);  // of all neurons from first on

    // Recompute what follows from the parameters; call after any change of them, before update.
    void prepare(State& state, const Settings& settings);
    // One step; appends to `fired` the positions of the neurons that spike. psi: row of the history to write, (n,)
    void update(State& state, const Settings& settings, double* psi, std::vector<std::uint32_t>& fired) const;

    Index stride() const { return padded(size_); }
    struct Run {  // neighbours of one kind, padded to whole vectors
        Index begin, end;
        Index kind;
    };
    // Kind 1: with adaptation. Neurons without it may stand in such a run: their beta and rho are 0, the results the same.
    const std::vector<Run>& adaptation_runs() const { return adaptation_runs_; }

    // Constants of the membrane and of the gradient, one value a neuron (spec 2.1, 2.3)
    Doubles alpha, P_z, P_i, V_th_rel, V_min_rel, t_ref_steps, beta, rho, height, inv_width;
    // L_j = sum over k of feedback[k * stride + j] * error_k; written by the engine from the learning signal connections
    Doubles feedback;

protected:
    void resize_state(State& state) override;

private:
    std::vector<Run> make_adaptation_runs() const;
    std::vector<Run> make_surrogate_runs() const;

    std::vector<bool> adaptive_;
    std::vector<Run> adaptation_runs_, surrogate_runs_;
};

}  // namespace eprop
