#pragma once

#include "base/types.hpp"

namespace eprop {

// Generators whose output is constant but for changes that are known in advance: step_rate_generator, dc_generator,
// step_current_generator; for inhomogeneous_poisson_generator, the rate of what it draws.
enum StepwiseKind : Index { step_rates, direct_currents, step_currents, spike_rates, stepwise_kinds };

}  // namespace eprop
