#pragma once

#include <optional>
#include <vector>

#include "base/block.hpp"
#include "base/random.hpp"
#include "base/settings.hpp"
#include "devices/window.hpp"
#include "events/delay_ring.hpp"

namespace eprop {

// The Poisson distribution of a mean, a table to look numbers of spikes up in.
class PoissonCounts {
public:
    explicit PoissonCounts(double mean);
    // The number that a uniform one in [0, 1) stands for.
    Index draw(double uniform) const;

    static constexpr double most = 1e5;  // largest mean

private:
    Index first_ = 0;                 // what is less has no weight that a double knows of
    std::vector<double> cumulative_;  // probability of up to first_ + i
};

// The spikes that a generator sends through one synapse: those in a step are a function of the key and the step.
struct Train {
    std::uint64_t key;
    Arrival row;
    Step delay;
    bool recorded;   // whether the target is a spike recorder, this one
    Index recorder;

    // Uniform in [0, 1), decides about the spikes sent in step t.
    double number(Step t) const { return Random(key, for_trains, static_cast<std::uint64_t>(t)).uniform(); }
};

std::uint64_t train_key(std::uint64_t seed, Arrival row);

// poisson_generator
class PoissonGenerators : public Block {
public:
    enum Field : Index { start, stop, origin, rate };
    PoissonGenerators();
    void check(const Proposed& node) const override;
    void prepare(const Settings& settings);
    // How many spikes generator j sends through a synapse in step t; null: none.
    const PoissonCounts* counts(Index j, Step t) const { return counts_[j] && windows_[j].holds(t) ? &*counts_[j] : nullptr; }

private:
    std::vector<Window> windows_;
    std::vector<std::optional<PoissonCounts>> counts_;
};

}  // namespace eprop
