#pragma once

#include <vector>

#include "base/aligned.hpp"
#include "base/block.hpp"
#include "base/settings.hpp"
#include "base/step_ring.hpp"
#include "base/thread_pool.hpp"
#include "learning/kept_history.hpp"
#include "learning/target_history.hpp"
#include "learning/window_maps.hpp"
#include "populations/family.hpp"
#include "populations/fired.hpp"
#include "populations/forced.hpp"
#include "simd/kernels.hpp"

namespace eprop {

// State of the recurrent neurons; every array holds one value a neuron, padded to whole vectors. Voltages are relative to E_L.
struct RecurrentState {
    Doubles v;        // mV, membrane
    Doubles z;        // 1 if the neuron fired in the last step
    Doubles a;        // adaptation
    Doubles ready_at;   // the first step after the refractory period
    Doubles threshold;  // mV, that of the membrane, +inf while refractory; not of the delta family
    Doubles push;       // mV, drive, less what a spike takes from the next step
    std::vector<std::uint32_t> resting;  // refractory neurons; not of the delta family
    Doubles kept;     // mV, input of the refractory period that counts after it; eprop_iaf_psc_delta only
    Doubles i_syn;    // pA, weights that arrive in this step; written by projections, cleared by update, as the next two
    std::vector<const double*> rows;  // rows of weights that arrive on top of i_syn, as long as the block
    bool filled = false;              // whether i_syn holds anything
    Doubles current;  // pA, I_e of the last step
    Doubles drive;    // mV, P_i * current
    Doubles forced;   // of neurons that ignore their membrane, 1 if they spike in this step, -1 if not; 0 of the others
    std::vector<Step> forced_at;  // the next step in which they do
    Doubles count;    // spikes in the current update interval
    Doubles interval_regularization[2];  // R_j (spec 2.3) of even and odd intervals, set with the last step of each
    StepRing psi;                 // surrogate gradients, (steps, neurons)
    Step last_step = -1;          // the step that was taken last
    TargetHistory by_target;      // psi and regularization once more, where sparse rows of online models need it
    WindowMaps maps;              // over psi, regularization and errors; online models only, see Network::map_reach
    Doubles rate;                 // spikes/ms, filtered by kappa_reg; online models only, as the next
    StepRing regularization;      // F_j (spec 3), (steps, neurons)
    bool drive_settled = false;   // whether drive already follows the I_e of today
    std::vector<std::uint32_t> spiking;  // the neurons that fired in the last step, ascending
    FiredBits fired;                     // scratch: the same, a bit a neuron

    Index width() const { return v.size(); }  // neurons, padded
};

// The neurons of a family, with and without adaptation in one block, so that a row of synapses runs over both.
class Recurrent : public Block {
public:
    // clang-format off
    enum Field : Index {
        C_m, E_L, I_e, V_min, V_th, c_reg, f_target, flush_event_send_interval, ignore_and_spike,
        ignore_and_spike_interval, ignore_and_spike_offset, regular_spike_arrival,
        surrogate_gradient_function, surrogate_gradient_height, surrogate_gradient_width, t_ref, tau_m,
        eprop_isi_trace_cutoff, kappa, kappa_reg, V_reset, refractory_input,
        V_m, eprop_history_duration, learning_signal, surrogate_gradient,
        adapt_beta, adapt_tau, V_th_adapt, adaptation,
    };
    // clang-format on

    explicit Recurrent(Family family);
    void read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const override;
    void write(State& state, Index field, Index j, double value) override;
    void check(const Proposed& node) const override;

    void set_adaptive(Index first, bool adaptive);  // of all neurons from first on

    // Recompute what follows from the parameters; call after any change of them, before update.
    void prepare(State& state, const Settings& settings);
    // Currents from generators that act in the next step, one sum a neuron.
    void take_currents(State& state, const double* sums) const;
    // One step; which neurons spike.
    const std::vector<std::uint32_t>& update(State& state, const Settings& settings, ThreadPool& pool) const;
    RecurrentState& of(State& state) const;
    const RecurrentState& of(const State& state) const;

    Index stride() const { return padded(size_); }
    // The learning signals that these values of the readouts make
    Signal signal(const double* values) const { return {feedback.data(), feedback_rows, feedback_stride, values}; }
    struct Run {  // neighbours of one kind
        Index begin, end;
        Index kind;
        bool same = false;  // whether all have the same constants of the membrane
        Kernels::Membrane* pass = nullptr;
    };
    // Kind 1: with adaptation. Neurons without it may stand in such a run: their beta and rho are 0, the results the same.
    const std::vector<Run>& adaptation_runs() const { return adaptation_runs_; }

    // Constants of the membrane and of the gradient, one value a neuron (spec 2.1, 2.3)
    Doubles alpha, P_z, P_i, V_th_rel, V_min_rel, V_reset_rel, ready_after, beta, rho, height, inv_width;
    Doubles surrogate;   // position in surrogate_names
    Doubles keep_decay;  // dt / tau_m, +inf where refractory input is lost
    Doubles kappa_e, kappa_f;  // online models (spec 3): kappa, kappa_reg
    Doubles c_f, target_f;     // c_reg, f_target in spikes a step
    Doubles log_alpha, log_kappa, log_kappa_reg, log_rho;
    // Bounds of |L_j| by the largest error, of |F_j|, of psi and of its sum over a decaying trace; for the maps over windows.
    double largest_feedback = 0.0, largest_F = 0.0, largest_psi = 0.0, largest_psi_sum = 0.0;
    bool uniform = false;                     // whether alpha, kappa and kappa_reg are the same for all
    bool adapts = false;                      // whether any neuron is adaptive
    bool regularizes = false;                 // whether any c_reg is not 0
    // L_j = sum over k of feedback[k * feedback_stride + j] * error_k; written by the engine from the learning signal connections
    Doubles feedback;
    Index feedback_rows = 0, feedback_stride = 0;  // readouts and padded neurons when it was written
    KeptHistory kept_history;  // written by the engine, where a multimeter records its duration
    std::vector<bool> taught;  // which neurons have e-prop synapses; as in NEST, the others show no learning signal. Written by the engine

protected:
    void resize_state(State& state) override;

private:
    void read_surrogates(const RecurrentState& s, std::span<const Index> nodes, double* values) const;
    void read_signals(const State& state, std::span<const Index> nodes, double* values) const;
    Step history_kept(const State& state, Index j) const;
    void find_bounds(double dt);
    void reset(RecurrentState& state) const;
    void regularize_step(RecurrentState& state, Step t, double resolution, ThreadPool& pool) const;
    void regularize_interval(RecurrentState& state, Step n, Step interval) const;
    void settle_drive(RecurrentState& state) const;
    void lay_push(RecurrentState& state) const;
    void lay_thresholds(RecurrentState& state, Step t) const;
    void pass(Index begin, Index end, const MembraneState& membrane, double* psi, FiredBits& fired) const;
    void note_fired(RecurrentState& state, Step t) const;

    void settle_padding();
    bool alike(Index i, Index j) const;
    MembraneVariant variant_of(const Run& run) const;
    void make_adaptation_runs();
    void make_surrogate_runs();

    Family family_;
    std::vector<bool> adaptive_;
    std::vector<ForcedSpikes> forced_;
    bool forces_ = false;  // whether any neuron spikes at set times
    std::vector<Run> adaptation_runs_;
    std::vector<Run> surrogate_runs_;  // of the neurons whose membrane pass leaves the surrogate gradient to another one
    MembraneConstants constants_;
};

}  // namespace eprop
