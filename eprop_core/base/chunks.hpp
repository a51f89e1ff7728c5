#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "base/aligned.hpp"
#include "base/types.hpp"

namespace eprop {

// Doubles that grow in number and never move. What is asked for at once lies side by side.
class Chunks {
    struct Chunk {
        double* data = nullptr;
        Index room = 0, used = 0;
    };

public:
    Chunks() = default;
    Chunks(Chunks&& other) noexcept { swap(other); }
    Chunks& operator=(Chunks other) noexcept {
        swap(other);
        return *this;
    }
    ~Chunks() {
        for (const Chunk& chunk : chunks_) AlignedAllocator<double>().deallocate(chunk.data, chunk.room);
    }

    // Room for n more, which the caller fills.
    double* extend(Index n) {
        if (chunks_.empty() || chunks_[current_].room - chunks_[current_].used < n) advance(n);
        Chunk& chunk = chunks_[current_];
        return chunk.data + std::exchange(chunk.used, chunk.used + n);
    }
    void take_back(Index n) { chunks_[current_].used -= n; }  // the last n that were asked for
    // Forgets the numbers, but keeps the memory.
    void clear() {
        for (Chunk& chunk : chunks_) chunk.used = 0;
        current_ = 0;
    }
    void swap(Chunks& other) noexcept { std::swap(chunks_, other.chunks_), std::swap(current_, other.current_); }

    // Gives out the numbers in the portions that were asked for.
    class Reader {
    public:
        explicit Reader(const Chunks& chunks) : chunk_(chunks.chunks_.begin()) {}
        const double* next(Index n) {
            while (chunk_->used == at_) ++chunk_, at_ = 0;
            return chunk_->data + std::exchange(at_, at_ + n);
        }

    private:
        std::vector<Chunk>::const_iterator chunk_;
        Index at_ = 0;
    };

private:
    // To a chunk with room for n. New ones are twice as large as the one before, up to 64 KB: such are made of memory that the process has
    // used before, as long as there is some; memory that is new to the process costs more than what is written to it.
    void advance(Index n) {
        constexpr Index smallest = 64, largest = 8192;  // doubles
        while (current_ + 1 < chunks_.size())
            if (chunks_[++current_].room >= n) return;
        const Index room = std::max(n, chunks_.empty() ? smallest : std::min(2 * chunks_.back().room, largest));
        double* data = AlignedAllocator<double>().allocate(room);
        chunks_.push_back({data, room});
        current_ = chunks_.size() - 1;
    }
    std::vector<Chunk> chunks_;  // those after the current one hold nothing
    Index current_ = 0;
};

}  // namespace eprop
