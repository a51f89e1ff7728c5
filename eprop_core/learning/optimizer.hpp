#pragma once

#include <mutex>

#include "projections/projection.hpp"
#include "projections/synapse_model.hpp"

namespace eprop {

// Advance the bias correction of a row by one step of adam; the step size that follows.
double adam_step_size(RowState& row, const SynapseModel& model, double eta);

// Ask the optimizer of a row in update interval `interval` (spec 4): where the batch is complete, its weights follow the gradient.
// Where several threads may ask for one row, all in intervals of the same batch, they pass a gate, and the first has it done.
void optimize_row(Projection& projection, Index row, const SynapseModel& model, Step interval, std::mutex* gate = nullptr);

// The same before the spike that asks for it has come. The learning rate in force stays that of the last spike.
void optimize_row_ahead(Projection& projection, Index row, const SynapseModel& model, Step interval);

}  // namespace eprop
