#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/types.hpp"

namespace eprop {

// Sorts n rows that are kept as columns, by key(row), stably; cheap where they are sorted already.
template <class Key, class... Columns>
void sort_columns(Index n, Key key, Columns&... columns) {
    std::vector<Index> order(n);
    std::iota(order.begin(), order.end(), Index{0});
    if (std::ranges::is_sorted(order, {}, key)) return;
    std::ranges::stable_sort(order, {}, key);
    const auto permute = [&order](auto& column) {
        auto sorted = column;
        for (Index i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
        column = std::move(sorted);
    };
    (permute(columns), ...);
}

}  // namespace eprop
