// Compiles the hot loops for one CPU target; the including file defines EPROP_TARGET (a namespace) and
// EPROP_VECTOR_LANES (doubles in a vector) and sets the compiler's target.

#pragma GCC diagnostic ignored "-Wpsabi"  // no vector crosses the border of a file

namespace eprop::EPROP_TARGET {

#include "base/exp.inl"
#include "simd/pack.inl"
//
#include "base/mersenne_twister.inl"
#include "learning/gradient.inl"
#include "learning/online.inl"
#include "learning/optimizer.inl"
#include "learning/surrogate.inl"
#include "learning/window_maps.inl"
#include "populations/iaf.inl"
#include "populations/membrane.inl"
#include "projections/rows.inl"

template <class... S>
constexpr auto surrogate_table(List<S...>) {
    return std::array<Kernels::Surrogate*, sizeof...(S)>{surrogate_pass<S>...};
}

template <template <bool> class Trace>
constexpr Kernels::OnlineByKind online_table = {online_row<Trace, online_sum>, online_row<Trace, online_descent>,
                                                online_row<Trace, online_adam>, online_row<Trace, online_adam_steps>,
                                                online_row<Trace, online_total>};

template <bool adaptive>
constexpr std::array<Kernels::Membrane*, membrane_variants> leaky_passes = {
    leaky_pass<adaptive, Distance, false>, leaky_pass<adaptive, Distance, true>, leaky_pass<adaptive, PiecewiseLinear, true>,
    leaky_pass<adaptive, Distance, false, true>};
template <bool adaptive>
constexpr std::array<Kernels::Membrane*, membrane_variants> delta_passes = {delta_pass<adaptive>, delta_pass<adaptive>, nullptr,
                                                                            delta_pass<adaptive, true>};

extern const Kernels table;
const Kernels table = {
    .target = EPROP_STRING(EPROP_TARGET),
    .leaky = {leaky_passes<false>, leaky_passes<true>},
    .delta = {delta_passes<false>, delta_passes<true>},
    .integrate = integrate,
    .iaf = {iaf_pass<false>, iaf_pass<true>},
    .surrogate = surrogate_table(Surrogates{}),
    .backward = {{backward_entries<false, false>, backward_entries<false, true>},
                 {backward_entries<true, false>, backward_entries<true, true>}},
    .backward_readout = backward_readout,
    .learning_signal = learning_signal,
    .add = add,
    .scatter_add = scatter_add,
    .add_by_sign = add_by_sign,
    .scatter_add_by_sign = scatter_add_by_sign,
    .gather_add = gather_add,
    .online_recurrent = {{{online_table<PlainTrace>, online_table<RegularizedTrace>},
                          {online_table<AdaptiveTrace>, online_table<AdaptiveRegularizedTrace>}}},
    .online_readout = online_table<ReadoutTrace>,
    .group_entries = group_entries,
    .extend_map = extend_map,
    .append_map = append_map,
    .map_starts = map_starts_of,
    .stays_within = stays_within,
    .map_row = {map_row<false>, map_row<true>},
    .decay = decay_row,
    .scale = scale_row,
    .clamp = clamp_row,
    .gradient_descent = gradient_descent_row,
    .adam = adam_row,
    .twist = twist,
    .temper = temper,
    .list_below = list_below,
};

}  // namespace eprop::EPROP_TARGET
