#pragma once

#include <string>
#include <vector>

#include "base/block.hpp"
#include "base/settings.hpp"
#include "devices/recordings.hpp"
#include "devices/window.hpp"

namespace eprop {

// Nodes that keep events, in State, while they are on.
class Recorders : public Block {
public:
    enum Field : Index { start, stop, origin };
    explicit Recorders(Fields fields) : Block(fields) {}

    void check(const Proposed& node) const override;
    void prepare(const Settings& settings);
    bool active(Index j, Step stamp) const { return windows_[j].holds(stamp); }

protected:
    const Window& window_of(Index j) const { return windows_[j]; }

private:
    std::vector<Window> windows_;
};

// spike_recorder: notes who sends a spike, and when.
class SpikeRecorders : public Recorders {
public:
    SpikeRecorders();
    void note(State& state, Index j, Step stamp, NodeId sender) const;

protected:
    void resize_state(State& state) override;
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
    bool hears(Index j, NodeId sender) const { return senders_[j].empty() || senders_[j][static_cast<Index>(sender)]; }

protected:
    void resize_state(State& state) override;

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
    void prepare(const Settings& settings);
    void sample(State& state, Step stamp) const;
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
        Step offset;
        std::vector<Source> sources;
        Samples::Plan plan;

        bool due(Step stamp) const {
            return window.holds(stamp) && stamp >= offset && (plan.interval == 1 || (stamp - offset) % plan.interval == 0);
        }
    };
    std::vector<Series> series_;
};

}  // namespace eprop
