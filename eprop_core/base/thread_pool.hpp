#pragma once

#include <memory>

#include "base/types.hpp"

namespace eprop {

// How many threads may run at the same time: the cores that this process may use, or what EPROP_THREAD_LIMIT says.
Index thread_limit();

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

    // Calls task(i) once for every i < threads(), each in a thread of its own, 0 in the caller's; returns when all have returned,
    // and throws what the first of them that failed has thrown.
    template <class Task>
    void run(const Task& task) {
        run([](const void* context, Index i) { (*static_cast<const Task*>(context))(i); }, &task);
    }

private:
    using Call = void (*)(const void* context, Index i);
    struct Team;
    void run(Call call, const void* context);
    void forget_lost_team();

    Index threads_ = 1;
    std::unique_ptr<Team> team_;  // null before the first task
};

}  // namespace eprop
