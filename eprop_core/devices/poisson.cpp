#include "devices/poisson.hpp"

#include <algorithm>

#include "engine/state.hpp"

namespace eprop {

namespace {

const Parameter poisson_fields[] = {
    device_start,
    device_stop,
    device_origin,
    real("rate", "spikes/s", 0.0, rule::spike_rate, "Mean rate of the spikes that each target receives"),
};

}  // namespace

// From the most probable number outwards, until a double cannot tell the sum from 1.
PoissonCounts::PoissonCounts(double mean) : mean_(mean) {
    constexpr double least = 1e-20;
    const double mode = std::floor(mean);
    std::vector<double> lower, upper;
    for (double k = mode, p = 1.0; k > 0.0 && p > least; --k) lower.push_back(p *= k / mean);
    for (double k = mode + 1.0, p = 1.0; p > least; ++k) upper.push_back(p *= mean / k);
    first_ = static_cast<Index>(mode) - lower.size();
    cumulative_.assign(lower.rbegin(), lower.rend());
    cumulative_.push_back(1.0);
    cumulative_.insert(cumulative_.end(), upper.begin(), upper.end());
    for (Index i = 1; i < cumulative_.size(); ++i) cumulative_[i] += cumulative_[i - 1];
    const double sum = cumulative_.back();
    for (double& p : cumulative_) p /= sum;
}

Index PoissonCounts::draw(double uniform) const {
    if (uniform < cumulative_[0]) return first_;
    return first_ + static_cast<Index>(std::ranges::upper_bound(cumulative_, uniform) - cumulative_.begin());
}

std::uint64_t train_key(std::uint64_t seed, Arrival row) {
    return Random(seed, for_trains, std::uint64_t{row.projection} << 32 | row.row).bits();
}

PoissonGenerators::PoissonGenerators() : Block(poisson_fields) {}

void PoissonGenerators::check(const Proposed& node) const {
    check_window(node[start], node[stop], node[origin], Grid{node.state.resolution});
}

void PoissonGenerators::prepare(const Settings& settings) {
    windows_.clear(), counts_.clear();
    for (Index j = 0; j < size_; ++j) {
        windows_.push_back(window(user_[start][j], user_[stop][j], user_[origin][j], Grid{settings.resolution}));
        counts_.emplace_back(user_[rate][j] * settings.resolution * 1e-3);
    }
}

}  // namespace eprop
