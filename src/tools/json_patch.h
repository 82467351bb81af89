#pragma once

#include <cstdint>
#include <stop_token>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace rustygpt::tools {

struct JsonPatchLimits {
    std::size_t max_values;         // in both documents together
    std::size_t max_operations;
    std::size_t max_path_bytes;   // of all operations together
    std::int64_t max_list_steps;    // over all lists: length times length of what differs
};

// A JSON Patch (RFC 6902) of add, remove and replace operations that makes `to` of `from`. Of an object's members only
// those that differ are touched. Items of two lists are paired by a longest common subsequence; where the lists that
// differ are too long for max_list_steps, by position. Numbers are equal where their values are: 1 and 1.0.
// Throws ToolError{limit_exceeded}.
boost::json::array json_patch(const boost::json::value& from, const boost::json::value& to,
                              const JsonPatchLimits& limits, const std::stop_token& stop);

}  // namespace rustygpt::tools
