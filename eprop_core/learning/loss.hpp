#pragma once

#include "base/exp.hpp"

namespace eprop {

// Losses of a readout: what its signal is and what it sends to the other readouts for normalization.
// To add one: a struct, its name in names.hpp and its cases in Readout::unnormalized, Readout::keep_signals and Readout::compare.

// v: membrane potential (mV); u: unnormalized signal; own, others: that of this readout and the weighted sum of what the others sent,
// step before.
struct MeanSquaredError {
    static double unnormalized(double v) { return v; }
    static double sent(double) { return 0.0; }
    static double signal(double own, double) { return own; }
};

struct CrossEntropy {  // softmax over the readouts
    static double unnormalized(double v) { return exact_exp(v); }
    static double sent(double u) { return u; }
    static double signal(double own, double others) { return own / (own + others); }
};

}  // namespace eprop
