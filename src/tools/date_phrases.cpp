#include "tools/date_phrases.h"

#include <algorithm>
#include <charconv>

#include "tools/asking.h"
#include "tools/dates.h"
#include "tools/english.h"

namespace rustygpt::tools {
namespace {

namespace json = boost::json;
using Words = std::vector<std::string>;

// Beside these: the words of any question; and where a phrase says what is asked for, one or two that name what for.
bool only(const Words& words, english::Known known, bool clear = false) {
    Words all;
    for (const auto& word : words)
        if (word.size() > 1 || !std::string_view(".,:;\"()").contains(word[0])) all.push_back(word);
    return clear ? english::asks_about(all, known, true) : english::only_asks(all, known);
}

std::optional<json::object> difference(const DatedText& text) {
    if (text.dates.size() != 2) return std::nullopt;
    const bool clear = english::in_a_row(text.words, {"how", "many"}) ||
                       english::in_a_row(text.words, {"how", "long"}) ||
                       english::in_a_row(text.words, {"number", "of", "days"});
    auto words = text.words;
    const std::initializer_list<std::string_view> both{"@", "and", "@"};
    if (const auto joined = std::search(words.begin(), words.end(), both.begin(), both.end()); joined != words.end())
        words.erase(joined + 1);
    if (!only(words,
              {"how",       "many",     "much",       "days",  "day",       "weeks",  "months", "years",   "are",
               "is",        "there",    "were",       "was",   "from",      "to",     "until",  "till",    "between",
               "and",       "the",      "difference", "in",    "since",     "date",   "dates",  "number",  "of",
               "long",      "time",     "it",         "@",     "-",         "\u2013", "passed", "elapsed", "apart",
               "count",     "duration", "calendar",   "does",  "take",      "get",    ",",      "have",    "lie",
               "counting",  "starting", "counted",    "begin", "beginning", "end",    "ending", "left",    "remain",
               "remaining", "go",       "pass",       "what",  "exactly",   "total",  "you"},
              clear))
        return std::nullopt;
    // "until B from A" names the later one first.
    const auto first = std::find(text.words.begin(), text.words.end(), "@");
    const auto second = std::find(first + 1, text.words.end(), "@");
    const bool turned = *(second - 1) == "from" || *(second - 1) == "since";
    return json::object{{"operation", "difference"}, {"from", text.dates[turned]}, {"to", text.dates[!turned]}};
}

std::optional<json::object> weekday_or_week(const DatedText& text) {
    if (text.dates.size() != 1) return std::nullopt;
    const bool clear =
        english::in_a_row(text.words, {"day", "of", "the", "week"}) ||
        english::has_any(text.words, {"weekday", "iso"}) || english::in_a_row(text.words, {"calendar", "week"}) ||
        english::in_a_row(text.words, {"week", "number"}) || english::in_a_row(text.words, {"what", "day", "was"}) ||
        english::in_a_row(text.words, {"what", "day", "is"}) ||
        english::in_a_row(text.words, {"which", "day", "was"}) || english::in_a_row(text.words, {"which", "day", "is"});
    if (!only(text.words,
              {"what",     "which",     "weekday",  "day",    "of",       "the",    "week",   "is",   "was",
               "will",     "be",        "it",       "on",     "does",     "did",    "fall",   "iso",  "number",
               "calendar", "in",        "for",      "a",      "@",        "date",   "s",      "'",    "\u2019",
               "name",     "weeks",     "belong",   "to",     "lie",      "fell",   "falls",  "that", "monday",
               "tuesday",  "wednesday", "thursday", "friday", "saturday", "sunday", "weekend"},
              clear))
        return std::nullopt;
    const auto date = text.dates.front();
    if (english::has_any(text.words, {"weekday", "day", "monday", "tuesday", "wednesday", "thursday", "friday",
                                      "saturday", "sunday"}))
        return json::object{{"operation", "weekday"}, {"date", date}};
    if (english::has_any(text.words, {"week"})) return json::object{{"operation", "iso_week"}, {"date", date}};
    return std::nullopt;
}

std::optional<std::int64_t> number(std::string_view word) {
    if (word == "a" || word == "an") return 1;
    static constexpr std::string_view names[] = {"one",   "two",   "three", "four", "five",   "six",
                                                 "seven", "eight", "nine",  "ten",  "eleven", "twelve"};
    if (const auto* const name = std::find(std::begin(names), std::end(names), word); name != std::end(names))
        return name - std::begin(names) + 1;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size() || value > 9'999'999) return std::nullopt;
    return value;
}

std::string_view unit(std::string_view word) {
    for (const std::string_view name : {"days", "weeks", "months", "years"})
        if (word == name || word == name.substr(0, name.size() - 1)) return name;
    return {};
}

// "@ + 3 months and 2 days", "30 days before @", "add 2 weeks to @"
std::optional<json::object> addition(const DatedText& text) {
    if (text.dates.size() != 1) return std::nullopt;
    json::object input{{"operation", "add"}, {"date", text.dates.front()}};
    const std::int64_t sign =
        english::has_any(text.words, {"minus", "-", "\u2212", "before", "subtract", "earlier", "less"}) ? -1 : 1;
    const bool ahead = english::has_any(text.words, {"today"}) &&
                       english::has_any(text.words, {"in"});  // "if today is @, what date is it in 3 days"
    const bool directed =
        sign < 0 || ahead || english::has_any(text.words, {"plus", "+", "after", "add", "from", "later", "past"});
    const bool clear = english::has_any(text.words, {"date", "day"}) && english::has_any(text.words, {"what", "which"});
    Words others;
    for (std::size_t at = 0; at < text.words.size(); ++at) {
        const auto amount = number(text.words[at]);
        const auto name = at + 1 < text.words.size() ? unit(text.words[at + 1]) : std::string_view();
        if (amount && !name.empty()) {
            if (input.contains(name)) return std::nullopt;
            input[name] = sign * *amount;
            ++at;
        } else if (!only({text.words[at]},
                         {"@",     "+",     "-",     "\u2212", "plus",  "minus",   "before", "after", "subtract",
                          "add",   "from",  "to",    "and",    "later", "earlier", "less",   "past",  "what",
                          "which", "date",  "day",   "is",     "was",   "will",    "be",     "the",   "it",
                          ",",     "comes", "would", "get",    "do",    "today",   "in",     "i",     "you",
                          "if",    "falls", "lies",  "on",     "to",    "of"})) {
            others.push_back(text.words[at]);
        }
    }
    if (!only(others, {}, clear)) return std::nullopt;
    return directed && input.size() > 2 ? std::optional(std::move(input)) : std::nullopt;
}

}  // namespace

std::optional<json::object> date_question(std::string_view text) {
    if (text.size() > 300) return std::nullopt;
    const auto dated = dates_in(english::request(text));
    if (dated.dates.empty()) return std::nullopt;
    if (auto input = difference(dated)) return input;
    if (auto input = weekday_or_week(dated)) return input;
    return addition(dated);
}

}  // namespace rustygpt::tools
