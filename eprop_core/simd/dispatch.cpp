#include <cstdlib>
#include <string_view>

#include "base/error.hpp"
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

namespace {

struct Target {
    const Kernels* kernels;
    bool runs_here;
};

const Kernels& choose() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    const Target targets[] = {{&avx512::table, has_avx512}, {&avx2::table, __builtin_cpu_supports("avx2") != 0}, {&base::table, true}};
#else
    const Target targets[] = {{&base::table, true}};
#endif
    const char* wanted = std::getenv("EPROP_CPU_TARGET");
    for (const Target& t : targets)
        if (wanted ? std::string_view(wanted) == t.kernels->target : t.runs_here) {
            if (t.runs_here) return *t.kernels;
            refuse("KernelException", "EPROP_CPU_TARGET=", wanted, ": this CPU cannot run it");
        }
    refuse("KernelException", "EPROP_CPU_TARGET=", wanted, " is none of this build's targets: base, avx2, avx512 (x86-64), base (others)");
}

}  // namespace

const Kernels& kernels() {
    static const Kernels& chosen = choose();
    return chosen;
}

}  // namespace eprop
