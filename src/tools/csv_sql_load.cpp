#include "tools/csv_sql_load.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/json.h"
#include "tools/bounds.h"
#include "tools/describe.h"
#include "tools/english.h"

namespace rustygpt::tools::csv_sql {
namespace {

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

std::string quoted_name(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    return out + "\"";
}

void execute(sqlite3* connection, const std::string& sql, std::string_view path) {
    if (sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return;
    throw bad_input(path, fmt::format("makes no table: {}", sqlite3_errmsg(connection)));
}

// A column of CSV holds numbers where each of its cells is one that an SQL number holds as it is written.
bool numeric(const Table& table, std::size_t column) {
    constexpr std::size_t sure_digits = 15;
    return std::all_of(table.rows.begin(), table.rows.end(), [column](const auto& row) {
        const auto& cell = row[column];
        if (cell.kind != Cell::Kind::text) return true;
        const auto digits =
            std::count_if(cell.text.begin(), cell.text.end(), [](char c) { return c >= '0' && c <= '9'; });
        return is_number(cell.text) && static_cast<std::size_t>(digits) <= sure_digits;
    });
}

int bind_number(sqlite3_stmt* statement, int column, const std::string& text) {
    std::int64_t whole = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, whole);
    if (read.ec == std::errc() && read.ptr == end) return sqlite3_bind_int64(statement, column, whole);
    double real = 0;
    std::from_chars(text.data(), end, real);
    return sqlite3_bind_double(statement, column, real);
}

int bind_cell(sqlite3_stmt* statement, int column, const Cell& cell, bool as_number) {
    if (cell.kind == Cell::Kind::null) return sqlite3_bind_null(statement, column);
    if (cell.kind == Cell::Kind::boolean) return sqlite3_bind_int64(statement, column, cell.text == "true");
    if (cell.kind == Cell::Kind::number || as_number) return bind_number(statement, column, cell.text);
    return sqlite3_bind_text64(statement, column, cell.text.data(), cell.text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void insert(sqlite3* connection, const NamedTable& given, std::string_view path, const std::stop_token& stop) {
    std::string marks;
    std::vector<bool> numbers;
    for (std::size_t i = 0; i < given.table.columns.size(); ++i) {
        marks += marks.empty() ? "?" : ", ?";
        numbers.push_back(numeric(given.table, i));
    }
    const auto sql = fmt::format("INSERT INTO {} VALUES ({})", quoted_name(given.name), marks);
    sqlite3_stmt* prepared = nullptr;
    sqlite3_prepare_v2(connection, sql.c_str(), -1, &prepared, nullptr);
    const Statement statement(prepared, &sqlite3_finalize);
    execute(connection, "BEGIN", path);
    for (const auto& row : given.table.rows) {
        keep_going(stop);
        for (std::size_t i = 0; i < row.size(); ++i) bind_cell(prepared, static_cast<int>(i) + 1, row[i], numbers[i]);
        if (sqlite3_step(prepared) != SQLITE_DONE) throw bad_input(path, sqlite3_errmsg(connection));
        sqlite3_reset(prepared);
    }
    execute(connection, "COMMIT", path);
}

}  // namespace

void load_table(sqlite3* connection, const NamedTable& given, const std::stop_token& stop) {
    const auto path = pointer("/tables", given.name);
    std::string columns;
    for (const auto& name : given.table.columns) {
        if (english::trimmed(name).empty() || name.contains('\0')) throw bad_input(path, "has a column without a name");
        columns += (columns.empty() ? "" : ", ") + quoted_name(name);
    }
    execute(connection, fmt::format("CREATE TABLE {} ({})", quoted_name(given.name), columns), path);
    insert(connection, given, path, stop);
}

}  // namespace rustygpt::tools::csv_sql
