#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace eprop {

// Widest vector of a supported CPU in doubles; blocks and rows are padded to a multiple of it.
inline constexpr std::size_t lanes = 8;

constexpr std::size_t padded(std::size_t n) { return (n + lanes - 1) / lanes * lanes; }

template <class T>
struct AlignedAllocator {
    using value_type = T;
    static constexpr std::align_val_t alignment{lanes * sizeof(double)};

    AlignedAllocator() = default;
    template <class U>
    AlignedAllocator(const AlignedAllocator<U>&) {}

    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), alignment)); }
    void deallocate(T* p, std::size_t) { ::operator delete(p, alignment); }
    bool operator==(const AlignedAllocator&) const { return true; }
};

using Doubles = std::vector<double, AlignedAllocator<double>>;

}  // namespace eprop
