#include "base/block.hpp"

#include "base/error.hpp"

namespace eprop {

Block::Block(Fields fields) : fields_(fields), user_(fields.size()), arrays_(fields.size()) {}

void Block::append(State& state, Index n, const std::vector<double>& defaults) {
    const Index first = size_;
    size_ += n;
    for (Index f = 0; f < fields_.size(); ++f)
        fields_[f].is_array() ? arrays_[f].resize(size_) : user_[f].resize(size_, fields_[f].initial);
    resize_state(state);
    for (Index f = 0; f < fields_.size(); ++f)
        if (!fields_[f].is_array() && fields_[f].access != Access::read)
            for (Index j = first; j < size_; ++j) write(state, f, j, defaults[f]);
}

void Block::remove_last(State& state, Index n) {
    size_ -= n;
    for (Index f = 0; f < fields_.size(); ++f) fields_[f].is_array() ? arrays_[f].resize(size_) : user_[f].resize(size_);
    resize_state(state);
}

double Proposed::operator[](Index field) const {
    for (const Change& change : changes)
        if (change.field == field) return change.values[i];
    return block.read(state, field, j);
}

void Block::read_some(const State&, Index field, std::span<const Index> nodes, double* values) const {
    each(nodes, values, [&](Index j) { return user_[field][j]; });
}
void Block::write(State&, Index field, Index j, double value) { user_[field][j] = value; }
void Block::check(const Proposed&) const {}
void Block::check_arrays(Index) const {}
std::vector<double> Block::accept_array(const State&, Index field, Index, std::vector<double> values) const {
    const Parameter& p = fields_[field];
    for (Index i = 0; i < values.size(); ++i)
        if (!p.rule.accepts(values[i])) refuse("BadProperty", p.name, "[", i, "] = ", values[i], " must be ", p.rule.text);
    return values;
}
void Block::write_array(State&, Index field, Index j, std::vector<double> values) { arrays_[field][j] = std::move(values); }
void Block::resize_state(State&) {}

}  // namespace eprop
