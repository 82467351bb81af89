#include "tools/statistics_phrases.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "tools/asking.h"
#include "tools/english.h"
#include "tools/phrase.h"

namespace rustygpt::tools {
namespace {

namespace json = boost::json;

// Longer names first: "population standard deviation" before "standard deviation".
constexpr std::pair<std::string_view, std::string_view> names[] = {
    {"arithmetic mean", "mean"},
    {"mean", "mean"},
    {"average", "mean"},
    {"avg", "mean"},
    {"median", "median"},
    {"middle value", "median"},
    {"middle number", "median"},
    {"most common number", "mode"},
    {"most common value", "mode"},
    {"most frequent number", "mode"},
    {"most frequent value", "mode"},
    {"average value", "mean"},
    {"modes", "mode"},
    {"mode", "mode"},
    {"range", "range"},
    {"sum", "sum"},
    {"total", "sum"},
    {"population variance", "population_variance"},
    {"sample variance", "variance"},
    {"variance", "variance"},
    {"population standard deviation", "population_stddev"},
    {"sample standard deviation", "stddev"},
    {"standard deviation", "stddev"},
    {"stddev", "stddev"},
    {"stdev", "stddev"},
    {"std dev", "stddev"},
    {"minimum", "min"},
    {"lowest", "min"},
    {"smallest", "min"},
    {"maximum", "max"},
    {"highest", "max"},
    {"largest", "max"},
    {"quartiles", "percentiles"},
};

// The measures in front, taken off: "mean, median and mode".
json::array take_measures(std::string_view& text) {
    json::array found;
    for (bool more = true; more;) {
        more = english::take(text, {"the", ",", "and", "&"});
        for (const auto& [name, measure] : names)
            if (english::take(text, {name})) {
                found.emplace_back(measure);
                more = true;
                break;
            }
    }
    return found;
}

// "90th percentile" in front, taken off.
std::optional<std::string> take_percentile(std::string_view& text) {
    auto rest = text;
    english::take(rest, {"the"});
    std::size_t length = 0;
    while (length < rest.size() && ((rest[length] >= '0' && rest[length] <= '9') || rest[length] == '.')) ++length;
    if (length == 0 || length > 8) return std::nullopt;
    std::string p(rest.substr(0, length));
    rest.remove_prefix(length);
    for (const std::string_view ending : {"st", "nd", "rd", "th"})
        if (english::starts_with(rest, ending)) {
            rest = english::trimmed(rest.substr(2));
            break;
        }
    if (!english::take(rest, {"percentile"})) return std::nullopt;
    text = rest;
    return p;
}

std::optional<json::array> list_of(std::string_view text) {
    while (english::take(text, {"value of", "of", "for", "in", "this", "the", "these", "following", "numbers", "values",
                                "data", "list", "set", "sample", ":"})) {}
    const auto phrase = phrase_of(text);
    // "1,234" may be one number or two: who knows.
    if (phrase.grouped || phrase.numbers.size() < 2 ||
        !phrase.only({"#", ",", ";", "and", "&", "[", "]", "(", ")", "{", "}"}))
        return std::nullopt;
    json::array values;
    for (const auto& number : phrase.numbers) values.emplace_back(number);
    return values;
}

std::string_view text_of(const json::value& value) { return value.as_string(); }

// What people call a measure.
std::string_view spoken(std::string_view name) {
    if (name == "variance") return "sample variance";
    if (name == "population_variance") return "population variance";
    if (name == "stddev") return "sample standard deviation";
    if (name == "population_stddev") return "population standard deviation";
    if (name == "min") return "minimum";
    if (name == "max") return "maximum";
    return name;
}

// "90th percentile" of a p that is whole, "percentile 12.5" of another.
std::string spoken_percentile(std::string_view p) {
    if (p.find_first_not_of("0123456789") != p.npos) return fmt::format("percentile {}", p);
    const bool teen = p.size() > 1 && p[p.size() - 2] == '1';
    const char last = p.back();
    return fmt::format("{}{} percentile", p,
                       !teen && last == '1'   ? "st"
                       : !teen && last == '2' ? "nd"
                       : !teen && last == '3' ? "rd"
                                              : "th");
}

// The results of an output in the order in which they stand there, each as people say it.
class Answer {
public:
    explicit Answer(const json::object& output) : rounded_(output.at("rounded").as_array()) {
        for (const auto& [name, value] : output)
            if (!value.is_null() && name != "count" && name != "rounded") tell(name, value);
    }

    [[nodiscard]] const std::vector<std::string>& parts() const { return parts_; }

private:
    void tell(std::string_view name, const json::value& value) {
        const auto path = fmt::format("/{}", name);
        if (name == "mode") return tell_modes(value.as_array());
        if (name == "regression") return tell_line(value);
        if (name != "percentiles") return parts_.push_back(fmt::format("{} {}", spoken(name), number(path, value)));
        for (std::size_t i = 0; const auto& row : value.as_array())
            parts_.push_back(fmt::format("{} {}", spoken_percentile(text_of(row.at("p"))),
                                         number(fmt::format("{}/{}/value", path, i++), row.at("value"))));
    }

    void tell_modes(const json::array& all) {
        std::vector<std::string> modes;
        for (const auto& mode : all) modes.push_back(fmt::format("**{}**", text_of(mode)));
        parts_.push_back(modes.empty() ? "no mode (no value occurs twice)"
                                       : fmt::format("mode {}", fmt::join(modes, ", ")));
    }

