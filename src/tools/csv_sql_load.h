#pragma once

#include <stop_token>
#include <string>

#include "tools/table.h"

struct sqlite3;

namespace rustygpt::tools::csv_sql {

struct NamedTable {
    std::string name;
    Table table;
};

// Makes a table of it. A column of texts that are all plain numbers of at most 15 digits holds numbers. Throws
// ToolError: bad_input at "/tables/NAME", cancelled.
void load_table(sqlite3* connection, const NamedTable& given, const std::stop_token& stop);

}  // namespace rustygpt::tools::csv_sql
