#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/completion.h"

namespace rustygpt {

// A named pool of threads with a bounded queue, for work that blocks or burns CPU: hashing, tools, files.
// Network threads never do such work themselves.
class Pool {
public:
    using Work = std::move_only_function<void()>;
    // What a full queue means for a piece of work: refused, or taken all the same, where something else bounds how much
    // of it there can be.
    enum class Queue { bounded, bounded_elsewhere };

    // name: at most 15 bytes, shown by the kernel; threads >= 1; capacity: queued items, running ones not counted.
    Pool(std::string name, unsigned threads, std::size_t capacity);
    // Finishes what is queued.
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // False where the queue is full or the pool is stopping; the work was not taken then.
    [[nodiscard]] bool try_post(Work& work, Queue queue = Queue::bounded);

    // Runs work() on the pool and resumes the caller on its own executor.
    // Throws Failure{queue_full} where the queue is full, and whatever work throws.
    template <class F>
    auto run(F work, Queue queue = Queue::bounded) -> Task<std::invoke_result_t<F&>> {
        using Result = std::invoke_result_t<F&>;
        auto start = [this, queue, work = std::move(work)](Completion<Result> done) mutable {
            auto shared = std::make_shared<Completion<Result>>(std::move(done));
            Work item = [shared, work = std::move(work)]() mutable {
                // The result is made before the completion: work's captures may refer to the waiting coroutine.
                auto outcome = Outcome<Result>::of(work);
                (*shared)(std::move(outcome));
            };
            if (!try_post(item, queue)) (*shared)(Outcome<Result>{.error = full(), .value = {}});
        };
        return suspend<Result>(std::move(start));
    }

    [[nodiscard]] std::size_t queued() const;

private:
    void work();
    static void run_one(Work& item) noexcept;
    [[nodiscard]] std::exception_ptr full() const;

    std::string name_;
    std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Work> queue_;
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace rustygpt
