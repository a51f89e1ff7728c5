#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/chunks.hpp"
#include "base/growing.hpp"
#include "base/types.hpp"

namespace eprop {

// What a spike recorder or a weight recorder has noted, a row an event. Stamps ascend.
struct Recording {
    Growing<Step> stamps;
    Growing<NodeId> senders;
    Growing<NodeId> targets;          // weight recorders only, as the next ones
    Growing<std::int64_t> receptors;  // of the targets
    Growing<std::int64_t> ports;      // as counted by Projection::first_port
    Growing<double> weights;          // pA
    Index moved = 0;                  // rows that were erased because they are kept elsewhere

    Index rows_until(Step last) const { return static_cast<Index>(std::ranges::upper_bound(stamps, last) - stamps.begin()); }
    void read_stamps(Index rows, Step* to) const { std::copy_n(stamps.data(), rows, to); }
    void read_senders(Index rows, NodeId* to) const { std::copy_n(senders.data(), rows, to); }
    void read_values(Index, Index rows, double* to) const { std::copy_n(weights.data(), rows, to); }
    // Brings rows of one stamp in the order in which NEST shows them: of their senders; those of one sender in the order of the ports, too,
    // one passage of all ports after the other.
    void arrange() { ports.empty() ? sort_senders() : sort_ports(); }
    void erase_first(Index rows);
    void append(const Recording& later);
    void clear();

private:
    void sort_senders();
    void sort_ports();
    template <class Visit>
    void each_column(Visit visit);
};

// What a multimeter has noted: now and then a sample, some quantities of its targets. A row is a target in a sample; neither its time nor
// its target is kept with it, nor is a quantity that is, for all targets, what it was in the sample before.
class Samples {
public:
    using Senders = std::shared_ptr<const std::vector<NodeId>>;
    struct Plan {
        Senders senders;  // the targets
        Index quantities;
        Step interval;
    };

    Index moved = 0;  // rows that were erased because they are kept elsewhere

    Samples() = default;
    Samples(Samples&&) = default;
    Samples(const Samples& other) : moved(other.moved) { append(other); }
    Samples& operator=(Samples&&) = default;
    Samples& operator=(const Samples& other) { return *this = Samples(other); }

    // Takes a sample; read(quantity, to) writes its values, one a target.
    template <class Read>
    void take(const Plan& plan, Step stamp, Read read) {
        if (stretches_.empty() || !stretches_.back().goes_on(plan, stamp)) begin_stretch(plan, stamp);
        ++stretches_.back().samples;
        const Index targets = plan.senders->size();
        for (const double*& last : last_) {
            double* values = values_.extend(targets);
            read(static_cast<Index>(&last - last_.data()), values);
            const bool same = last && std::equal(values, values + targets, last, is_same);
            repeats_.push_back(same);
            same ? values_.take_back(targets) : void(last = values);
        }
    }
    Index rows_until(Step last) const;
    void read_stamps(Index rows, Step* to) const;
    void read_senders(Index rows, NodeId* to) const;
    void read_values(Index quantity, Index rows, double* to) const;
    void arrange() {}
    void erase_first(Index rows);
    void append(const Samples& later) { append_from(later, 0); }
    void clear();

private:
    struct Stretch {  // samples at regular times
        Plan plan;
        Step first;
        Index samples = 0;

        bool goes_on(const Plan& next, Step stamp) const { return plan.senders == next.senders && stamp == stamp_of(samples); }
        Step stamp_of(Index i) const { return first + static_cast<Step>(i) * plan.interval; }
        Index targets() const { return plan.senders->size(); }
    };
    static bool is_same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }
    void begin_stretch(const Plan& plan, Step stamp);
    void append_from(const Samples& other, Index row);
    // Visits the samples of the first rows: the stretch, the number in it, and where the values of each quantity are.
    template <class Visit>
    void each(Index rows, Visit visit) const;

    std::vector<Stretch> stretches_;
    std::vector<bool> repeats_;        // by sample and quantity
    Chunks values_;                    // of those that are no repeats
    std::vector<const double*> last_;  // by quantity, the values of the last sample of the last stretch
};

// What all recorders of a network have noted.
struct Recordings {
    std::vector<Samples> samples;            // by multimeter
    std::vector<Recording> spikes, weights;  // by spike recorder and by weight recorder

    void resize(const Recordings& other);  // to as many recorders
    void clear();
    void append(const Recordings& later);
};

}  // namespace eprop
