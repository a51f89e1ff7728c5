#if defined(__x86_64__)
#include "simd/target.hpp"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif

#define EPROP_TARGET avx2
#define EPROP_VECTOR_LANES 4
#include "simd/target.inl"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
