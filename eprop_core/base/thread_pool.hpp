#pragma once

#include <algorithm>
#include <atomic>
#include <memory>

#include "base/types.hpp"

namespace eprop {

// How many threads may run at the same time: the cores that this process may use, or what EPROP_THREAD_LIMIT says.
Index thread_limit();

// Neurons that a thread takes at a time, whole vectors, and how many pay to be shared.
inline constexpr Index neurons_at_a_time = 512, least_neurons = 2048;

// Threads that take part in what their owner does. They start with the first task, wait for the next one awake for some
// microseconds and then asleep, and end with the pool. A process that is forked off starts threads of its own.
class ThreadPool {
public:
    ThreadPool();
    ~ThreadPool();
    ThreadPool(ThreadPool&&) noexcept;
    ThreadPool& operator=(ThreadPool&&) noexcept;

    // So many threads, the caller's included, but no more than may run at the same time.
    void resize(Index threads);
    Index threads() const { return threads_; }

    // Calls task(0) in the caller's thread and, while that lasts, task(i) in every other one, 0 < i < threads(), that is free: one that the
    // system keeps from running holds nobody up. Returns when all have returned, and throws what the first that failed has thrown.
    template <class Task>
    void run(const Task& task) {
        run([](const void* context, Index i) { (*static_cast<const Task*>(context))(i); }, &task);
    }

    // Calls task(begin, end) for ranges that cover 0 … n, `grain` at a time; all at once in the caller's thread if there is no other, or
    // less to do than `least`. Each thread has a part of its own, the same ones every time, whose memory is then near, and goes on with
    // what others have left.
    template <class Task>
    void share(Index n, Index grain, Index least, const Task& task) {
        if (threads_ == 1 || n < least) return task(Index{0}, n);
        const Index size = (n / threads_ + grain) / grain * grain;
        for (Index part = 0; part < threads_; ++part) parts_[part].next.store(part * size, std::memory_order_relaxed);
        run([&](Index i) {
            for (Index k = 0; k < threads_; ++k) {
                const Index part = (i + k) % threads_, end = std::min((part + 1) * size, n);
                for (Index begin; (begin = parts_[part].next.fetch_add(grain, std::memory_order_relaxed)) < end;)
                    task(begin, std::min(begin + grain, end));
            }
        });
    }

private:
    using Call = void (*)(const void* context, Index i);
    struct Team;
    void run(Call call, const void* context);
    void forget_lost_team();

    struct alignas(64) Part {
        std::atomic<Index> next{0};  // where it goes on
    };
    Index threads_ = 1;
    std::unique_ptr<Part[]> parts_;  // by thread, if there are several
    std::unique_ptr<Team> team_;  // null before the first task
};

}  // namespace eprop
