#pragma once

#include <functional>
#include <string>

#include "base/task.h"

namespace rustygpt::app {

// What a handler throws, as it may without memory, ends that handler and not the loop.
void run_to_the_end(asio::io_context& io);

// Runs what is to run until the end; where it throws it begins again, a moment later, until `over`.
Task<> keep_running(std::string what, std::function<Task<>()> begin, std::function<bool()> over);

}  // namespace rustygpt::app
