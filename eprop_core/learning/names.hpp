#pragma once

#include <array>

namespace eprop {

// What the user calls the choices; the order is that of the lists in surrogate.inl, loss.hpp and optimizer.hpp.
inline constexpr std::array surrogate_names = {"piecewise_linear", "exponential", "fast_sigmoid_derivative", "arctan_derivative"};
inline constexpr std::array loss_names = {"mean_squared_error", "cross_entropy"};
inline constexpr std::array optimizer_names = {"gradient_descent", "adam"};

}  // namespace eprop
