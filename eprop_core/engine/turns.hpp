#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <mutex>
#include <optional>

#include "base/types.hpp"

namespace eprop {

// Gives out what is numbered first ... last, to several threads, and has them come back in the order of the numbers. The first is taken
// already; nothing is given out after the deadline.
class Turns {
public:
    using Time = std::chrono::steady_clock::time_point;

    Turns(Step first, Step last, Time deadline) : last_(last), next_(first + 1), deadline_(deadline), turn_(first) {}

    std::optional<Step> take() {
        const std::lock_guard lock(taking_);
        if (std::chrono::steady_clock::now() > deadline_) last_ = next_ - 1;
        return next_ > last_ ? std::nullopt : std::optional(next_++);
    }
    // Wait until it is n's turn; false if one before n has failed.
    bool await(Step n) const {
        Step turn = turn_.load(std::memory_order_acquire);
        for (; turn < n; turn = turn_.load(std::memory_order_acquire)) turn_.wait(turn, std::memory_order_acquire);
        return turn == n;
    }
    bool is_turn_of(Step n) const { return turn_.load(std::memory_order_acquire) == n; }
    void finish(Step n) { set(n + 1); }
    void fail() { set(std::numeric_limits<Step>::max()); }
    Step last_finished() const { return turn_.load(std::memory_order_acquire) - 1; }

private:
    void set(Step turn) {
        turn_.store(turn, std::memory_order_release);
        turn_.notify_all();
    }

    std::mutex taking_;
    Step last_, next_;
    Time deadline_;
    std::atomic<Step> turn_;
};

}  // namespace eprop
