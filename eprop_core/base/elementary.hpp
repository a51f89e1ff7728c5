#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace eprop {

// Logarithm, sine and cosine from IEEE operations only, for the reason given in exp.inl. Errors of a few ulp.

// log(m 2^e) = e ln 2 + 2 artanh((m - 1) / (m + 1)) with m from sqrt(1/2) to sqrt(2); the series ends at its 11th term.
inline double exact_log(double x) {
    constexpr double ln2_hi = 6.93147180369123816490e-01;
    constexpr double ln2_lo = 1.90821492927058770002e-10;
    if (!(x > 0.0) || x == HUGE_VAL) return x == 0.0 ? -HUGE_VAL : x > 0.0 ? x : std::numeric_limits<double>::quiet_NaN();
    int exponent;
    double m = std::frexp(x, &exponent);
    if (m < 0.70710678118654752440) m *= 2.0, --exponent;
    const double s = (m - 1.0) / (m + 1.0), z = s * s;
    double p = 0.0;
    for (int k = 23; k >= 3; k -= 2) p = p * z + 1.0 / k;
    const double e = exponent;
    return e * ln2_hi + (2.0 * (s + s * z * p) + e * ln2_lo);
}

namespace detail {

// x = n pi/2 + r, pi/2 in three parts of 33 bits (Cody and Waite 1980). Beyond 1e6, where a double knows less of its angle, periods
// of 2 pi are taken off first, by a remainder that is exact.
struct Angle {
    double r;
    int quadrant;
};

inline Angle reduced(double x) {
    constexpr double half_pi_1 = 1.57079632673412561417e+00;
    constexpr double half_pi_2 = 6.07710050630396597660e-11;
    constexpr double half_pi_3 = 2.0222662487959507324e-21;
    if (std::abs(x) > 1e6) x = std::remainder(x, 6.28318530717958647693);
    const double n = std::round(x * 0.63661977236758134308);
    return {((x - n * half_pi_1) - n * half_pi_2) - n * half_pi_3, static_cast<int>(static_cast<std::int64_t>(n) & 3)};
}

inline double sin_series(double r) {  // |r| <= pi/4
    const double z = r * r;
    double p = 0.0;
    for (int k = 16; k >= 2; k -= 2) p = (1.0 - p) * z / (k * (k + 1.0));
    return r * (1.0 - p);
}

inline double cos_series(double r) {
    const double z = r * r;
    double p = 0.0;
    for (int k = 17; k >= 1; k -= 2) p = (1.0 - p) * z / (k * (k + 1.0));
    return 1.0 - p;
}

}  // namespace detail

inline double exact_sin(double x) {
    if (!std::isfinite(x)) return std::numeric_limits<double>::quiet_NaN();
    const auto [r, quadrant] = detail::reduced(x);
    const double s = quadrant & 1 ? detail::cos_series(r) : detail::sin_series(r);
    return quadrant & 2 ? -s : s;
}

inline double exact_cos(double x) {
    if (!std::isfinite(x)) return std::numeric_limits<double>::quiet_NaN();
    const auto [r, quadrant] = detail::reduced(x);
    const double c = quadrant & 1 ? detail::sin_series(r) : detail::cos_series(r);
    return (quadrant == 1 || quadrant == 2) ? -c : c;
}

}  // namespace eprop
