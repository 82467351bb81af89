#pragma once

// The bridge between threads that do blocking work (a pool, the database's writer) and coroutines:
// suspend() parks a coroutine and hands out a Completion that any thread may call, once.

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>

#include "base/task.h"

namespace rustygpt {

// The result of work that ran on another thread; void is held as std::monostate.
template <class T>
using Held = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

// Calls the work and keeps what it returns or throws.
template <class T>
struct Outcome {
    std::exception_ptr error;
    std::optional<Held<T>> value;

    template <class F, class... A>
    static Outcome of(F&& work, A&&... arguments) noexcept {
        Outcome outcome;
        try {
            if constexpr (std::is_void_v<T>) {
                std::forward<F>(work)(std::forward<A>(arguments)...);
                outcome.value.emplace();
            } else {
                outcome.value.emplace(std::forward<F>(work)(std::forward<A>(arguments)...));
            }
        } catch (...) {
            outcome.error = std::current_exception();
        }
        return outcome;
    }
};

// Posts the work, however long the memory for that is wanting: whoever waits for it must not be forgotten. `work` must
// be cheap to copy and must not throw when copied.
template <class Work>
void post_surely(const Executor& executor, const Work& work) noexcept {
    for (;;) {
        try {
            return asio::post(executor, Work(work));
        } catch (const std::bad_alloc&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    }
}

// Resumes the coroutine that waits, on the coroutine's own executor. Thread-safe; to be called once, and of more calls
// only the first counts: what begins the work may fail after it has handed the completion on. Never runs the coroutine
// inside the call. All that it needs is there when it is made: calling it can't fail.
template <class T>
class Completion {
public:
    Completion(Executor executor, std::move_only_function<void(Outcome<T>)> resume)
        : executor_(std::move(executor)), waiting_(std::make_shared<Waiting>(std::move(resume))) {}

    [[nodiscard]] const Executor& executor() const { return executor_; }

    void operator()(Outcome<T> outcome) noexcept {
        if (waiting_->called.test_and_set()) return;
        waiting_->outcome = std::move(outcome);
        post_surely(executor_, [waiting = waiting_] { waiting->resume(std::move(waiting->outcome)); });
    }

    // For a caller that is already on executor(), or that groups several completions into one post.
    void resume_here(Outcome<T> outcome) {
        if (!waiting_->called.test_and_set()) waiting_->resume(std::move(outcome));
    }

private:
    struct Waiting {
        explicit Waiting(std::move_only_function<void(Outcome<T>)> resume_) : resume(std::move(resume_)) {}
        std::move_only_function<void(Outcome<T>)> resume;
        Outcome<T> outcome{};
        std::atomic_flag called{};
    };
    Executor executor_;
    std::shared_ptr<Waiting> waiting_;
};

// Suspends the caller and runs start(Completion<T>) at once; the caller goes on when the completion is called, or with
// what start throws before that.
template <class T, class Start>
Task<T> suspend(Start start) {
    auto initiate = [](auto handler, Start begin) {
        auto executor = asio::get_associated_executor(handler);
        Completion<T> done(executor,
                           [handler = std::move(handler)](Outcome<T> outcome) mutable { handler(std::move(outcome)); });
        try {
            begin(Completion<T>(done));
        } catch (...) {  // does nothing where whom it was handed to has called it
            done(Outcome<T>{.error = std::current_exception(), .value = {}});
        }
    };
    Outcome<T> outcome = co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Outcome<T>)>(
        initiate, use_task, std::move(start));
    if (outcome.error) std::rethrow_exception(outcome.error);
    if constexpr (!std::is_void_v<T>) co_return std::move(*outcome.value);
}

}  // namespace rustygpt
