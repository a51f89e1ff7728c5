#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace eprop {

// Widest vector of a supported CPU in doubles; blocks and rows are padded to a multiple of it.
inline constexpr std::size_t lanes = 8;

constexpr std::size_t padded(std::size_t n) { return (n + lanes - 1) / lanes * lanes; }

// Large arrays are read at random places: with pages of 2 MB the CPU finds their addresses faster.
inline void ask_for_huge_pages([[maybe_unused]] void* p, [[maybe_unused]] std::size_t bytes) {
#if defined(MADV_HUGEPAGE)
    constexpr std::uintptr_t page = 2 << 20;
    const auto begin = reinterpret_cast<std::uintptr_t>(p), first = (begin + page - 1) / page * page, end = (begin + bytes) / page * page;
    if (first < end) madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);  // a wish, which may be refused
#endif
}

template <class T>
struct AlignedAllocator {
    using value_type = T;
    static constexpr std::align_val_t alignment{lanes * sizeof(double)};

    AlignedAllocator() = default;
    template <class U>
    AlignedAllocator(const AlignedAllocator<U>&) {}

    T* allocate(std::size_t n) {
        void* p = ::operator new(n * sizeof(T), alignment);
        ask_for_huge_pages(p, n * sizeof(T));
        return static_cast<T*>(p);
    }
    void deallocate(T* p, std::size_t) { ::operator delete(p, alignment); }
    bool operator==(const AlignedAllocator&) const { return true; }
};

using Doubles = std::vector<double, AlignedAllocator<double>>;

}  // namespace eprop
