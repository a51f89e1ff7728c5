#pragma once

#include <array>
#include <utility>
#include <vector>

#include "base/aligned.hpp"
#include "base/block.hpp"
#include "base/settings.hpp"
#include "base/step_ring.hpp"
#include "learning/kept_history.hpp"

namespace eprop {

// Rate input of the readouts: weight times the signal of another readout, or of a generator, one value a connection.
struct RateLink {
    std::uint32_t source, target;  // positions in their blocks
    double weight;
};

struct RateInput {
    std::vector<RateLink> from_generators, from_readouts;
};

// State of the readouts; voltages relative to E_L.
struct ReadoutState {
    Doubles v, i_syn;           // mV, pA; i_syn is written by projections, cleared by update, as the next two
    std::vector<const double*> rows;  // of weights that arrive on top of i_syn, as long as the block
    bool filled = false;              // whether i_syn holds anything
    Doubles current, drive;     // pA of the last step; P_i * current, mV
    Doubles signal, target, error;
    Doubles unnormalized, sent; // of the step before, and what other readouts hear of it
    bool kept = false;          // whether they have been computed already, as V_m or loss have changed since
    Doubles last_error;         // error of the step before
    StepRing errors;            // (steps, readouts)
    std::array<Doubles, 2> generated;  // by receptor: what the generators send, constant between their changes
    std::array<Doubles, 2> received;   // by receptor: that and what the other readouts send
    bool drive_settled = false;
    bool updated = false;  // whether a step has been taken
    int open = 0;          // steps after which error and last_error are 0, if no others follow in which errors count

    Index width() const { return v.size() - lanes; }  // readouts, padded
};

// The readouts of the interval models (eprop_readout_bsshslm_2020), or of the online ones (eprop_readout).
class Readout : public Block {
public:
    // clang-format off
    enum Field : Index {
        C_m, E_L, I_e, V_min, loss, regular_spike_arrival, tau_m, eprop_isi_trace_cutoff,
        V_m, eprop_history_duration, error_signal, readout_signal, readout_signal_unnorm, target_signal,
    };
    // clang-format on
    static constexpr int normalization_receptor = 1, window_receptor = 1, target_receptor = 2;

    explicit Readout(bool online);
    void read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const override;
    void write(State& state, Index field, Index k, double value) override;

    void prepare(State& state, const Settings& settings);
    // Take over what the generators send; amplitudes: one value a generator.
    void receive_rates(State& state, const std::vector<double>& amplitudes) const;
    // Currents from generators that act in the next step, one sum a readout.
    void take_currents(State& state, const double* sums) const;
    void update(State& state, const Settings& settings) const;
    ReadoutState& of(State& state) const { return const_cast<ReadoutState&>(of(std::as_const(state))); }
    const ReadoutState& of(const State& state) const;

    Doubles kappa, log_kappa, P_z, P_i, V_min_rel;  // one value a readout (spec 2.2)
    std::array<RateInput, 2> rates;      // by receptor - 1; written by the engine from the rate connections
    KeptHistory kept_history;            // written by the engine, where a multimeter records its duration

protected:
    void resize_state(State& state) override;

private:
    Step history_kept(const State& state, Index k) const;
    double unnormalized(const ReadoutState& s, Index k) const;
    void keep_signals(ReadoutState& s) const;
    void move_membrane(ReadoutState& s) const;
    void compare(ReadoutState& s) const;
    void compare_online(ReadoutState& s) const;

    bool online_;
};

}  // namespace eprop
