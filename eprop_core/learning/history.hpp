#pragma once

#include <algorithm>
#include <iterator>
#include <mutex>
#include <span>
#include <vector>

#include "base/aligned.hpp"
#include "events/delay_ring.hpp"

namespace eprop {

// The spikes that arrived at e-prop synapses in one update interval, as one flat list with the place where each step starts.
class ArrivalLog {
public:
    void clear() { arrivals_.clear(), starts_.clear(); }
    // One more of the first step.
    void add_first(Arrival arrival) {
        arrivals_.insert(arrivals_.begin(), arrival);
        for (Index k = 1; k < starts_.size(); ++k) ++starts_[k];
    }
    // One more step; the list that takes its spikes.
    std::vector<Arrival>& begin_step() {
        starts_.push_back(arrivals_.size());
        return arrivals_;
    }
    // Forgets spikes.
    template <class Gone>
    void erase_if(Gone is_gone) {
        std::vector<Arrival> kept;
        for (Index k = 0; k < starts_.size(); ++k) {
            const auto arrivals = at(k);
            starts_[k] = kept.size();
            std::ranges::remove_copy_if(arrivals, std::back_inserter(kept), is_gone);
        }
        arrivals_ = std::move(kept);
    }

    bool empty() const { return arrivals_.empty(); }
    Index steps() const { return starts_.size(); }
    std::span<const Arrival> at(Index k) const {
        const Index end = k + 1 < starts_.size() ? starts_[k + 1] : arrivals_.size();
        return {arrivals_.data() + starts_[k], end - starts_[k]};
    }

private:
    std::vector<Arrival> arrivals_;
    std::vector<Index> starts_;
};

// What came through a row of the interval models.
struct Passage {
    Step interval = 0;          // update interval of the last spike
    Step interval_before = 0;   // the same when that interval started; see KeptHistory
    Step last_arrival = -1;     // step in which it came through
    Step collected_early = -1;  // interval whose gradient was collected before its last learning signal was known
};

// What the gradient of an update interval needs, beside the surrogate gradients and errors that the neurons keep, once the interval
// is over. Two intervals overlap by the time that a learning signal takes to come back, so there are logs of even and of odd ones.
struct History {
    ArrivalLog recurrent[2], readout[2];
    std::vector<Passage> passages;  // by row, counted over all projections

    std::vector<Doubles> sums;    // by projection: what the interval adds to the gradient of each synapse
    std::vector<Arrival> summed;  // the rows whose sums are not 0
    std::vector<char> is_summed;  // which these are, by row

    // Where other threads simulate other intervals at the same time (engine/intervals.hpp): who holds it may update weights, and sums
    // wait until it is their interval's turn. Else null.
    std::mutex* shared = nullptr;
    // A history may begin late. Whether a spike in step 0 of its first interval counts at a readout depends on the interval before.
    Step begins = 0;              // its first interval
    std::vector<Arrival> unsure;  // those spikes

    void begin(Step interval) {
        for (ArrivalLog* log : {&recurrent[0], &recurrent[1], &readout[0], &readout[1]}) log->clear();
        std::fill(passages.begin(), passages.end(), Passage{.interval = -1, .interval_before = -1});
        std::fill(is_summed.begin(), is_summed.end(), false);
        begins = interval;
        unsure.clear();
    }

    Doubles Lambda, zeta, mu, R;  // scratch of the backward pass, (neurons,)
    Doubles L, G;                 // likewise, (entries, neurons)
};

}  // namespace eprop
