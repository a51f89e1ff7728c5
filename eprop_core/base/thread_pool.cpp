#include "base/thread_pool.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace eprop {

namespace {

Index cores() { return std::max<Index>(std::thread::hardware_concurrency(), 1); }

// Lets the other hardware thread of a core run, and saves power.
void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

// Waits until `reached` holds of the value, and returns it: for some microseconds awake, where there is a core for every thread, then
// asleep.
template <class Reached>
std::uint32_t wait(const std::atomic<std::uint32_t>& value, int spins, Reached reached) {
    for (int i = 0; i < spins; ++i, pause())
        if (const std::uint32_t seen = value.load(); reached(seen)) return seen;
    std::uint32_t seen;
    while (!reached(seen = value.load())) value.wait(seen);
    return seen;
}

}  // namespace

Index thread_limit() {
    const char* const wanted = std::getenv("EPROP_THREAD_LIMIT");
    if (!wanted) return cores();
    char* end = nullptr;
    const long limit = std::strtol(wanted, &end, 10);
    if (end == wanted || *end != '\0' || limit < 1) refuse("KernelException", "EPROP_THREAD_LIMIT=", wanted, " must be an integer >= 1");
    return static_cast<Index>(limit);
}

struct ThreadPool::Team {
    const pid_t process = getpid();
    const int spins;
    std::atomic<std::uint32_t> turn{0};    // goes up when a task opens, to an odd number, and when it closes
    std::atomic<std::uint32_t> joined{0};  // threads that are at it, or look whether it is still open
    Call call = nullptr;                   // the task; null: the end
    const void* context = nullptr;
    std::mutex failing;
    std::exception_ptr failure;
    std::vector<std::thread> threads;

    explicit Team(Index n) : spins(n <= cores() ? 20000 : 0) {
        for (Index i = 1; i < n; ++i) threads.emplace_back([this, i] { serve(i); });
    }
    ~Team() {
        call = nullptr;
        open();
        for (std::thread& thread : threads) thread.join();
    }
    void open() {
        turn.fetch_add(1);
        turn.notify_all();
    }
    // Who joins before sees it closed or is waited for: both sides write before they read.
    void close() {
        turn.fetch_add(1);
        wait(joined, spins, [](std::uint32_t n) { return n == 0; });
    }
    void serve(Index i) {
        for (std::uint32_t seen = 0;;) {
            seen = wait(turn, spins, [seen](std::uint32_t now) { return now != seen && now % 2 == 1; });
            joined.fetch_add(1);
            const bool is_open = turn.load() == seen, ends = is_open && !call;
            if (is_open && !ends) perform(i);
            if (joined.fetch_sub(1) == 1) joined.notify_one();
            if (ends) return;
        }
    }
    void perform(Index i) {
        try {
            call(context, i);
        } catch (...) {
            const std::lock_guard lock(failing);
            if (!failure) failure = std::current_exception();
        }
    }
};

ThreadPool::ThreadPool() = default;
ThreadPool::ThreadPool(ThreadPool&&) noexcept = default;
ThreadPool& ThreadPool::operator=(ThreadPool&&) noexcept = default;
ThreadPool::~ThreadPool() { forget_lost_team(); }

// The threads of a process do not live on in one that is forked off, where they can neither be used nor joined.
void ThreadPool::forget_lost_team() {
    if (team_ && team_->process != getpid()) static_cast<void>(team_.release());
}

void ThreadPool::resize(Index threads) {
    forget_lost_team();
    const Index wanted = threads > 1 ? std::min(threads, thread_limit()) : 1;
    if (wanted != threads_) team_.reset();
    threads_ = wanted;
    parts_ = wanted > 1 ? std::make_unique<Part[]>(wanted) : nullptr;
}

void ThreadPool::run(Call call, const void* context) {
    if (threads_ == 1) return call(context, 0);
    if (!team_) team_ = std::make_unique<Team>(threads_);
    team_->call = call, team_->context = context;
    team_->open();
    team_->perform(0);
    team_->close();
    if (team_->failure) std::rethrow_exception(std::exchange(team_->failure, nullptr));
}

}  // namespace eprop
