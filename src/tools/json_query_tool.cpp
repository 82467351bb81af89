#include <boost/describe/class.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "tools/asking.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/json_path_evaluate.h"
#include "tools/json_path_regexp.h"
#include "tools/json_text.h"
#include "tools/markdown.h"
#include "tools/schema.h"

namespace rustygpt::tools {

struct JsonQueryInput {
    json::value document;
    std::string path;
};
BOOST_DESCRIBE_STRUCT(JsonQueryInput, (), (document, path))

namespace {

constexpr std::size_t max_path_bytes = 1'000;
constexpr std::size_t max_matches = 1'000;
constexpr std::size_t max_output_bytes = 1'000'000;
constexpr std::int64_t max_work = 1'000'000;

Info describe_json_query() {
    Info info;
    info.name = "json_query";
    info.version = "1.0.0";
    info.description =
        "Finds values in a JSON document by JSONPath, the standard one (RFC 9535): $.a['b'][0], [1:5:2], [-1], *, "
        "..name, filters like [?@.price < 10 && @.name], and the functions length, count, match, search, value.";
    info.input_schema = input_schema<JsonQueryInput>(
        {{"document", "Any JSON but null."},
         {"path", "Begins with $. At most 1,000 bytes, 100 segments and selectors, 32 levels."}});
    info.input_schema["properties"].as_object()["document"].as_object()["type"] =
        json::array{"object", "array", "string", "number", "boolean"};
    at_most(info.input_schema, "path", max_path_bytes);
    info.output_schema = schema::document(
        {{"count", schema::integer("How many values were found.")},
         {"matches",
          schema::list(schema::closed({{"path", schema::text("Where it is, as a normalized path.")},
                                       {"value", {{"description", "The value as it stands in the document."}}}}),
                       "In the order of RFC 9535; members of one object by their names' bytes.")}});
    info.limits = {{"max_path_bytes", max_path_bytes},
                   {"max_path_segments", json_path::max_segments},
                   {"max_path_depth", json_path::max_depth},
                   {"max_patterns", json_path::max_patterns},
                   {"max_work", max_work},
                   {"max_matches", max_matches},
                   {"max_output_bytes", max_output_bytes}};
    const auto example = [&info](std::string_view document, std::string_view path, std::string_view matches) {
        auto list = parse_json(matches).as_array();
        const auto count = list.size();
        info.examples.push_back(
            {{{"document", parse_json(document)}, {"path", path}}, {{"count", count}, {"matches", std::move(list)}}});
    };
    static constexpr std::string_view books =
        R"({"books": [{"title": "A", "price": 8}, {"title": "B", "price": 12.5}, {"title": "C"}]})";
    example(books, "$.books[*].title",
            R"([{"path": "$['books'][0]['title']", "value": "A"}, {"path": "$['books'][1]['title']", "value": "B"},
                {"path": "$['books'][2]['title']", "value": "C"}])");
    example(books, "$.books[?@.price > 10]", R"([{"path": "$['books'][1]", "value": {"title": "B", "price": 12.5}}])");
    example(books, "$..price", R"([{"path": "$['books'][0]['price']", "value": 8},
                                   {"path": "$['books'][1]['price']", "value": 12.5}])");
    example("[1, 2, 3, 4]", "$[-1, ::3]", R"([{"path": "$[3]", "value": 4}, {"path": "$[0]", "value": 1},
                                              {"path": "$[3]", "value": 4}])");
    return info;
}

// A bound on what a value takes as JSON, without writing it.
std::size_t weight(const json::value& value) {
    if (value.is_string()) return value.get_string().size() + 8;
    std::size_t sum = 24;
    if (value.is_array())
        for (const auto& item : value.get_array()) sum += weight(item);
    if (value.is_object())
        for (const auto& member : value.get_object()) sum += member.key().size() + 8 + weight(member.value());
    return sum;
}

// "in {...}, what is $.a"
std::optional<Match> document_first(std::string_view text) {
    if (!english::take(text, {"in", "from", "for", "given"})) return std::nullopt;
    english::take(text, {"this json", "the json", "json", "the document"});
    english::take(text, {":"});
    auto document = take_json(text);
    if (!document) return std::nullopt;
    text = english::request(text);
    english::take(text, {"get", "extract", "select", "what does", "look up"});
    if (!text.starts_with("$.") && !text.starts_with("$[")) return std::nullopt;
    if (text.contains(' ') && !text.contains("?@")) return std::nullopt;
    return Match{.input = {{"document", std::move(*document)}, {"path", text}}, .confidence = 0.95};
}

