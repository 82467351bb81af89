#pragma once

// The one place where Asio's coroutine type gets a name. Every asynchronous function of ours returns a Task
// and runs on one io_context from its start to its end: typed executor, no strand, no type erasure.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace rustygpt {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;

template <class T = void>
using Task = asio::awaitable<T, Executor>;

inline constexpr asio::use_awaitable_t<Executor> use_task{};

}  // namespace rustygpt
