#include <algorithm>

#include <boost/describe/class.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "base/utf8.h"
#include "tools/bounds.h"
#include "tools/describe.h"
#include "tools/markdown.h"
#include "tools/regex_phrases.h"
#include "tools/regex_search.h"
#include "tools/schema.h"

namespace rustygpt::tools {

struct RegexInput {
    std::string pattern;
    std::string text;
    std::optional<std::string> replacement;
    std::optional<bool> ignore_case;
    std::optional<bool> multi_line;
    std::optional<bool> dot_all;
};
BOOST_DESCRIBE_STRUCT(RegexInput, (), (pattern, text, replacement, ignore_case, multi_line, dot_all))

namespace {

constexpr std::size_t max_pattern_bytes = 1'000;
constexpr std::size_t max_text_bytes = 200'000;
constexpr RegexLimits limits{.max_program = 5'000,
                             .max_groups = 50,
                             .max_work = 1'000'000'000,
                             .max_matches = 1'000,
                             .max_output_bytes = 1'000'000};

json::object output_of_regex() {
    auto span = [](json::object more) {
        more["text"] = schema::text("What was matched.");
        more["start"] = schema::integer("Where it begins, in code points from 0.");
        more["end"] = schema::integer("The first code point behind it.");
        return more;
    };
    auto group = span({{"name", schema::nullable(schema::text("The group's name, (?P<name>...)."))}});
    for (const auto* field : {"text", "start", "end"}) group[field] = schema::nullable(group[field].as_object());
    auto groups = schema::list(schema::closed(std::move(group)),
                               "The pattern's groups in order; null where a group took no part in the match.");
    auto match = schema::closed(span({{"groups", std::move(groups)}}));
    return schema::document(
        {{"count", schema::integer("How many matches.")},
         {"matches", schema::list(std::move(match), "From left to right; they don't overlap.")},
         {"replaced", schema::nullable(schema::text("The text with every match replaced, where that was asked."))}});
}

json::object span_json(json::value text, json::value start, json::value end) {
    return {{"text", std::move(text)}, {"start", std::move(start)}, {"end", std::move(end)}};
}

Info describe_regex() {
    Info info;
    info.name = "regex";
    info.version = "1.0.0";
    info.description =
        "Finds all matches of a regular expression in a text, with groups and positions, and replaces them if asked. "
        "The "
        "syntax is RE2's: as Perl's, but without backreferences and lookaround, so that every pattern takes linear "
        "time.";
    info.input_schema = input_schema<RegexInput>(
        {{"pattern", "At most 1,000 bytes."},
         {"text", "At most 200,000 bytes."},
         {"replacement",
          "What to put in place of each match: \\1 to \\9 are the groups, \\0 the match, \\\\ a backslash. "
          "At most 1,000 bytes."},
         {"ignore_case", "Letters match without case."},
         {"multi_line", "^ and $ match at each line."},
         {"dot_all", ". matches a line feed too."}});
    at_most(info.input_schema, "pattern", max_pattern_bytes);
    at_most(info.input_schema, "text", max_text_bytes);
    info.output_schema = output_of_regex();
    info.limits = {{"max_pattern_bytes", max_pattern_bytes},
                   {"max_text_bytes", max_text_bytes},
                   {"max_program", limits.max_program},
                   {"max_groups", limits.max_groups},
                   {"max_work", limits.max_work},
                   {"max_matches", limits.max_matches},
                   {"max_output_bytes", limits.max_output_bytes}};
    const auto example = [&info](json::object input, json::array matches, json::value replaced) {
        info.examples.push_back(
            {std::move(input),
             {{"count", matches.size()}, {"matches", std::move(matches)}, {"replaced", std::move(replaced)}}});
    };
    const auto match = [](std::string_view text, int start, int end, json::array groups) {
        auto made = span_json(json::value(text), start, end);
        made["groups"] = std::move(groups);
        return made;
    };
    auto year = span_json("2024", 3, 7);
    year["name"] = "year";
    auto month = span_json("05", 8, 10);
    month["name"] = nullptr;
    example({{"pattern", "(?P<year>\\d{4})-(\\d\\d)"}, {"text", "am 2024-05-01"}},
            json::array{match("2024-05", 3, 10, json::array{year, month})}, nullptr);
    example({{"pattern", "(\\w+)@(\\w+)"}, {"text", "\u00e9 a@b"}, {"replacement", "\\2 at \\1"}},
            json::array{match("a@b", 2, 5,
                              json::array{json::object{{"name", nullptr}, {"text", "a"}, {"start", 2}, {"end", 3}},
                                          json::object{{"name", nullptr}, {"text", "b"}, {"start", 4}, {"end", 5}}})},
            "\u00e9 b at a");
    example({{"pattern", "(a+)+$"}, {"text", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"}}, {}, nullptr);
    return info;
}

// Positions in code points, asked for in roughly ascending order.
class CodePoints {
public:
    explicit CodePoints(std::string_view text) : text_(text) {}
    std::size_t at(std::size_t byte) {
        if (byte < byte_) {
            points_ -= utf8::code_points(text_.substr(byte, byte_ - byte));
        } else {
            points_ += utf8::code_points(text_.substr(byte_, byte - byte_));
        }
        byte_ = byte;
        return points_;
    }

private:
    std::string_view text_;
    std::size_t byte_ = 0;
    std::size_t points_ = 0;
};

class Regex final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<RegexInput>(input);
            within("max_pattern_bytes", max_pattern_bytes, read.pattern.size(), "The pattern has too many bytes");
            within("max_text_bytes", max_text_bytes, read.text.size(), "The text has too many bytes");
            if (read.replacement)
                within("max_pattern_bytes", max_pattern_bytes, read.replacement->size(),
                       "The replacement has too many bytes");
            const RegexOptions options{.ignore_case = read.ignore_case.value_or(false),
                                       .multi_line = read.multi_line.value_or(false),
                                       .dot_all = read.dot_all.value_or(false)};
            return json_of(regex_search(read.pattern, options, read.text, read.replacement, limits, stop), read.text);
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override;

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto pattern = markdown::code(input.at("pattern").as_string());
        const auto count = output.at("count").to_number<std::int64_t>();
        if (count == 0) return fmt::format("{} has **no match** in the text.", pattern);
        auto line = fmt::format("{} has **{} match{}**", pattern, count, count == 1 ? "" : "es");
        if (output.at("replaced").is_string())
            return line + "; replaced:\n\n" + markdown::block(output.at("replaced").as_string());
        return line + ": " + first_of(output.at("matches").as_array()) + ".";
    }

private:
    static std::string first_of(const json::array& matches) {
        constexpr std::size_t most_shown = 10;
        std::vector<std::string> shown;
        for (std::size_t i = 0; i < std::min(matches.size(), most_shown); ++i)
            shown.push_back(markdown::code(matches[i].at("text").as_string()));
        if (matches.size() > most_shown) shown.emplace_back("\u2026");
        return fmt::format("{}", fmt::join(shown, ", "));
    }

    static json::value json_of(const RegexFinding& finding, std::string_view text) {
        CodePoints points(text);
        json::array matches;
        std::size_t bytes = 0;
        for (const auto& groups : finding.matches) {
            json::object match;
            json::array listed;
            for (std::size_t group = 0; group < groups.size(); ++group) {
                json::object made = span_json(nullptr, nullptr, nullptr);
                if (const auto& span = groups[group]) {
                    const auto start = points.at(span->begin);
                    const auto end = points.at(span->end);
                    made = span_json(json::value(text.substr(span->begin, span->end - span->begin)), start, end);
                    bytes += span->end - span->begin;
                }
                bytes += 50;  // names and punctuation
                within("max_output_bytes", limits.max_output_bytes, bytes, "The matches have too many bytes");
                if (group == 0) {
                    match = std::move(made);
                    continue;
                }
                const auto& name = finding.group_names[group - 1];
                made["name"] = name.empty() ? json::value(nullptr) : json::value(name);
                listed.push_back(std::move(made));
            }
            match["groups"] = std::move(listed);
            matches.push_back(std::move(match));
        }
        const auto count = matches.size();
        return json::object{{"count", count},
                            {"matches", std::move(matches)},
                            {"replaced", finding.replaced ? json::value(*finding.replaced) : json::value(nullptr)}};
    }

    Info info_ = describe_regex();
};

std::optional<Match> Regex::match(std::string_view intent) const { return regex_question(intent); }

}  // namespace

std::unique_ptr<Tool> make_regex_tool() { return std::make_unique<Regex>(); }

}  // namespace rustygpt::tools
