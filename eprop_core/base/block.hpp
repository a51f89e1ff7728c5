#pragma once

#include <string>
#include <vector>

#include "base/parameter.hpp"
#include "base/types.hpp"

namespace eprop {

struct State;
class Block;

// A change of one field of several nodes: a value each.
struct Change {
    Index field;
    std::span<const double> values;
};

// What the fields of a node would be after changes.
struct Proposed {
    const Block& block;
    const State& state;
    Index j;  // position in the block
    Index i;  // position in the values of the changes
    std::span<const Change> changes;

    double operator[](Index field) const;
};

// The nodes of one kind: a column of user values for every field (user's units), arrays for the fields that are arrays. Kinds that
// simulate keep what changes in State and give it out through read and write.
class Block {
public:
    explicit Block(Fields fields);
    virtual ~Block() = default;

    Fields fields() const { return fields_; }
    Index size() const { return size_; }

    // `defaults` holds one user value a field.
    void append(State& state, Index n, const std::vector<double>& defaults);
    void remove_last(State& state, Index n);

    double read(const State& state, Index field, Index j) const {
        double value;
        read_some(state, field, {&j, 1}, &value);
        return value;
    }
    // A value of each of some nodes.
    virtual void read_some(const State& state, Index field, std::span<const Index> nodes, double* values) const;
    virtual void write(State& state, Index field, Index j, double value);
    // Rules between the fields of a node; refuses by exception.
    virtual void check(const Proposed& node) const;
    // An array of node j as it is kept, each value by the rule of the field; refuses by exception. And rules between the arrays of a node.
    virtual std::vector<double> accept_array(const State& state, Index field, Index j, std::vector<double> values) const;
    virtual void check_arrays(Index j) const;

    const std::vector<double>& array(Index field, Index j) const { return arrays_[field][j]; }
    virtual void write_array(State& state, Index field, Index j, std::vector<double> values);

    double user(Index field, Index j) const { return user_[field][j]; }

protected:
    template <class Value>
    static void each(std::span<const Index> nodes, double* values, Value value) {
        for (Index j : nodes) *values++ = value(j);
    }
    // Make the arrays in State as long as the block.
    virtual void resize_state(State& state);

    Fields fields_;
    Index size_ = 0;
    std::vector<std::vector<double>> user_;                 // [field][node]
    std::vector<std::vector<std::vector<double>>> arrays_;  // [field][node], empty for scalars
};

}  // namespace eprop
