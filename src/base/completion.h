#pragma once

// The bridge between threads that do blocking work (a pool, the database's writer) and coroutines:
// suspend() parks a coroutine and hands out a Completion that any thread may call, once.

#include <exception>
#include <functional>
#include <memory>
#include <optional>
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

// Resumes the coroutine that waits, on the coroutine's own executor. Thread-safe; to be called exactly once.
// Never runs the coroutine inside the call.
template <class T>
class Completion {
public:
    Completion(Executor executor, std::move_only_function<void(Outcome<T>)> resume)
        : executor_(std::move(executor)), resume_(std::move(resume)) {}

    [[nodiscard]] const Executor& executor() const { return executor_; }

    void operator()(Outcome<T> outcome) {
        asio::post(executor_, [resume = std::move(resume_), outcome = std::move(outcome)]() mutable {
            resume(std::move(outcome));
        });
    }

    // For a caller that is already on executor(), or that groups several completions into one post.
    void resume_here(Outcome<T> outcome) { resume_(std::move(outcome)); }

private:
    Executor executor_;
    std::move_only_function<void(Outcome<T>)> resume_;
};

// Suspends the caller and runs start(Completion<T>) at once; the caller goes on when the completion is called.
template <class T, class Start>
Task<T> suspend(Start start) {
    auto initiate = [](auto handler, Start begin) {
        auto executor = asio::get_associated_executor(handler);
        begin(Completion<T>(
            executor, [handler = std::move(handler)](Outcome<T> outcome) mutable { handler(std::move(outcome)); }));
    };
    Outcome<T> outcome = co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Outcome<T>)>(
        initiate, use_task, std::move(start));
    if (outcome.error) std::rethrow_exception(outcome.error);
    if constexpr (!std::is_void_v<T>) co_return std::move(*outcome.value);
}

}  // namespace rustygpt
