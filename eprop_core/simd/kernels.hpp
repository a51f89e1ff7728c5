#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/types.hpp"
#include "learning/names.hpp"

namespace eprop {

// Arguments of the hot loops; every array is one value a neuron of the block.

struct MembraneConstants {
    const double *alpha, *P_z, *V_th, *V_min, *t_ref, *adapt_beta, *rho;
};
struct MembraneState {
    const double* drive;  // P_i times the current of the step before
    double *i_syn, *v, *z, *a, *r;
};
struct BackwardConstants {
    double kappa;
    const double *alpha, *gain, *regularization, *adapt_beta, *rho;  // gain: P_z, divided by W where gradients are averaged
};
struct BackwardState {
    double *Lambda, *zeta, *mu;
};
struct AdamStep {
    double beta_1, beta_2, epsilon, step_size;
};

// The hot loops, compiled once for every CPU target from the .inl files of the stages.
struct Kernels {
    const char* target;
    using Membrane = bool(Index begin, Index end, const MembraneConstants&, const MembraneState&, double* x);
    Membrane *lif, *alif;  // whether any neuron fires
    void (*find_fired)(Index n, const double* z, std::vector<std::uint32_t>& fired);
    using Surrogate = void(Index n, const double* h, const double* inv_b, double* psi);
    std::array<Surrogate*, surrogate_names.size()> surrogate;
    using Backward = void(Index n, const BackwardConstants&, const BackwardState&, const double* psi, const double* L, double* G);
    Backward* backward[2][2];  // [adaptive][learning]
    void (*learning_signal)(Index n, Index n_out, Index stride, const double* B, const double* error, double* L);
    void (*add)(Index n, const double* x, double* sum);
    void (*scatter_add)(Index n, const std::uint32_t* column, const double* x, double* sum);
    void (*gather_add)(Index n, const std::uint32_t* column, const double* x, double* sum);
    void (*clamp)(Index n, double Wmin, double Wmax, double* w);
    void (*gradient_descent)(Index n, double eta, double batch, double* w, const double* g);
    void (*adam)(Index n, const AdamStep&, double batch, double* w, double* m, double* v, const double* g);
};

// The best target that this CPU runs, or the one that the environment variable EPROP_CPU_TARGET names (base, avx2, avx512).
const Kernels& kernels();

}  // namespace eprop
