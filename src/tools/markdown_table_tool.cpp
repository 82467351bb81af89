#include <algorithm>
#include <set>

#include <boost/describe/class.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "tools/bounds.h"
#include "tools/asking.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/markdown.h"
#include "tools/markdown_rows.h"
#include "tools/table.h"

namespace rustygpt::tools {

BOOST_DEFINE_ENUM_CLASS(TableFormat, csv, tsv, json, markdown)

struct MarkdownTableInput {
    std::string text;
    TableFormat from{};
    std::optional<TableFormat> to;
};
BOOST_DESCRIBE_STRUCT(MarkdownTableInput, (), (text, from, to))

struct MarkdownTableOutput {
    std::string text;
    std::int64_t columns = 0;
    std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(MarkdownTableOutput, (), (text, columns, rows))

namespace {

constexpr std::size_t max_text_bytes = 500'000;
constexpr std::size_t max_output_bytes = 2'000'000;
constexpr TableLimits limits{.max_rows = 20'000, .max_columns = 100, .max_cell_bytes = 10'000};

Info describe_markdown_table() {
    Info info;
    info.name = "markdown_table";
    info.version = "1.0.0";
    info.description =
        "Turns CSV, tab-separated values or a JSON list of objects into an aligned Markdown table, and such a table "
        "back. CSV is RFC 4180's; the columns of JSON are its objects' keys, ordered by their bytes.";
    info.input_schema = input_schema<MarkdownTableInput>(
        {{"text", "The table. At most 500,000 bytes."},
         {"from", "What the text is. CSV and TSV begin with a header line."},
         {"to",
          "What to make of it; markdown by default. Columns of numbers stand to the right; a line end in a cell "
          "becomes <br>, and Markdown's own marks are escaped. White space around cells is lost in Markdown."}});
    at_most(info.input_schema, "text", max_text_bytes);
    info.output_schema = output_schema<MarkdownTableOutput>(
        {{"text", "The table in its new form."}, {"columns", "How many."}, {"rows", "How many, without the header."}});
    info.limits = {{"max_text_bytes", max_text_bytes},
                   {"max_output_bytes", max_output_bytes},
                   {"max_rows", limits.max_rows},
                   {"max_columns", limits.max_columns},
                   {"max_cell_bytes", limits.max_cell_bytes}};
    const auto example = [&info](json::object input, std::string_view text, int columns, int rows) {
        info.examples.push_back({std::move(input), {{"text", text}, {"columns", columns}, {"rows", rows}}});
    };
    example({{"from", "csv"}, {"text", "item,price\npen,1.20\n\"a|b\",10\n"}},
            "| item | price |\n| ---- | ----: |\n| pen  |  1.20 |\n| a\\|b |    10 |\n", 2, 2);
    example({{"from", "json"}, {"text", R"([{"name": "Ada", "age": 36}, {"name": "Zoë"}])"}},
            "| age | name |\n| --: | ---- |\n|  36 | Ada  |\n|     | Zo\u00eb  |\n", 2, 2);
    example({{"from", "markdown"}, {"to", "csv"}, {"text", "| a | b |\n|---|:-:|\n| 1 | x, y |"}}, "a,b\n1,\"x, y\"\n",
            2, 1);
    example({{"from", "tsv"}, {"to", "json"}, {"text", "k\tv\na\t1\n"}}, R"([{"k":"a","v":"1"}])", 2, 1);
    return info;
}

Table read_table(TableFormat format, std::string_view text) {
    switch (format) {
        case TableFormat::csv: return read_csv(text, limits, "/text");
        case TableFormat::tsv: return read_tsv(text, limits, "/text");
        case TableFormat::markdown: return read_markdown(text, limits, "/text");
        case TableFormat::json: break;
    }
    json::value value;
    try {
        value = parse_json(text);
    } catch (const Failure& failure) {
        throw bad_input("/text", failure.message);
    }
    try {
        return read_json_rows(value, limits, "");
    } catch (const ToolError& error) {
        if (error.kind != ToolError::Kind::bad_input) throw;
        // The body has no such place: the document is within a string.
        const auto& first = error.errors.at(0);
        throw bad_input("/text", fmt::format("is JSON where \"{}\" {}", std::string_view(first.at("path").as_string()),
                                             std::string_view(first.at("message").as_string())));
    }
}

std::string write_table(TableFormat format, const Table& table) {
    switch (format) {
        case TableFormat::csv: return write_csv(table);
        case TableFormat::tsv: return write_tsv(table);
        case TableFormat::markdown: return write_markdown(table, max_output_bytes);
        case TableFormat::json: break;
    }
    if (std::set<std::string>(table.columns.begin(), table.columns.end()).size() < table.columns.size())
        throw failed("Two columns have the same name, which the members of an object can't have.");
    std::string out;
    append_json(out, to_json_rows(table));
    return out;
}

// From which format to which the words lead: "csv", "to", "markdown", "table".
std::optional<std::pair<std::string, std::string>> way_of(const std::vector<std::string>& words) {
    const auto place_of = [&words](english::Known names) {
        return std::find_first_of(words.begin(), words.end(), names.begin(), names.end());
    };
    const auto markdown = place_of({"markdown"});
    const auto other = place_of({"csv", "tsv", "json"});
    if (markdown == words.end() || other == words.end()) return std::nullopt;
    if (!english::only_asks(words, {"markdown", "csv", "tsv", "json", "table", "format", "create", "change",
                                    "transform", "render", "data", "rows", "formatted"}))
        return std::nullopt;
    const std::vector<std::string> between(std::min(markdown, other) + 1, std::max(markdown, other));
    const bool led = english::has_any(between, {"to", "into", "as"});
    if (other < markdown) return led ? std::optional(std::pair(*other, std::string("markdown"))) : std::nullopt;
    if (led) return std::pair(std::string("markdown"), *other);
    // "as a Markdown table, CSV:"
    if (english::has_any({words.begin(), markdown}, {"to", "into", "as"}))
        return std::pair(*other, std::string("markdown"));
    if (!english::has_any(between, {"from", "of", "out", "for", "with"})) return std::nullopt;
    return std::pair(*other, std::string("markdown"));
}

class MarkdownTable final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<MarkdownTableInput>(input);
            within("max_text_bytes", max_text_bytes, read.text.size(), "The text has too many bytes");
            const auto table = read_table(read.from, read.text);
            auto text = write_table(read.to.value_or(TableFormat::markdown), table);
            within("max_output_bytes", max_output_bytes, text.size(), "The result has too many bytes");
            return output(MarkdownTableOutput{
                .text = std::move(text), .columns = std::ssize(table.columns), .rows = std::ssize(table.rows)});
        });
    }

    // "csv to markdown table: ...", "markdown table from this CSV: ...", "markdown table to csv: ..."
    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        const auto colon = intent.find(':');
        if (colon == intent.npos || colon > 100) return std::nullopt;
        const auto way = way_of(english::words_of(intent.substr(0, colon)));
        const auto text = english::trimmed(intent.substr(colon + 1));
        if (!way || text.empty()) return std::nullopt;
        return Match{.input = {{"text", text}, {"from", way->first}, {"to", way->second}}, .confidence = 0.9};
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto* to = input.if_contains("to");
        const std::string text(output.at("text").as_string());
        // A table is shown as one; its cells are escaped.
        if ((to == nullptr || to->is_null() || *to == "markdown") && text.size() <= 20'000) return text;
        return markdown::block(text);
    }

private:
    Info info_ = describe_markdown_table();
};

}  // namespace

std::unique_ptr<Tool> make_markdown_table_tool() { return std::make_unique<MarkdownTable>(); }

}  // namespace rustygpt::tools
