#pragma once

#include "base/exp.hpp"

namespace eprop {

// Losses of a readout: what its signal is and what it sends to the other readouts for normalization.
// To add one: a struct, its name in names.hpp and its case in Readout::unnormalized and Readout::compare.

// v: membrane potential (mV); own, others: the unnormalized signal of this readout and the weighted sum of the others', step before.
struct MeanSquaredError {
    static double unnormalized(double v) { return v; }
    static double signal(double own, double) { return own; }
};

struct CrossEntropy {  // softmax over the readouts
    static double unnormalized(double v) { return exact_exp(v); }
    static double signal(double own, double others) { return own / (own + others); }
};

}  // namespace eprop
