// The gradient by spikes: one entry of the backward pass of a target neuron's interval (spec 7). The recursion over the traces of
// Bellec et al. (2020), eq. (25)-(28), is linear in the arrivals, so the pass runs once a neuron, not once a synapse.

// L (n,): learning signal of this entry, or null for zero. Leaves in G (n,) what one arrival in this entry adds to the gradient.
template <bool adaptive, bool learning>
void backward_entry(Index n, const BackwardConstants& c, const BackwardState& s, const double* __restrict psi, const double* __restrict L,
                    double* __restrict G) {
    const double kappa = c.kappa;
    const double rest = 1.0 - kappa;
    const double* __restrict alpha = c.alpha;
    const double* __restrict gain = c.gain;
    const double* __restrict R = c.regularization;
    const double* __restrict beta = c.adapt_beta;
    const double* __restrict rho = c.rho;
    double* __restrict Lambda_ = s.Lambda;
    double* __restrict zeta_ = s.zeta;
    double* __restrict mu_ = s.mu;
    EPROP_INDEPENDENT
    for (Index j = 0; j < n; ++j) {
        double Lambda = kappa * Lambda_[j];
        if constexpr (learning) Lambda += L[j];
        double lambda = rest * Lambda + R[j];
        if constexpr (adaptive) lambda += mu_[j];
        const double pi = psi[j] * lambda;
        const double zeta = pi + alpha[j] * zeta_[j];
        if constexpr (adaptive) mu_[j] = rho[j] * mu_[j] - beta[j] * pi;
        Lambda_[j] = Lambda;
        zeta_[j] = zeta;
        G[j] = gain[j] * zeta;
    }
}

// L_j = sum over readouts k of B_jk error_k; B is (n_out, stride), one row a readout.
inline void learning_signal(Index n, Index n_out, Index stride, const double* __restrict B, const double* __restrict error,
                            double* __restrict L) {
    EPROP_INDEPENDENT
    for (Index j = 0; j < n; ++j) L[j] = B[j] * error[0];
    for (Index k = 1; k < n_out; ++k) EPROP_INDEPENDENT
    for (Index j = 0; j < n; ++j) L[j] += B[k * stride + j] * error[k];
}
