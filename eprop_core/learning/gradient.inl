// The gradient by spikes: some entries of the backward pass of the target neurons' interval (spec 7). The recursion over the traces of
// Bellec et al. (2020), eq. (25)-(28), is linear in the arrivals, so the pass runs once a neuron, not once a synapse.

// Several vectors of neurons from j on, whose traces stay in registers for all entries. Everything is scaled by what an arrival counts
// for, P_z, and Lambda by 1 - kappa too, so that zeta is what an arrival adds to the gradient.
template <bool adaptive, bool learning, Index vectors>
EPROP_INLINE void backward_block(Index j, const BackwardConstants& c, const BackwardState& s, const BackwardEntries& e) {
    const auto place = [j](Index i) { return j + i * vector_lanes; };
    const Vector kappa = broadcast(c.kappa);
    Vector alpha[vectors], R[vectors], Lambda[vectors], zeta[vectors];
    [[maybe_unused]] Vector beta[vectors], rho[vectors], mu[vectors];
    for (Index i = 0; i < vectors; ++i) {
        alpha[i] = load(c.alpha + place(i)), R[i] = load(c.regularization + place(i));
        Lambda[i] = load(s.Lambda + place(i)), zeta[i] = load(s.zeta + place(i));
        if constexpr (adaptive) beta[i] = load(c.adapt_beta + place(i)), rho[i] = load(c.rho + place(i)), mu[i] = load(s.mu + place(i));
    }
    const Index count = e.count, width = e.width;
    const double *psi = e.psi + j, *L = learning ? e.L + j : nullptr;
    double* G = e.G + j;
    for (Index k = 0; k < count; ++k, psi -= width, L += learning ? width : 0, G += width) {
        __builtin_prefetch(psi - count * width);
        for (Index i = 0; i < vectors; ++i) {
            Lambda[i] = kappa * Lambda[i];
            if constexpr (learning) Lambda[i] += load(L + i * vector_lanes);
            Vector lambda = Lambda[i] + R[i];
            if constexpr (adaptive) lambda += mu[i];
            const Vector pi = load(psi + i * vector_lanes) * lambda;
            zeta[i] = pi + alpha[i] * zeta[i];
            if constexpr (adaptive) mu[i] = rho[i] * mu[i] - beta[i] * pi;
            store(G + i * vector_lanes, zeta[i]);
        }
    }
    for (Index i = 0; i < vectors; ++i) {
        store(s.Lambda + place(i), Lambda[i]), store(s.zeta + place(i), zeta[i]);
        if constexpr (adaptive) store(s.mu + place(i), mu[i]);
    }
}

// begin and end are multiples of the lanes.
template <bool adaptive, bool learning>
void backward_entries(Index begin, Index end, const BackwardConstants& c, const BackwardState& s, const BackwardEntries& e) {
    constexpr Index wide = 4, narrow = lanes / vector_lanes;
    Index j = begin;
    for (; j + wide * vector_lanes <= end; j += wide * vector_lanes) backward_block<adaptive, learning, wide>(j, c, s, e);
    for (; j < end; j += lanes) backward_block<adaptive, learning, narrow>(j, c, s, e);
}

// The same for readouts, whose L is their own error; gain: P_z, divided by the learning window where gradients are averaged.
inline void backward_readout(Index n, const double* kappa, const double* gain, double* Lambda_, const BackwardEntries& e) {
    for (Index j = 0; j < n; j += vector_lanes) {
        Vector Lambda = load(Lambda_ + j);
        for (Index k = 0; k < e.count; ++k) {
            Lambda = load(e.L - k * e.width + j) + load(kappa + j) * Lambda;
            store(e.G + k * e.width + j, load(gain + j) * Lambda);
        }
        store(Lambda_ + j, Lambda);
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
