#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/block.hpp"
#include "base/growing.hpp"
#include "base/settings.hpp"
#include "devices/window.hpp"

namespace eprop {

// What one recorder has noted: a row an event, a column a quantity. Stamps ascend.
struct Recording {
    Growing<Step> stamps;
    Growing<NodeId> senders;
    Growing<NodeId> targets;              // weight recorders only, as receptors and ports
    Growing<std::int64_t> receptors;      // of the targets
    Growing<std::int64_t> ports;          // as counted by Projection::first_port
    std::vector<Growing<double>> values;  // one column a recordable; weight recorders: the weight
    Index moved = 0;                      // rows that were erased because they are kept elsewhere

    Index rows_until(Step last) const { return static_cast<Index>(std::ranges::upper_bound(stamps, last) - stamps.begin()); }
    // Rows of one stamp in the order of their senders, as NEST shows spikes.
    void sort_senders();
    // Rows of one sender in the order of the ports, too, one passage of all ports after the other.
    void sort_ports();
    void clear() {
        stamps.clear(), senders.clear(), targets.clear(), receptors.clear(), ports.clear();
        for (auto& column : values) column.clear();
    }
    void append(const Recording& later) {
        stamps.append(later.stamps), senders.append(later.senders), targets.append(later.targets);
        receptors.append(later.receptors), ports.append(later.ports);
        if (values.size() < later.values.size()) values.resize(later.values.size());
        for (Index c = 0; c < later.values.size(); ++c) values[c].append(later.values[c]);
    }
    void erase_first(Index rows) {
        stamps.erase_first(rows), senders.erase_first(rows);
        if (!targets.empty()) targets.erase_first(rows), receptors.erase_first(rows), ports.erase_first(rows);
        for (auto& column : values) column.erase_first(rows);
    }
};

// spike_recorder, and the base of the others: nodes that keep events while they are on.
class Recorders : public Block {
public:
    enum Field : Index { start, stop, origin };
    Recorders(Fields fields, std::vector<Recording> State::* recordings);
    Recorders();

    void check(const Proposed& node) const override;
    void prepare(const Settings& settings);
    bool active(Index j, Step stamp) const { return windows_[j].holds(stamp); }
    std::vector<Recording> State::* recordings() const { return recordings_; }
    // Rows of a recording that the user sees when events have been collected up to the stamp `last`; spike recorders need not collect.
    virtual Index visible(const Recording& recording, Step last) const;
    // Bring the rows in NEST's order; called before the user sees them.
    virtual void arrange(Recording& recording) const { recording.sort_senders(); }

protected:
    void resize_state(State& state) override;
    const Window& window_of(Index j) const { return windows_[j]; }

private:
    std::vector<Recording> State::* recordings_;
    std::vector<Window> windows_;
};

// A spike that passes a synapse.
struct Transmission {
    NodeId sender, target;
    int receptor;
    Index port;
    double weight;  // pA
};

// weight_recorder: notes the weight with which a spike is transmitted, of chosen senders and targets.
class WeightRecorders : public Recorders {
public:
    enum Field : Index { senders = 3, targets };
    WeightRecorders();
    void prepare(const Settings& settings, Index nodes);
    void note(State& state, Index j, Step stamp, const Transmission& passed) const;
    void arrange(Recording& recording) const override { recording.sort_ports(); }
    Index visible(const Recording& recording, Step last) const override { return recording.rows_until(last); }
    bool hears(Index j, NodeId sender) const { return senders_[j].empty() || senders_[j][static_cast<Index>(sender)]; }

private:
    std::vector<std::vector<bool>> senders_, targets_;  // by recorder and node id; empty: all
};

// multimeter: samples recordables of its targets every `interval`.
class Multimeters : public Recorders {
public:
    enum Field : Index { interval = 3, offset };
    struct Probe {
        NodeId id;
        const Block* block;
        Index node;
    };

    Multimeters();
    void check(const Proposed& node) const override;
    void write(State& state, Index field, Index j, double value) override;
    void prepare(State& state, const Settings& settings);
    void sample(State& state, Step stamp) const;
    Index visible(const Recording& recording, Step last) const override { return recording.rows_until(last); }
    void arrange(Recording&) const override {}  // in the order of the connections
    bool record(const std::string& name) const;  // whether any of them does

    std::vector<std::vector<std::string>> record_from;  // by multimeter
    std::vector<std::vector<Probe>> probes;             // by multimeter

protected:
    void resize_state(State& state) override;

private:
    struct Source {  // neighbouring probes of one block
        const Block* block;
        std::vector<Index> nodes;
        std::vector<Index> fields;  // of the block, by recordable
    };
    struct Series {  // what a multimeter that has something to record samples, and when
        Index j;     // of the multimeter
        Window window;
        Step interval, offset;
        std::vector<NodeId> senders;
        std::vector<Source> sources;

        bool due(Step stamp) const { return window.holds(stamp) && stamp >= offset && (interval == 1 || (stamp - offset) % interval == 0); }
    };
    std::vector<Series> series_;
};

}  // namespace eprop