// One path of one word, one document, and words that ask, in any order.
std::optional<Match> in_any_order(std::string_view text) {
    if (text.size() > most_taken_apart || !text.contains('$')) return std::nullopt;
    auto apart = json_apart(text);
    if (apart.documents.size() != 1 || apart.rest.size() > 500) return std::nullopt;
    auto begin = apart.rest.find("$.");
    begin = std::min(begin, apart.rest.find("$["));
    if (begin == apart.rest.npos) return std::nullopt;
    auto path = std::string_view(apart.rest).substr(begin);
    path = path.substr(0, path.find_first_of(" \n\t"));
    while (path.size() > 2 && std::string_view("?.!,:;").contains(path.back())) path.remove_suffix(1);
    const auto around = apart.rest.substr(0, begin) + " " + apart.rest.substr(begin + path.size());
    if (around.contains('$') ||
        !english::asks_about(english::words_of(around),
                             {"json",   "jsonpath", "path",   "query", "document", "extract", "apply",   "evaluate",
                              "return", "returns",  "select", "match", "object",   "run",     "element", "elements",
                              "values", "look",     "pull",   "read",  "fetch",    "data"},
                             text.contains('?')))
        return std::nullopt;
    return Match{.input = {{"document", std::move(apart.documents.front())}, {"path", path}}, .confidence = 0.9};
}

class JsonQuery final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<JsonQueryInput>(input);
            within("max_path_bytes", max_path_bytes, read.path.size(), "The path has too many bytes");
            Budget budget("max_work", max_work, std::move(stop));
            const auto found = json_path::evaluate(json_path::parse(read.path), read.document, max_matches, budget);
            json::array matches;
            std::size_t bytes = 0;
            for (const auto& [value, path] : found) {
                const auto size = path.size() + weight(*value);
                bytes += size;
                budget.spend(static_cast<std::int64_t>(size / 24));  // to weigh it was work, too
                within("max_output_bytes", max_output_bytes, bytes, "The values found have too many bytes");
                matches.push_back(json::object{{"path", path}, {"value", *value}});
            }
            return json::object{{"count", found.size()}, {"matches", std::move(matches)}};
        });
    }

    // "$.a[0] in {...}", "json query $..name in [...]"
    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto text = english::without_courtesy(intent);
        while (english::take(text,
                             {"please",     "what is",  "what's",    "what\u2019s", "what does", "what do",  "find",
                              "get",        "select",   "extract",   "apply",       "run",       "evaluate", "look up",
                              "json query", "jsonpath", "json path", "path",        "query",     "the"})) {}
        if (auto match = document_first(text)) return match;
        if (!text.starts_with("$.") && !text.starts_with("$[")) return in_any_order(intent);
        // A path may have an "in" of its own, but not many: looking for JSON behind each costs.
        std::size_t from = 0;
        for (int tries = 0; tries < 4; ++tries) {
            const auto halves = english::split(
                text,
                {"return for", "return from", "return in", "return on", "give in", "give for", "give on", "match in",
                 "select in", "select from", "find in", "in", "from", "of", "on", "to", "for", "against"},
                from);
            if (!halves) return in_any_order(intent);
            from = halves->at + 1;
            auto rest = halves->after;
            english::take(rest,
                          {"this json", "the json", "json", "the document", "this document", "the following json"});
            english::take(rest, {":"});
            auto document = whole_json(rest);
            if (!document) continue;
            return Match{.input = {{"document", std::move(*document)}, {"path", halves->before}}, .confidence = 0.95};
        }
        return std::nullopt;
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto path = markdown::code(input.at("path").as_string());
        const auto& matches = output.at("matches").as_array();
        if (matches.empty()) return fmt::format("{} finds **nothing** in the document.", path);
        std::string lines;
        for (const auto& match : matches) {
            append_json(lines, match.at("value"));
            lines.push_back('\n');
        }
        if (matches.size() == 1 && lines.size() <= 80)
            return fmt::format("{} is {}.", path, markdown::code(std::string_view(lines).substr(0, lines.size() - 1)));
        return fmt::format("{} finds **{} value{}**:\n\n{}", path, matches.size(), matches.size() == 1 ? "" : "s",
                           markdown::block(lines, "json"));
    }

private:
    Info info_ = describe_json_query();
};

}  // namespace

std::unique_ptr<Tool> make_json_query_tool() { return std::make_unique<JsonQuery>(); }

}  // namespace rustygpt::tools
