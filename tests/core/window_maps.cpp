// The maps over windows of history against the recursion that they stand for (spec 3), one synapse at a time.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "support.hpp"

using namespace eprop;

namespace {

constexpr Index n = 2 * lanes, width = n + lanes, n_out = 2;  // a row can be read a vector beyond its end
constexpr Index entries = map_spacing + 2 * map_block + 5;    // two before the first block, two blocks, and some of an open one
constexpr Index blocks = 2, starts_stride = blocks * map_starts * start_values;

// What a window does to a synapse
struct Traces {
    double z_bar, e_bar, e_bar_reg, gradient;
};

void check_equal(const Traces& found, const Traces& expected) {
    CHECK(found.z_bar == doctest::Approx(expected.z_bar).epsilon(1e-12));
    CHECK(found.e_bar == doctest::Approx(expected.e_bar).epsilon(1e-12));
    CHECK(found.e_bar_reg == doctest::Approx(expected.e_bar_reg).epsilon(1e-12));
    CHECK(found.gradient == doctest::Approx(expected.gradient).epsilon(1e-12));
}

// History of n neurons that share their constants, and the maps over it
struct Scene {
    Random random = random_numbers(1);
    bool regularized;
    MapSpan one{0.9, 1.0, 0.8, 0.7};
    Doubles alpha = Doubles(width, one.zeta), kappa = Doubles(width, one.u), kappa_reg = Doubles(width, one.v);
    Doubles feedback = uniform(random, n_out* n + lanes, -1.0, 1.0);
    Doubles psi = uniform(random, entries* width, 0.0, 0.5), F = uniform(random, entries* width, -0.1, 0.1);
    Doubles error = uniform(random, entries* width, -1.0, 1.0);
    Doubles starts = Doubles((n + lanes) * starts_stride), second = Doubles((n + lanes) * map_values), open = second, S;

    explicit Scene(bool r) : regularized(r) {}

    Signal signal(const double* values) const { return {feedback.data(), n_out, n, values}; }
    const double* row(const Doubles& values, Index entry) const { return &values[entry * width]; }

    // A map over the entries from `first` to `last`, by growth
    MapSpan grow(const Kernels& kernels, Index first, Index last, Doubles& map) const {
        MapSpan span;
        for (Index entry = first; entry < last; ++entry, span = span.then(one))
            kernels.extend_map(n, one, span, signal(row(error, entry)), row(psi, entry), regularized ? row(F, entry) : nullptr, map.data());
        return span;
    }
    void lay_starts(const Kernels& kernels, bool large) {
        for (Index block = 0; block < blocks; ++block) {
            BlockRows rows{};
            for (Index i = 0; i < map_block + map_spacing; ++i) {
                rows.psi[i] = row(psi, block * map_block + i);
                if (regularized) rows.F[i] = row(F, block * map_block + i);
                if (i < map_block) rows.error[i] = row(error, map_spacing + block * map_block + i);
            }
            kernels.map_starts(n, one, signal(nullptr), rows, {&starts[block * map_starts * start_values], starts_stride, large});
        }
    }
    // By readout, the sum of the errors that a trace of 1 at `first` meets on its way to `last`
    std::vector<double> errors(Index first, Index last) const {
        std::vector<double> S(n_out, 0.0);
        for (Index k = 0; k < n_out; ++k)
            for (Index entry = first; entry < last; ++entry)
                S[k] += std::pow(one.u, static_cast<double>(entry - first + 1)) * row(error, entry)[k];
        return S;
    }

    void step(Traces& s, Index j, Index entry, double z) const {
        s.z_bar = one.zeta * s.z_bar + z;
        const double e = row(psi, entry)[j] * s.z_bar;
        s.e_bar = one.u * s.e_bar + e;
        for (Index k = 0; k < n_out; ++k) s.gradient += feedback[k * n + j] * row(error, entry)[k] * s.e_bar;
        if (!regularized) return;
        s.e_bar_reg = one.v * s.e_bar_reg + (1.0 - one.v) * e;
        s.gradient += row(F, entry)[j] * s.e_bar_reg;
    }
};

MapSpan power(MapSpan one, Index count) {
    MapSpan span;
    for (Index i = 0; i < count; ++i) span = span.then(one);
    return span;
}

// What P, Q, B, C at `map`, and what is shared, make of the traces
Traces apply(const Scene& c, const double* map, const MapSpan& span, const std::vector<double>& S, Index j, double x, const Traces& from) {
    double A = 0.0;
    for (Index k = 0; k < n_out; ++k) A += c.feedback[k * n + j] * S[k];
    return {span.last_zeta * x, span.u * from.e_bar + map[0] * x, c.regularized ? span.v * from.e_bar_reg + map[1] * x : from.e_bar_reg,
            A * from.e_bar + (c.regularized ? map[2] * from.e_bar_reg : 0.0) + map[3] * x};
}

}  // namespace

