#pragma once

#include "projections/projection.hpp"
#include "projections/synapse_model.hpp"

namespace eprop {

// Ask the optimizer of a row in update interval `interval` (spec 4): where the batch is complete, its weights follow the gradient.
void optimize_row(Projection& projection, Index row, const SynapseModel& model, Step interval);

}  // namespace eprop
