#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include "tools/csv_sql_load.h"

namespace rustygpt::tools::csv_sql {

struct Limits {
    std::int64_t max_steps;         // of SQLite's virtual machine, and what our functions add to them
    std::size_t max_value_bytes;    // of one text, also an intermediate one
    std::size_t max_memory_bytes;   // for sorting and intermediate tables
    std::size_t max_query_bytes;
    std::size_t max_cte_copies;     // how often SQLite would have to copy the common table expressions
    std::size_t max_result_rows;
    std::size_t max_result_bytes;
};

struct Result {
    std::vector<std::string> columns;
    boost::json::array rows;  // of lists
};

// Runs one SELECT over the tables and nothing else. Throws ToolError: bad_input at "/query" or "/tables/NAME", failed,
// limit_exceeded, cancelled.
Result run_query(const std::string& query, const std::vector<NamedTable>& tables, const Limits& limits,
                 const std::stop_token& stop);

}  // namespace rustygpt::tools::csv_sql