TEST_CASE("maps from the starts of a block to its end, with psi and F of the entries before") {
    for (bool regularized : {false, true})
        for (bool large : {false, true}) {
            Scene reference(regularized);
            reference.lay_starts(base::table, false);
            for (Index i = 0; i < blocks * map_starts; ++i) {
                const Index start = map_spacing + i * map_spacing, end = map_spacing + (i / map_starts + 1) * map_block;
                for (Index j = 0; j < n; ++j) {
                    const Traces from{0.3, 0.2, 0.1, 0.0};
                    Traces expected = from;
                    for (Index entry = start; entry < end; ++entry) reference.step(expected, j, entry, entry == start ? 1.0 : 0.0);
                    const double* map = &reference.starts[j * starts_stride + i * start_values];
                    check_equal(apply(reference, map, power(reference.one, end - start), reference.errors(start, end), j,
                                      reference.one.zeta * from.z_bar + 1.0, from),
                                expected);
                    for (Index k = 0; k < map_spacing; ++k) {
                        CHECK(map[map_values + k] == reference.row(reference.psi, start - map_spacing + k)[j]);
                        CHECK(map[map_values + map_spacing + k] ==
                              (regularized ? reference.row(reference.F, start - map_spacing + k)[j] : 0.0));
                    }
                }
            }
            for (const Kernels* kernels : runnable_tables()) {
                Scene scene(regularized);
                scene.lay_starts(*kernels, large);
                CHECK(scene.starts == reference.starts);
            }
        }
}

TEST_CASE("a map that has grown is that of the recursion, and two that follow each other make one") {
    for (bool regularized : {false, true}) {
        Scene c(regularized);
        const Index first = 3, middle = 15, last = 29;
        Doubles whole((n + lanes) * map_values), head = whole, tail = whole;
        const MapSpan span = c.grow(base::table, first, last, whole);
        CHECK(span.zeta == doctest::Approx(std::pow(c.one.zeta, last - first)));
        CHECK(span.last_zeta == doctest::Approx(std::pow(c.one.zeta, last - first - 1)));
        const Traces from{0.3, 0.2, 0.1, 0.0};
        for (Index j = 0; j < n; ++j) {
            Traces expected = from;
            for (Index entry = first; entry < last; ++entry) c.step(expected, j, entry, 0.0);
            check_equal(apply(c, &whole[j * map_values], span, c.errors(first, last), j, c.one.zeta * from.z_bar, from), expected);
        }
        const MapSpan before = c.grow(base::table, first, middle, head), after = c.grow(base::table, middle, last, tail);
        const auto S = c.errors(middle, last);
        const Doubles apart = head;
        base::table.append_map(n, before, after, c.signal(S.data()), tail.data(), head.data(), map_values);
        for (Index i = 0; i < n * map_values; ++i) CHECK(head[i] == doctest::Approx(whole[i]).epsilon(1e-12));
        for (const Kernels* kernels : runnable_tables()) {
            Doubles grown((n + lanes) * map_values), appended = apart;
            c.grow(*kernels, first, last, grown);
            kernels->append_map(n, before, after, c.signal(S.data()), tail.data(), appended.data(), map_values);
            CHECK(grown == whole);
            CHECK(appended == head);
        }
    }
}

namespace {

struct Row {
    std::array<Doubles, 5> columns;  // weight, gradient, z_bar, e_bar, e_bar_reg
    std::vector<std::uint32_t> targets;

    Row(Random& random, bool sparse) : targets(sparse ? n - 3 : 0) {
        for (Doubles& values : columns) values = uniform(random, n, 0.0, 0.5);
        for (std::uint32_t i = 0; i < targets.size(); ++i) targets[i] = (7 * i + 3) % n;
    }
    Index size() const { return targets.empty() ? n : targets.size(); }
    Index target(Index i) const { return targets.empty() ? i : targets[i]; }
};

// A row from `single` entries before the third start, by three maps
void pass(const Kernels& kernels, Scene& c, Index single, Index spike, const DescentStep* step, Row& row) {
    const Index start = 3 * map_spacing, first = start - single, second = map_spacing + map_block, open = second + map_block;
    c.lay_starts(kernels, false);
    const auto S = c.errors(start, second), S_second = c.errors(second, open), S_open = c.errors(open, entries);
    std::fill(c.second.begin(), c.second.end(), 0.0), std::fill(c.open.begin(), c.open.end(), 0.0);
    const MapSpan span_second = c.grow(kernels, second, open, c.second), span_open = c.grow(kernels, open, entries, c.open);
    const WindowMap window{3,
                           {{power(c.one, second - start), S.data(), &c.starts[2 * start_values], starts_stride},
                            {span_second, S_second.data(), c.second.data(), map_values},
                            {span_open, S_open.data(), c.open.data(), map_values}}};
    OnlineTargets targets{};
    targets.alpha = c.alpha.data(), targets.kappa = c.kappa.data(), targets.kappa_reg = c.kappa_reg.data();
    targets.feedback = c.feedback.data(), targets.n_out = n_out, targets.stride = n;
    targets.error = {c.error.data(), width, entries, first};
    auto& [weight, gradient, z_bar, e_bar, e_bar_reg] = row.columns;
    const OnlineColumns columns{weight.data(), gradient.data(), z_bar.data(), e_bar.data(), e_bar_reg.data(), nullptr, nullptr, nullptr};
    kernels.map_row[c.regularized](row.size(), targets, {.count = single, .spike = spike, .pending = false}, window, step, columns,
                                   row.targets.empty() ? nullptr : row.targets.data(), 0);
}

}  // namespace

