#include "learning/window_maps.hpp"

#include <algorithm>
#include <cmath>

#include "engine/state.hpp"
#include "populations/readout.hpp"
#include "populations/recurrent.hpp"

namespace eprop {

void WindowMaps::reset(Index neurons, Index readouts, Step reach) {
    neurons_ = neurons;
    starts_.assign(static_cast<Index>(kept(reach) / spacing), {});
    for (Start& start : starts_) start.S.assign(readouts, 0.0);
    const Index n = starts_.size() * neurons;
    maps_.assign((n + lanes) * map_values, 0.0);  // a row that ends within a vector reads beyond
    psi_.assign(n * map_spacing, 0.0);
    F_.assign(n * map_spacing, 0.0);
    L_.assign(neurons, 0.0);
}

void WindowMaps::begin(Step entry) {
    Start& start = starts_[slot(entry)];
    std::vector<double> S(std::move(start.S));
    std::fill(S.begin(), S.end(), 0.0);
    start = {.begin = entry, .S = std::move(S)};
    std::fill_n(&maps_[slot(entry) * neurons_ * map_values], neurons_ * map_values, 0.0);
}

void WindowMaps::extend(const Recurrent& block, const Readout& readouts, const State& state, Step entry) {
    if (entry % spacing == 0) begin(entry);
    end_ = entry + 1;
    const RecurrentState& s = block.of(state);
    const double* psi = s.psi.row(entry);
    const double* F = block.regularizes ? s.regularization.row(entry) : nullptr;
    const double* error = readouts.of(state).errors.row(entry + 1);
    std::fill(L_.begin(), L_.end(), 0.0);
    if (readouts.size() > 0) kernels().learning_signal(neurons_, readouts.size(), neurons_, block.feedback.data(), error, L_.data());

    const double alpha = block.alpha[0], kappa = block.kappa_e[0], kappa_reg = block.kappa_f[0];
    for (Start& start : starts_) {
        if (start.begin < 0) continue;
        start.zeta *= alpha, start.u *= kappa, start.v *= kappa_reg;
        for (Index k = 0; k < readouts.size(); ++k) start.S[k] += start.u * error[k];
        kernels().extend_map(neurons_, {start.zeta, start.v, kappa, kappa_reg}, psi, L_.data(), F,
                             &maps_[slot(start.begin) * neurons_ * map_values]);
    }
    const Index at = slot(entry) * neurons_ * map_spacing + static_cast<Index>(entry % spacing);
    for (Index j = 0; j < neurons_; ++j) psi_[at + j * map_spacing] = psi[j];
    for (Index j = 0; F && j < neurons_; ++j) F_[at + j * map_spacing] = F[j];

    Start& newest = starts_[slot(entry)];
    for (Index k = 0; k < readouts.size(); ++k) newest.largest_error = std::max(newest.largest_error, std::abs(error[k]));
}

WindowMap WindowMaps::window(Step first, Step start) const {
    const Start& s = starts_[slot(start)];
    return {.first = first,
            .start = start,
            .starts = static_cast<Step>(starts_.size()),
            .neurons = neurons_,
            .psi = psi_.data(),
            .F = F_.data(),
            .map = &maps_[slot(start) * neurons_ * map_values],
            .zeta = s.zeta,
            .u = s.u,
            .v = s.v,
            .S = s.S.data()};
}

double WindowMaps::largest_error() const {
    double largest = 0.0;
    for (const Start& start : starts_) largest = std::max(largest, start.largest_error);
    return largest;
}

}  // namespace eprop
