// Surrogate gradients: the pseudo-derivative of the spike by the distance x = v - theta of membrane and threshold.
// To add one: a struct here and in the list below, its name in surrogate_names (learning/names.hpp). h: height, inv_b: 1 / width.
// x = -inf and +inf (refractory neurons) must give 0. Compiled once per CPU target, see simd/.

// Bellec et al. (2020), Nat. Commun. 11:3625, eq. (4)
struct PiecewiseLinear {
    static double psi(double x, double h, double inv_b) {
        const double y = 1.0 - std::abs(x) * inv_b;
        return h * (y > 0.0 ? y : 0.0);
    }
    // Neurons that all have it take it in the membrane pass.
    static Vector psi(Vector x, Vector h, Vector inv_b) { return h * larger(broadcast(1.0) - magnitude(x) * inv_b, broadcast(0.0)); }
};

// Shrestha and Orchard (2018), arXiv:1810.08646
struct Exponential {
    static double psi(double x, double h, double inv_b) { return h * exact_exp(-std::abs(x) * inv_b); }
};

// Zenke and Ganguli (2018), Neural Comput. 30:1514
struct FastSigmoidDerivative {
    static double psi(double x, double h, double inv_b) {
        const double y = 1.0 + std::abs(x) * inv_b;
        return h / (y * y);
    }
};

// Fang et al. (2021), arXiv:2007.05785
struct ArctanDerivative {
    static double psi(double x, double h, double inv_b) {
        const double y = x * inv_b;
        return h / (1.0 + y * y);
    }
};

using Surrogates = List<PiecewiseLinear, Exponential, FastSigmoidDerivative, ArctanDerivative>;

// psi: in v - theta, out the surrogate gradient; all arrays (n,)
template <class Surrogate>
void surrogate_pass(Index n, const double* h, const double* inv_b, double* psi) {
    EPROP_INDEPENDENT
    for (Index j = 0; j < n; ++j) psi[j] = Surrogate::psi(psi[j], h[j], inv_b[j]);
}
