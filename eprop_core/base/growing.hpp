#pragma once

#include <algorithm>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>

#include "base/types.hpp"

namespace eprop {

// A list of numbers that may grow large, at its end: the system moves its pages instead of copying what they hold, so that no more memory
// is touched than there are numbers.
template <class T>
class Growing {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    Growing() = default;
    Growing(const Growing& other) { append(other); }
    Growing(Growing&& other) noexcept { swap(other); }
    Growing& operator=(Growing other) noexcept {
        swap(other);
        return *this;
    }
    ~Growing() { std::free(data_); }

    // Room for n more, which the caller fills.
    T* extend(Index n) {
        if (size_ + n > room_) make_room(size_ + n);
        return data_ + std::exchange(size_, size_ + n);
    }
    void push_back(T value) { *extend(1) = value; }
    void append(const Growing& other) { std::copy_n(other.data_, other.size_, extend(other.size_)); }
    void erase_first(Index n) {
        std::copy(data_ + n, data_ + size_, data_);
        size_ -= n;
    }
    void clear() { size_ = 0; }
    void swap(Growing& other) noexcept { std::swap(data_, other.data_), std::swap(size_, other.size_), std::swap(room_, other.room_); }

    Index size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const T* data() const { return data_; }
    const T* begin() const { return data_; }
    const T* end() const { return data_ + size_; }
    T& operator[](Index i) { return data_[i]; }
    const T& operator[](Index i) const { return data_[i]; }

private:
    void make_room(Index n) {
        const Index room = std::max(n, 2 * room_);
        void* moved = std::realloc(data_, room * sizeof(T));
        if (!moved) throw std::bad_alloc();
        data_ = static_cast<T*>(moved), room_ = room;
    }
    T* data_ = nullptr;
    Index size_ = 0, room_ = 0;
};

}  // namespace eprop
