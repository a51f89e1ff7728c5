#include "devices/recordings.hpp"

#include <limits>
#include <tuple>
#include <utility>

#include "base/order.hpp"

namespace eprop {

namespace {

constexpr Index all = std::numeric_limits<Index>::max();

}  // namespace

void Recording::sort_senders() {
    sort_columns(stamps.size(), [this](Index i) { return std::pair(stamps[i], senders[i]); }, stamps, senders);
}

void Recording::sort_ports() {
    const Index n = stamps.size();
    const auto port = [this](Index i) { return std::tuple(stamps[i], senders[i], ports[i]); };
    sort_columns(n, port, stamps, senders, targets, receptors, ports, weights);
    std::vector<Index> passage(n, 0);  // of several spikes of one stamp
    for (Index i = 1; i < n; ++i)
        if (port(i) == port(i - 1)) passage[i] = passage[i - 1] + 1;
    const auto key = [&](Index i) { return std::tuple(stamps[i], senders[i], passage[i], ports[i]); };
    sort_columns(n, key, stamps, senders, targets, receptors, ports, weights);
}

void Recording::erase_first(Index rows) {
    stamps.erase_first(rows), senders.erase_first(rows);
    if (!ports.empty()) targets.erase_first(rows), receptors.erase_first(rows), ports.erase_first(rows), weights.erase_first(rows);
}

void Recording::append(const Recording& later) {
    stamps.append(later.stamps), senders.append(later.senders);
    targets.append(later.targets), receptors.append(later.receptors), ports.append(later.ports), weights.append(later.weights);
}

void Recording::clear() { stamps.clear(), senders.clear(), targets.clear(), receptors.clear(), ports.clear(), weights.clear(); }

void Samples::begin_stretch(const Plan& plan, Step stamp) {
    const auto goes_on = [&](const Stretch& last) {
        return stamp == last.stamp_of(last.samples) && plan.interval == last.plan.interval && plan.quantities == last.plan.quantities &&
               *plan.senders == *last.plan.senders;
    };
    if (!stretches_.empty() && goes_on(stretches_.back())) {
        stretches_.back().plan = plan;
    } else {
        stretches_.push_back({plan, stamp});
        last_.assign(plan.quantities, nullptr);
    }
}

template <class Visit>
void Samples::each(Index rows, Visit visit) const {
    Chunks::Reader reader(values_);
    std::vector<const double*> values;
    auto repeat = repeats_.begin();
    for (const Stretch& stretch : stretches_) {
        values.resize(stretch.plan.quantities);
        for (Index i = 0; i < stretch.samples; ++i, rows -= stretch.targets()) {
            if (rows == 0) return;
            for (const double*& quantity : values)
                if (!*repeat++) quantity = reader.next(stretch.targets());
            visit(stretch, i, values);
        }
    }
}

Index Samples::rows_until(Step last) const {
    Index rows = 0;
    for (const Stretch& stretch : stretches_)
        if (stretch.first <= last)
            rows += stretch.targets() * std::min(stretch.samples, static_cast<Index>((last - stretch.first) / stretch.plan.interval + 1));
    return rows;
}

void Samples::read_stamps(Index rows, Step* to) const {
    each(rows, [&](const Stretch& stretch, Index i, const auto&) { to = std::fill_n(to, stretch.targets(), stretch.stamp_of(i)); });
}

void Samples::read_senders(Index rows, NodeId* to) const {
    each(rows, [&](const Stretch& stretch, Index, const auto&) { to = std::ranges::copy(*stretch.plan.senders, to).out; });
}

void Samples::read_values(Index quantity, Index rows, double* to) const {
    each(rows, [&](const Stretch& stretch, Index, const auto& values) { to = std::copy_n(values[quantity], stretch.targets(), to); });
}

void Samples::erase_first(Index rows) {
    Samples rest;
    rest.append_from(*this, rows);
    clear();
    append(rest);
}

// `row` is the first of a sample.
void Samples::append_from(const Samples& other, Index row) {
    other.each(all, [&](const Stretch& stretch, Index i, const auto& values) {
        const Index targets = stretch.targets();
        if (row > 0)
            row -= targets;
        else
            take(stretch.plan, stretch.stamp_of(i), [&](Index quantity, double* to) { std::copy_n(values[quantity], targets, to); });
    });
}

void Samples::clear() { stretches_.clear(), repeats_.clear(), values_.clear(); }

void Recordings::resize(const Recordings& other) {
    samples.resize(other.samples.size()), spikes.resize(other.spikes.size()), weights.resize(other.weights.size());
}

void Recordings::clear() {
    for (Samples& s : samples) s.clear();
    for (auto* block : {&spikes, &weights})
        for (Recording& recording : *block) recording.clear();
}

void Recordings::append(const Recordings& later) {
    const auto append_all = [](auto& to, const auto& from) {
        for (Index j = 0; j < from.size(); ++j) to[j].append(from[j]);
    };
    append_all(samples, later.samples), append_all(spikes, later.spikes), append_all(weights, later.weights);
}

}  // namespace eprop
