#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/asking.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/json_patch.h"
#include "tools/json_text.h"
#include "tools/markdown.h"
#include "tools/schema.h"

namespace rustygpt::tools {

struct JsonDiffInput {
    json::value from;
    json::value to;
};
BOOST_DESCRIBE_STRUCT(JsonDiffInput, (), (from, to))

namespace {

constexpr JsonPatchLimits limits{
    .max_values = 100'000, .max_operations = 5'000, .max_path_bytes = 1'000'000, .max_list_steps = 4'000'000};

json::object output_of_json_diff() {
    json::object operation{{"type", "object"},
                           {"properties",
                            {{"op", {{"type", "string"}, {"enum", json::array{"add", "remove", "replace"}}}},
                             {"path", schema::text("A JSON pointer (RFC 6901).")},
                             {"value", {{"description", "What is added or put there; absent from a removal."}}}}},
                           {"required", json::array{"op", "path"}},
                           {"additionalProperties", false}};
    return schema::document(
        {{"equal", schema::flag("Whether the documents are equal: numbers by value, members of objects "
                                "in any order.")},
         {"operations", schema::integer("How many the patch has.")},
         {"patch", schema::list(std::move(operation),
                                "A JSON Patch (RFC 6902): done in this order, it makes `to` of "
                                "`from`.")}});
}

Info describe_json_diff() {
    Info info;
    info.name = "json_diff";
    info.version = "1.0.0";
    info.description =
        "Compares two JSON documents and gives the JSON Patch (RFC 6902) from one to the other. Members of objects "
        "that "
        "are equal stay untouched; items of lists are paired by a longest common subsequence, or by position where the "
        "lists are too long for that.";
    info.input_schema =
        input_schema<JsonDiffInput>({{"from", "The old document: any JSON but null."}, {"to", "The new one."}});
    // Not null: in requests that equals absent.
    const json::array types{"object", "array", "string", "number", "boolean"};
    for (const auto* field : {"from", "to"})
        info.input_schema["properties"].as_object()[field].as_object()["type"] = types;
    info.output_schema = output_of_json_diff();
    info.limits = {{"max_values", limits.max_values},
                   {"max_operations", limits.max_operations},
                   {"max_list_steps", limits.max_list_steps},
                   {"max_path_bytes", limits.max_path_bytes}};
    const auto example = [&info](std::string_view from, std::string_view to, std::string_view patch) {
        const auto operations = parse_json(patch).as_array();
        info.examples.push_back(
            {{{"from", parse_json(from)}, {"to", parse_json(to)}},
             {{"equal", operations.empty()}, {"operations", operations.size()}, {"patch", operations}}});
    };
    example(R"({"name": "Ada", "age": 36, "tags": ["a", "b"]})", R"({"name": "Ada", "born": 1815, "tags": ["b", "c"]})",
            R"([{"op": "remove", "path": "/age"}, {"op": "add", "path": "/born", "value": 1815},
                {"op": "remove", "path": "/tags/0"}, {"op": "add", "path": "/tags/1", "value": "c"}])");
    example(R"([1, {"a/b": 1}, 3])", R"([1, {"a/b": 2}, 3])", R"([{"op": "replace", "path": "/1/a~1b", "value": 2}])");
    example(R"({"a": 1, "b": [1.0]})", R"({"b": [1], "a": 1})", "[]");
    return info;
}

// Two documents, and words that ask what makes the difference, in any order.
std::optional<Match> in_any_order(std::string_view text) {
    if (text.size() > most_taken_apart || (!text.contains('{') && !text.contains('['))) return std::nullopt;
    auto apart = json_apart(text);
    if (apart.documents.size() != 2 || apart.rest.size() > 300) return std::nullopt;
    const auto words = english::words_of(apart.rest);
    if (!english::has_any(words, {"diff", "difference", "differences", "different", "differ", "differs", "changed",
                                  "change", "changes", "compare", "equal", "identical", "patch"}))
        return std::nullopt;
    if (!english::asks_about(
            words, {"diff",    "difference", "differences", "different", "differ", "differs", "changed",  "change",
                    "changes", "compare",    "equal",       "identical", "patch",  "json",    "document", "documents",
                    "object",  "objects",    "lists",       "arrays",    "two",    "versus",  "vs",       "against",
                    "old",     "new",        "second",      "before",    "after"},
            text.contains('?')))
        return std::nullopt;
    return Match{.input = {{"from", std::move(apart.documents[0])}, {"to", std::move(apart.documents[1])}},
                 .confidence = 0.9};
}

class JsonDiff final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<JsonDiffInput>(input);
            auto patch = json_patch(read.from, read.to, limits, stop);
            const auto operations = patch.size();
            return json::object{{"equal", operations == 0}, {"operations", operations}, {"patch", std::move(patch)}};
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto found = in_order(intent);
        return found ? found : in_any_order(intent);
    }

private:
    // "json diff {...} and {...}"
    static std::optional<Match> in_order(std::string_view intent) {
        auto text = english::without_courtesy(intent);
        while (english::take(text, {"please", "show", "the", "what is", "what's", "what\u2019s", "what are"})) {}
        if (!english::take(text, {"json diff between", "json diff of", "json diff", "json patch from", "json patch for",
                                  "diff between", "diff of", "diff from", "diff", "differences between",
                                  "difference between", "compare", "what changed between", "what has changed between",
                                  "what changes between", "are", "is"}))
            return std::nullopt;
        while (english::take(
            text, {"these", "the", "two", "following", "json", "documents", "objects", "lists", "of", ":"})) {}
        text = text.substr(0, text.find_last_not_of("?.! ") + 1);
        for (const std::string_view question : {"equal", "the same", "identical", "different"})
            if (english::take_back(text, {question})) break;
        if (!text.ends_with('}') && !text.ends_with(']')) return std::nullopt;
        auto from = take_json(text);
        if (!from) return std::nullopt;
        english::take(text, {"and", "to", "with", "against", "vs.", "vs", "versus", "equal to", "the same as", ","});
        auto to = whole_json(text);
        if (!to) return std::nullopt;
        return Match{.input = {{"from", std::move(*from)}, {"to", std::move(*to)}}, .confidence = 0.95};
    }

public:
    [[nodiscard]] std::string explain(const json::object&, const json::value& output) const override {
        if (output.at("equal").as_bool()) return "The documents are **equal**.";
        std::string lines;
        for (const auto& operation : output.at("patch").as_array()) {
            append_json(lines, operation);
            lines.push_back('\n');
        }
        const auto count = output.at("operations").to_number<std::int64_t>();
        return fmt::format("**{} operation{}** from the first to the second:\n\n{}", count, count == 1 ? "" : "s",
                           markdown::block(lines, "json"));
    }

private:
    Info info_ = describe_json_diff();
};

}  // namespace

std::unique_ptr<Tool> make_json_diff_tool() { return std::make_unique<JsonDiff>(); }

}  // namespace rustygpt::tools
