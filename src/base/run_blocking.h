#pragma once

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "base/completion.h"

namespace rustygpt {

// Runs a task to its end on this thread, for command lines and tests; never on a thread that has a loop of its own.
// The loop stays with the thread: when the task has ended, a pool's thread may still be on its way out of the post that
// ended it.
template <class T>
T run_blocking(Task<T> task) {
    thread_local asio::io_context loop{1};
    std::exception_ptr error;
    std::optional<Held<T>> result;
    asio::co_spawn(loop, std::move(task), [&](const std::exception_ptr& failed, auto... value) {
        error = failed;
        if (!error) result.emplace(std::move(value)...);
    });
    loop.restart();
    loop.run();
    if (error) std::rethrow_exception(error);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace rustygpt
