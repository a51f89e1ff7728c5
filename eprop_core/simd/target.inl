// Compiles the hot loops for one CPU target; the including file defines EPROP_TARGET (a namespace) and sets the compiler's target.

namespace eprop::EPROP_TARGET {

#include "base/exp.inl"
//
#include "learning/gradient.inl"
#include "learning/optimizer.inl"
#include "learning/surrogate.inl"
#include "populations/membrane.inl"
#include "projections/rows.inl"

template <class... S>
constexpr auto surrogate_table(List<S...>) {
    return std::array<Kernels::Surrogate*, sizeof...(S)>{surrogate_pass<S>...};
}

extern const Kernels table;
const Kernels table = {
    .target = EPROP_STRING(EPROP_TARGET),
    .lif = membrane_pass<false>,
    .alif = membrane_pass<true>,
    .find_fired = find_fired,
    .surrogate = surrogate_table(Surrogates{}),
    .backward = {{backward_entry<false, false>, backward_entry<false, true>}, {backward_entry<true, false>, backward_entry<true, true>}},
    .learning_signal = learning_signal,
    .add = add,
    .scatter_add = scatter_add,
    .gather_add = gather_add,
    .clamp = clamp_row,
    .gradient_descent = gradient_descent_row,
    .adam = adam_row,
};

}  // namespace eprop::EPROP_TARGET
