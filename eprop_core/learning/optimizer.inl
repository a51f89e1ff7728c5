// One optimizer step over the n synapses of a row: weights w, accumulated gradients g, moments m and v (spec 4).
// To add an optimizer: see eprop_core/README.md.

inline void clamp_row(Index n, double Wmin, double Wmax, double* __restrict w) {
    EPROP_INDEPENDENT
    for (Index s = 0; s < n; ++s) {
        const double raised = w[s] > Wmin ? w[s] : Wmin;
        w[s] = raised < Wmax ? raised : Wmax;
    }
}

inline void gradient_descent_row(Index n, double eta, double batch, double* __restrict w, const double* __restrict g) {
    EPROP_INDEPENDENT
    for (Index s = 0; s < n; ++s) w[s] -= eta * (g[s] / batch);
}

// Kingma and Ba (2015), arXiv:1412.6980, in the form of its section 2 with the bias correction in step_size.
inline void adam_row(Index n, const AdamStep& a, double batch, double* __restrict w, double* __restrict m, double* __restrict v,
                     const double* __restrict g) {
    EPROP_INDEPENDENT
    for (Index s = 0; s < n; ++s) {
        const double G = g[s] / batch;
        m[s] = a.beta_1 * m[s] + (1.0 - a.beta_1) * G;
        v[s] = a.beta_2 * v[s] + (1.0 - a.beta_2) * (G * G);
        w[s] -= a.step_size * m[s] / (std::sqrt(v[s]) + a.epsilon);
    }
}
