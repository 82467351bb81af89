#include <algorithm>

#include <boost/describe/class.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "tools/bounds.h"
#include "tools/csv_sql_query.h"
#include "tools/asking.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/json_text.h"
#include "tools/markdown_rows.h"
#include "tools/quoted.h"
#include "tools/schema.h"
#include "tools/table.h"

namespace rustygpt::tools {

struct CsvSqlInput {
    std::string query;
    json::object tables;
};
BOOST_DESCRIBE_STRUCT(CsvSqlInput, (), (query, tables))

namespace {

constexpr std::size_t max_tables = 10;
constexpr std::size_t max_table_bytes = 1'000'000;
constexpr TableLimits table_limits{.max_rows = 20'000, .max_columns = 100, .max_cell_bytes = 10'000};
constexpr csv_sql::Limits limits{.max_steps = 2'000'000,
                                 .max_value_bytes = 10'000,
                                 .max_memory_bytes = 32'000'000,
                                 .max_query_bytes = 10'000,
                                 .max_cte_copies = 1'000,
                                 .max_result_rows = 1'000,
                                 .max_result_bytes = 500'000};

json::object tables_schema() {
    return {{"type", "object"},
            {"minProperties", 1},
            {"maxProperties", max_tables},
            {"propertyNames", {{"pattern", "^[A-Za-z_][A-Za-z0-9_]{0,63}$"}}},
            {"additionalProperties",
             {{"anyOf", json::array{json::object{{"type", "string"}, {"maxLength", max_table_bytes}},
                                    json::object{{"type", "array"}, {"items", {{"type", "object"}}}}}}}},
            {"description",
             "Tables by name. A string is CSV (RFC 4180) with a header line; a column holds numbers where each of its "
             "cells is a plain one of at most 15 digits, else text; an empty cell without quotes is NULL. A list of "
             "objects is a table, too: columns are the keys ordered by their bytes, what is absent is NULL, true and "
             "false are 1 and 0."}};
}

Info describe_csv_sql() {
    Info info;
    info.name = "csv_sql";
    info.version = "1.0.0";
    info.description =
        "Runs one SELECT, in SQLite's SQL, over tables given as CSV or JSON: joins, grouping, windows, common table "
        "expressions. Without ORDER BY the order of the rows is whatever the query gives, and always the same. sum, "
        "total and avg add decimally; other arithmetic is binary, rounded to 15 digits in the result. There are no "
        "dates, "
        "no random numbers, no files.";
    info.input_schema =
        input_schema<CsvSqlInput>({{"query", "One SELECT (WITH and VALUES too). At most 10,000 bytes."}});
    at_most(info.input_schema, "query", limits.max_query_bytes);
    info.input_schema["properties"].as_object()["tables"] = tables_schema();
    info.output_schema = schema::document(
        {{"columns", schema::list({{"type", "string"}}, "The result's columns.")},
         {"rows", schema::list({{"type", "array"}, {"items", {{"type", json::array{"string", "number", "null"}}}}},
                               "A list of values each.")},
         {"row_count", schema::integer("How many rows.")}});
    info.limits = {{"max_tables", max_tables},
                   {"max_table_bytes", max_table_bytes},
                   {"max_rows", table_limits.max_rows},
                   {"max_columns", table_limits.max_columns},
                   {"max_cell_bytes", table_limits.max_cell_bytes},
                   {"max_steps", limits.max_steps},
                   {"max_value_bytes", limits.max_value_bytes},
                   {"max_memory_bytes", limits.max_memory_bytes},
                   {"max_query_bytes", limits.max_query_bytes},
                   {"max_cte_copies", limits.max_cte_copies},
                   {"max_result_rows", limits.max_result_rows},
                   {"max_result_bytes", limits.max_result_bytes}};
    const auto example = [&info](std::string_view query, json::object tables, json::array columns, json::array rows) {
        const auto count = rows.size();
        info.examples.push_back({{{"query", query}, {"tables", std::move(tables)}},
                                 {{"columns", std::move(columns)}, {"rows", std::move(rows)}, {"row_count", count}}});
    };
    example("SELECT city, sum(amount) AS total FROM sales GROUP BY city ORDER BY total DESC",
            {{"sales", "city,amount\nRome,0.1\nOslo,2\nRome,0.2\n"}}, {"city", "total"},
            json::array{json::array{"Oslo", 2}, json::array{"Rome", 0.3}});
    example(
        "SELECT p.name, count(o.id) AS orders FROM people p LEFT JOIN orders o ON o.person = p.name "
        "GROUP BY p.name ORDER BY p.name",
        {{"people", "name\nAda\nBob\n"},
         {"orders",
          json::array{json::object{{"id", 1}, {"person", "Ada"}}, json::object{{"id", 2}, {"person", "Ada"}}}}},
        {"name", "orders"}, json::array{json::array{"Ada", 2}, json::array{"Bob", 0}});
    example(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i * 2 FROM n WHERE i < 16) SELECT group_concat(i, ' ') AS "
        "powers FROM n",
        {{"unused", "a\n1\n"}}, {"powers"}, parse_json(R"([["1 2 4 8 16"]])").as_array());
    return info;
}

bool is_name(std::string_view name) {
    const auto sign = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !name.empty() && name.size() <= 64 && !(name[0] >= '0' && name[0] <= '9') &&
           std::all_of(name.begin(), name.end(), sign) && !english::starts_with(name, "sqlite_");
}

std::vector<csv_sql::NamedTable> tables_of(const json::object& given) {
    if (given.empty()) throw bad_input("/tables", "must have at least one table");
    within("max_tables", max_tables, given.size(), "There are too many tables");
    std::vector<csv_sql::NamedTable> tables;
    for (const auto& [name, content] : given) {
        const auto path = pointer("/tables", name);
        if (!is_name(name)) throw bad_input(path, "must be named by letters, digits and _, not beginning with sqlite_");
        if (content.is_string()) {
            const std::string_view csv = content.get_string();
            within("max_table_bytes", max_table_bytes, csv.size(), "A table has too many bytes");
            tables.push_back({name, read_csv(csv, table_limits, path)});
        } else {
            tables.push_back({name, read_json_rows(content, table_limits, path)});
        }
    }
    // The order of an object's members means nothing.
    std::sort(tables.begin(), tables.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return tables;
}

// "SELECT ... FROM data csv: ..." or "json: [...]": the one table is called data.
std::optional<Match> query_with_table(std::string_view text) {
    if (!english::starts_with(text, "select ") && !english::starts_with(text, "with ")) return std::nullopt;
    const auto halves = english::split(text, {"csv:", "json:"});
    if (!halves || halves->after.empty()) return std::nullopt;
    json::value table(halves->after);
    if (english::starts_with(text.substr(halves->at), "json:")) {
        auto rows = whole_json(halves->after);
        if (!rows || !rows->is_array()) return std::nullopt;
        table = std::move(*rows);
    }
    auto query = halves->before;
    while (english::take_back(query, {"on this", "on the", "on", "over", "with this", "with the", ";", ","})) {}
    if (!english::split(query, {"from data"})) return std::nullopt;
    return Match{.input = {{"query", query}, {"tables", {{"data", std::move(table)}}}}, .confidence = 0.95};
}

class CsvSql final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<CsvSqlInput>(input);
            auto result = csv_sql::run_query(read.query, tables_of(read.tables), limits, stop);
            json::array columns;
            for (const auto& name : result.columns) columns.emplace_back(name);
            const auto count = result.rows.size();
            return json::object{
                {"columns", std::move(columns)}, {"rows", std::move(result.rows)}, {"row_count", count}};
        });
    }

    // The query as it is, or in quotes: run "SELECT ... FROM data" on this json: [...].
    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto text = english::without_courtesy(intent);
        while (english::take(text, {"please", "run", "execute", "evaluate", "the", "this", "sql", "query", ":"})) {}
        if (const auto halves = english::split(text.substr(0, 200), {":"});
            halves && english::only_asks(english::words_of(halves->before),
                                         {"query", "sql", "run", "execute", "statement", "table", "data"}))
            text = english::trimmed(text.substr(halves->at + 1));
        auto rest = text;
        auto quoted = english::take_quoted(rest);
        if (!quoted) return query_with_table(text);
        english::take(rest, {"on", "over", "against", "for", "with"});
        english::take(rest, {"this", "the", "the following", "following"});
        return query_with_table(*quoted + " " + std::string(rest));
    }

    [[nodiscard]] std::string explain(const json::object&, const json::value& output) const override {
        Table table;
        for (const auto& name : output.at("columns").as_array()) table.columns.emplace_back(name.as_string());
        constexpr std::size_t most_shown = 100;
        const auto& rows = output.at("rows").as_array();
        for (const auto& row : rows) {
            if (table.rows.size() == most_shown) break;
            auto& cells = table.rows.emplace_back();
            for (const auto& value : row.as_array()) cells.push_back(cell_of(value));
        }
        auto text = write_markdown(table, 4'000'000);
        if (rows.size() > most_shown) text += fmt::format("\n({} rows more are not shown.)", rows.size() - most_shown);
        return text;
    }

private:
    static Cell cell_of(const json::value& value) {
        if (value.is_null()) return {};
        if (value.is_string()) return {Cell::Kind::text, std::string(value.get_string())};
        Cell cell{.kind = Cell::Kind::number};
        append_json(cell.text, value);
        return cell;
    }

    Info info_ = describe_csv_sql();
};

}  // namespace

std::unique_ptr<Tool> make_csv_sql_tool() { return std::make_unique<CsvSql>(); }

}  // namespace rustygpt::tools
