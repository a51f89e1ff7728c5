#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "base/aligned.hpp"
#include "base/random.hpp"
#include "simd/kernels.hpp"

namespace eprop {

namespace base {
extern const Kernels table;
}
#if defined(__x86_64__)
namespace avx2 {
extern const Kernels table;
}
namespace avx512 {
extern const Kernels table;
}
#endif

// The hot loops of every CPU target that runs here, base first.
inline std::vector<const Kernels*> runnable_tables() {
    std::vector<const Kernels*> tables{&base::table};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) tables.push_back(&avx2::table);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        tables.push_back(&avx512::table);
#endif
    return tables;
}

inline Random random_numbers(std::uint64_t seed) { return {seed, 0, 0}; }

// n draws between low and high
inline Doubles uniform(Random& random, Index n, double low, double high) {
    Doubles values(n);
    for (double& x : values) x = low + (high - low) * random.uniform();
    return values;
}

// n times 1 with probability p, else 0
inline Doubles spikes(Random& random, Index n, double p) {
    Doubles train = uniform(random, n, 0.0, 1.0);
    for (double& x : train) x = x < p ? 1.0 : 0.0;
    return train;
}

}  // namespace eprop
