#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

namespace rustygpt::tools {

// One step of a way from one sequence to another.
enum class Edit : std::uint8_t { keep, remove, add };

// A shortest way from `from` to `to` (Myers 1986, O((N+M)D) time, O(D^2) memory), removals before additions. Of several
// shortest ways it is always the same one. Throws ToolError: limit_exceeded ("max_differences") where it would take
// more than `most` removals and additions, cancelled.
std::vector<Edit> shortest_edit(const std::vector<std::uint32_t>& from, const std::vector<std::uint32_t>& to,
                                std::size_t most, const std::stop_token& stop);

}  // namespace rustygpt::tools
