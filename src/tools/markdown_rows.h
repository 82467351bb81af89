#pragma once

#include "tools/table.h"

namespace rustygpt::tools {

// A GitHub Flavored Markdown table, its columns aligned by the width on a terminal; columns of numbers to the right.
// Cells keep their characters: what Markdown would read as its own is escaped with a backslash, a line end becomes
// <br>. Columns wider than max_aligned are not padded. Throws ToolError{limit_exceeded: max_output_bytes}.
std::string write_markdown(const Table& table, std::size_t max_output_bytes);

inline constexpr std::size_t max_aligned = 80;

// Such a table read back: backslash escapes and <br> undone, white space around cells gone, all cells text, empty ones
// null. Nothing may stand before or behind it. Throws as table.h's readers do.
Table read_markdown(std::string_view text, const TableLimits& limits, std::string_view path);

}  // namespace rustygpt::tools
