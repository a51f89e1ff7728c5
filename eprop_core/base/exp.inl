// exp(x) from IEEE additions and multiplications only: vectorises, and gives the same bytes on every CPU, which the C library
// (it picks a version by CPU) does not promise. Error below 1 ulp of the result for |x| < 700, tested against long double.
// x = n ln 2 + r with |r| <= ln(2)/2 (Cody and Waite 1980), exp(r) by its Taylor series to order 13.
inline double exact_exp(double x) {
    constexpr double log2e = 1.4426950408889634074;
    constexpr double ln2_hi = 6.93147180369123816490e-01;
    constexpr double ln2_lo = 1.90821492927058770002e-10;
    constexpr double round = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer in the low bits
    const double bounded = x > 710.0 ? 710.0 : (x < -746.0 ? -746.0 : x);  // inf and 0 beyond
    const double shifted = bounded * log2e + round;
    const double n = shifted - round;
    const double r = (bounded - n * ln2_hi) - n * ln2_lo;
    double p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r * r + r;
    p = p + 1.0;
    // 2^n in two factors, so that results below 2^-1022 come out right too
    const std::int64_t whole = std::bit_cast<std::int64_t>(shifted) - std::bit_cast<std::int64_t>(round);
    const std::int64_t half = (whole + 4096) / 2 - 2048;
    const double scale1 = std::bit_cast<double>((half + 1023) << 52);
    const double scale2 = std::bit_cast<double>((whole - half + 1023) << 52);
    return p * scale1 * scale2;
}
