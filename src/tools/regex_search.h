#pragma once

// RE2 over a whole text.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace rustygpt::tools {

struct RegexOptions {
    bool ignore_case = false;
    bool multi_line = false;  // ^ and $ at line ends too
    bool dot_all = false;     // . takes line feeds too
};

struct RegexLimits {
    std::int64_t max_program;  // instructions of the compiled pattern
    std::size_t max_groups;
    std::int64_t max_work;     // text yet unread times instructions, over all searches
    std::size_t max_matches;
    std::size_t max_output_bytes;
};

// Half-open, in bytes of the text.
struct RegexSpan {
    std::size_t begin;
    std::size_t end;
};

struct RegexFinding {
    std::vector<std::string> group_names;  // of groups 1 and on; empty where a group has none
    std::vector<std::vector<std::optional<RegexSpan>>> matches;  // of each: group 0 (always there), 1, ...
    std::optional<std::string> replaced;
};

// All matches that don't overlap, from the left; an empty one right behind another match does not count. Throws
// ToolError: bad_input for the pattern ("/pattern") or the replacement ("/replacement"), limit_exceeded, cancelled.
RegexFinding regex_search(const std::string& pattern, const RegexOptions& options, std::string_view text,
                          const std::optional<std::string>& replacement, const RegexLimits& limits,
                          const std::stop_token& stop);

}  // namespace rustygpt::tools