    void tell_line(const json::value& line) {
        auto text = fmt::format("y = **{}** x + **{}**", text_of(line.at("slope")), text_of(line.at("intercept")));
        if (line.at("r").is_string()) text += fmt::format(" (r = {})", text_of(line.at("r")));
        parts_.push_back(std::move(text));
    }

    [[nodiscard]] std::string number(std::string_view path, const json::value& value) const {
        const bool rounded = std::any_of(rounded_.begin(), rounded_.end(),
                                         [path](const json::value& one) { return text_of(one) == path; });
        return fmt::format("{}**{}**", rounded ? "\u2248 " : "", text_of(value));
    }

    const json::array& rounded_;
    std::vector<std::string> parts_;
};

// What is asked of a list, taken off the front: measures, or a percentile.
std::optional<json::object> take_measuring(std::string_view& asked) {
    json::object input;
    if (auto p = take_percentile(asked)) {
        input["measures"] = json::array{"percentiles"};
        input["percentiles"] = json::array{*p};
    } else {
        auto measures = take_measures(asked);
        if (!measures.empty()) input["measures"] = std::move(measures);
        else if (!english::take(asked, {"statistics", "summary statistics", "descriptive statistics"}))
            return std::nullopt;
    }
    return input;
}

// "My scores are 88, 92 and 79. What's their average?": the list comes first, in a sentence with no other number.
std::optional<json::object> list_first(std::string_view text) {
    const auto end = text.find_last_of("0123456789)]}");
    const auto begin = text.find_first_of("0123456789");
    auto asked = text.substr(end + 1);
    if (!asked.starts_with('.') && !asked.starts_with('\n') && !asked.starts_with(',') && !asked.starts_with(';') &&
        !asked.starts_with(':'))
        return std::nullopt;
    asked = english::request(english::trimmed(asked.substr(1)));
    english::take(asked, {"what is", "what's", "what\u2019s", "what are", "what was", "find", "calculate"});
    english::take(asked, {"their", "my", "its", "our", "the"});
    auto input = take_measuring(asked);
    if (!input) return std::nullopt;
    while (english::take(asked, {"of", "these", "those", "them", "the", "numbers", "values", "value", "all", "that"})) {
    }
    if (!asked.empty()) return std::nullopt;
    auto list = text.substr(0, end + 1);
    const bool opened = begin > 0 && std::string_view("-[({.").contains(list[begin - 1]);
    auto values = list_of(list.substr(begin - (opened ? 1 : 0)));
    if (!values) return std::nullopt;
    (*input)["values"] = std::move(*values);
    return input;
}

// A measure's name off the front.
std::optional<std::string_view> take_measure(std::string_view& text) {
    for (const auto& [name, measure] : names)
        if (english::take(text, {name})) return measure;
    return std::nullopt;
}

// One list and the measures wanted of it, in any order, with no words but those that ask.
std::optional<json::object> in_any_order(std::string_view text) {
    const auto begin = text.find_first_of("0123456789");
    const auto end = text.find_last_of("0123456789");
    if (begin == text.npos || text.size() > 500) return std::nullopt;
    const bool opened = begin > 0 && (text[begin - 1] == '-' || text[begin - 1] == '.');
    const auto first = begin - (opened ? 1 : 0);
    auto values = list_of(text.substr(first, end + 1 - first));
    if (!values) return std::nullopt;
    const auto before = english::trimmed(text.substr(0, first)), behind = english::trimmed(text.substr(end + 1));
    const auto [measures, around] = english::named_apart(std::string(before) + " " + std::string(behind), take_measure);
    const auto words = english::words_of(around);
    if (measures.empty() || english::has_any(words, {"sort", "order", "arrange", "rank", "put"})) return std::nullopt;
    if (!english::asks_about(words,
                             {"numbers",  "number",  "values",  "data",   "set",       "sample",       "scores",
                              "points",   "results", "dataset", "list",   "determine", "statistics",   "measurements",
                              "readings", "series",  "items",   "grades", "times",     "temperatures", "ages",
                              "weights",  "prices",  "lengths", "heights"},
                             text.contains('?')))
        return std::nullopt;
    return json::object{{"measures", json::array(measures.begin(), measures.end())}, {"values", std::move(*values)}};
}

}  // namespace

std::optional<json::object> statistics_question(std::string_view text) {
    if (text.size() > max_phrase || text.find_first_of("0123456789") == text.npos) return std::nullopt;
    auto asked = english::request(text);
    auto input = take_measuring(asked);
    if (!input) {
        auto found = list_first(text);
        return found ? found : in_any_order(text);
    }
    auto values = list_of(asked);
    if (!values) return in_any_order(text);
    (*input)["values"] = std::move(*values);
    return input;
}

std::string statistics_answer(const json::object& output) {
    const Answer answer(output);
    const auto& parts = answer.parts();
    const auto count = output.at("count").to_number<std::int64_t>();
    return fmt::format("Of {} {}: {}.", count, count == 1 ? "number" : "numbers",
                       parts.empty() ? "nothing was asked for" : fmt::format("{}", fmt::join(parts, ", ")));
}

}  // namespace rustygpt::tools
