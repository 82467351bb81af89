#pragma once

// Tables given as text: what csv_sql and markdown_table read and write.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace rustygpt::tools {

struct Cell {
    enum class Kind { null, text, number, boolean };
    Kind kind = Kind::null;
    std::string text{};  // a number as it is written, a boolean as true or false
    friend bool operator==(const Cell&, const Cell&) = default;
};

struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;  // each as long as columns
    friend bool operator==(const Table&, const Table&) = default;
};

struct TableLimits {
    std::size_t max_rows;
    std::size_t max_columns;
    std::size_t max_cell_bytes;
};

// Each reader throws ToolError: bad_input at `path`, naming the line, or limit_exceeded with one of TableLimits' names.

// RFC 4180, lines ending with LF or CR LF, the first one the header. Blank lines are left out. An empty field without
// quotes is null; nothing is a number yet.
Table read_csv(std::string_view text, const TableLimits& limits, std::string_view path);
// text/tab-separated-values: no quotes, no escapes.
Table read_tsv(std::string_view text, const TableLimits& limits, std::string_view path);
// A list of objects without lists or objects in them. The columns are all keys, ordered by their bytes: the order of an
// object's members means nothing.
Table read_json_rows(const boost::json::value& value, const TableLimits& limits, std::string_view path);

std::string write_csv(const Table& table);
// Throws ToolError{failed} where a cell has a tab or a line end.
std::string write_tsv(const Table& table);
boost::json::array to_json_rows(const Table& table);

// An integer or a decimal number as JSON writes one, so no "007", "1e5x", "+1": "-12", "0.5", "1e5".
bool is_number(std::string_view text);

}  // namespace rustygpt::tools
