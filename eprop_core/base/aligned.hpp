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

// Large arrays are read at random places: in pages of 2 MB the CPU finds their addresses faster. They begin and end with such a page.
inline constexpr std::size_t huge_page = 2 << 20;

inline void ask_for_huge_pages([[maybe_unused]] void* p, [[maybe_unused]] std::size_t bytes) {
#if defined(MADV_HUGEPAGE)
    madvise(p, bytes, MADV_HUGEPAGE);  // a wish, which may be refused
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
        if (!is_large(n)) return static_cast<T*>(::operator new(n * sizeof(T), alignment));
        const std::size_t bytes = (n * sizeof(T) + huge_page - 1) / huge_page * huge_page;
        void* p = ::operator new(bytes, std::align_val_t{huge_page});
        ask_for_huge_pages(p, bytes);
        return static_cast<T*>(p);
    }
    void deallocate(T* p, std::size_t n) { ::operator delete(p, is_large(n) ? std::align_val_t{huge_page} : alignment); }
    bool operator==(const AlignedAllocator&) const { return true; }

private:
    static bool is_large(std::size_t n) { return n * sizeof(T) >= huge_page; }
};

using Doubles = std::vector<double, AlignedAllocator<double>>;

}  // namespace eprop