TEST_CASE("rows go through single entries and maps as through every entry") {
    const DescentStep fresh{0.1, -0.2, 0.3, false}, waiting{0.1, -0.2, 0.3, true};
    for (bool regularized : {false, true})
        for (bool sparse : {false, true})
            for (Index single : {0, 1, 2})
                for (const DescentStep* step : {static_cast<const DescentStep*>(nullptr), &fresh, &waiting}) {
                    CAPTURE(single);
                    CAPTURE(sparse);
                    Scene c(regularized);
                    const Row before(c.random, sparse);
                    const Index spike = single == 0 ? 99 : 1;  // with one single entry it enters with the start
                    Row row = before;
                    pass(base::table, c, single, spike, step, row);
                    const auto& [weight, gradient, z_bar, e_bar, e_bar_reg] = before.columns;
                    for (Index i = 0; i < row.size(); ++i) {
                        Traces expected{z_bar[i], e_bar[i], e_bar_reg[i], step && !step->waiting ? 0.0 : gradient[i]};
                        for (Index entry = 3 * map_spacing - single, k = 0; entry < entries; ++entry, ++k)
                            c.step(expected, row.target(i), entry, k == spike ? 1.0 : 0.0);
                        const double w = step ? std::clamp(weight[i] - step->eta * expected.gradient, step->Wmin, step->Wmax) : weight[i];
                        if (step) expected.gradient = step->waiting ? 0.0 : gradient[i];
                        CHECK(row.columns[0][i] == doctest::Approx(w).epsilon(1e-12));
                        check_equal({row.columns[2][i], row.columns[3][i], row.columns[4][i], row.columns[1][i]}, expected);
                    }
                    for (const Kernels* kernels : runnable_tables()) {
                        Row other = before;
                        pass(*kernels, c, single, spike, step, other);
                        CHECK(other.columns == row.columns);
                    }
                }
}

TEST_CASE("entries of a neuron come to stand side by side") {
    Scene c(true);
    for (bool regularized : {false, true})
        for (const Kernels* kernels : runnable_tables()) {
            GroupRows rows{};
            for (Index i = 0; i < history_group; ++i) {
                rows.psi[i] = c.row(c.psi, i);
                if (regularized) rows.F[i] = c.row(c.F, i);
            }
            constexpr Index stride = 2 * group_values;
            Doubles groups(n * stride, -1.0);
            kernels->group_entries(n, rows, groups.data(), stride);
            for (Index j = 0; j < n; ++j)
                for (Index i = 0; i < group_values; ++i) {
                    const bool is_psi = i < history_group;
                    const double expected = is_psi ? rows.psi[i][j] : regularized ? c.row(c.F, i - history_group)[j] : -1.0;
                    CHECK(groups[j * stride + i] == expected);
                }
        }
}

TEST_CASE("a row is told to stay within its bounds only if it does") {
    Random random = random_numbers(3);
    const Row row(random, false);
    auto [weight, gradient, z_bar, e_bar, e_bar_reg] = row.columns;
    const OnlineColumns columns{weight.data(), gradient.data(), z_bar.data(), e_bar.data(), e_bar_reg.data(), nullptr, nullptr, nullptr};
    const MapBounds bounds{.eta = 0.01, .entries = 10.0, .L = 1.0, .F = 0.1, .h = 0.3, .h_sum = 3.0};
    double reach = 0.0;  // of the weight that goes farthest
    for (Index i = 0; i < n; ++i) {
        const double z = z_bar[i] + 2.0, g = bounds.L * (e_bar[i] + bounds.h_sum * z) + bounds.F * (e_bar_reg[i] + bounds.h * z);
        reach = std::max(reach, weight[i] + bounds.eta * (gradient[i] + bounds.entries * g));
    }
    for (const Kernels* kernels : runnable_tables()) {
        CHECK(kernels->stays_within(n, bounds, -10.0, reach + 1e-9, columns));
        CHECK_FALSE(kernels->stays_within(n, bounds, -10.0, reach - 1e-9, columns));
        CHECK_FALSE(kernels->stays_within(n, bounds, 0.4, 10.0, columns));
    }
}
