#include "simd/target.hpp"

#define EPROP_TARGET base
#define EPROP_VECTOR_LANES 2
#include "simd/target.inl"
