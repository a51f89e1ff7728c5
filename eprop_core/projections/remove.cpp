#include "projections/remove.hpp"

namespace eprop {

namespace {

template <class Values>
void keep(Values& values, const std::vector<Index>& places) {
    Values kept;
    kept.reserve(places.size());
    for (Index place : places) kept.push_back(values[place]);
    values = std::move(kept);
}

// Rows keep their numbers, by which they are known to the spikes on their way; so a row may be empty.
void forget_empty_rows(const Projection& p, Index number, State& state) {
    const auto is_gone = [&](const Arrival& arrival) { return arrival.projection == number && p.length(arrival.row) == 0; };
    for (DelayRing* ring : {&state.ring, &state.agenda}) ring->erase_if(is_gone);
    state.scaled.erase_if(is_gone);
    for (ArrivalLog* logs : {state.history.recurrent, state.history.readout})
        for (Index parity : {0, 1}) logs[parity].erase_if(is_gone);
}

}  // namespace

void remove_synapses(Projection& p, Index number, std::span<const Index> places, State& state) {
    std::vector<Index> kept, names, row_start;
    std::vector<std::uint32_t> column;
    auto next = places.begin();
    for (Index row = 0; row < p.sources.size(); ++row) {
        row_start.push_back(kept.size());
        for (Index s = 0; s < p.length(row); ++s) {
            const Index place = p.begin(row) + s;
            if (next != places.end() && *next == place) {
                ++next;
            } else if (s != p.hole_of(row)) {
                kept.push_back(place);
                names.push_back(p.name_of(place));
                column.push_back(p.target_of(row, s));
            }
        }
    }
    row_start.push_back(kept.size());
    for (Doubles* values : p.columns())
        if (!values->empty()) keep(*values, kept);
    p.dense = false;
    p.hole.clear();
    p.row_start = std::move(row_start), p.column = std::move(column), p.names = std::move(names);
    forget_empty_rows(p, number, state);
}

}  // namespace eprop
