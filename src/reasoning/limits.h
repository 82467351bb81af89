#pragma once

#include <chrono>
#include <cstddef>

namespace rustygpt::reasoning {

// What ends a graph with an error.
struct Limits {
    std::size_t max_nodes = 64;
    std::size_t max_depth = 16;                  // nodes of the longest chain
    std::chrono::milliseconds max_time{600'000};  // the whole answer
    std::size_t max_bytes = 8'388'608;            // inputs and outputs of all nodes together, as canonical JSON
    std::chrono::milliseconds tool_time{5'000};   // one tool's call; past it that call fails, the graph goes on
};

}  // namespace rustygpt::reasoning
