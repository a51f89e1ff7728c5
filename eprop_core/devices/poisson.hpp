#pragma once

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
    explicit PoissonCounts(double mean = 0.0);
    // The number that a uniform one in [0, 1) stands for.
    Index draw(double uniform) const;
    double mean() const { return mean_; }

private:
    double mean_;
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
    bool active(Index j, Step t) const { return windows_[j].holds(t); }
    // Of the spikes that generator j sends through a synapse in a step.
    const PoissonCounts& counts(Index j) const { return counts_[j]; }

private:
    std::vector<Window> windows_;
    std::vector<PoissonCounts> counts_;
};

}  // namespace eprop
