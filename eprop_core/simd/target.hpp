#pragma once

// All that the .inl files use, included before the compiler's target changes, so that no inline function of a library is compiled
// for a CPU that may be missing.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/aligned.hpp"
#include "simd/kernels.hpp"

namespace eprop {
template <class...>
struct List {};
}  // namespace eprop

#define EPROP_STRING_(x) #x
#define EPROP_STRING(x) EPROP_STRING_(x)

#define EPROP_INLINE __attribute__((always_inline)) inline

// Promises that the iterations of the next loop do not touch each other's elements.
#if defined(__clang__)
#define EPROP_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define EPROP_INDEPENDENT _Pragma("GCC ivdep")
#else
#define EPROP_INDEPENDENT
#endif
