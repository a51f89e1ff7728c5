#include "simd/target.hpp"

#define EPROP_TARGET base
#include "simd/target.inl"
