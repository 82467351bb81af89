#include "tools/regex_phrases.h"

#include "tools/asking.h"
#include "tools/english.h"
#include "tools/quoted.h"

namespace rustygpt::tools {
namespace {

namespace json = boost::json;

// Takes what stands behind a pattern, as in /a/i; g is what we do anyway. Nothing where a letter is none of these.
bool take_flags(std::string_view& text, json::object& input) {
    for (; !text.empty() && text.front() >= 'a' && text.front() <= 'z'; text.remove_prefix(1)) {
        if (text.front() == 'i') input["ignore_case"] = true;
        else if (text.front() == 'm') input["multi_line"] = true;
        else if (text.front() == 's') input["dot_all"] = true;
        else if (text.front() != 'g') return false;
    }
    text = english::trimmed(text);
    return true;
}

// Takes /pattern/ and its flags off the front; \/ is a slash within it.
std::optional<json::object> take_pattern(std::string_view& text) {
    if (!text.starts_with('/')) return std::nullopt;
    std::string pattern;
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == '/') {
            text = text.substr(at + 1);
            if (pattern.empty()) return std::nullopt;
            json::object input{{"pattern", std::move(pattern)}};
            return take_flags(text, input) ? std::optional(std::move(input)) : std::nullopt;
        }
        if (text[at] == '\\' && at + 1 < text.size()) {
            if (text[++at] != '/') pattern.push_back('\\');
        }
        pattern.push_back(text[at]);
    }
    return std::nullopt;
}

bool take_replacing(std::string_view& text) {
    return english::take(text, {"regex replace", "replace all matches of", "replace all", "replace every match of",
                                "replace every", "replace", "substitute"});
}

// "does /a/ match in": behind the pattern comes "match". Nothing where it is no question for matches at all.
std::optional<bool> take_finding(std::string_view& text) {
    if (english::take(text,
                      {"does", "what does", "where does", "which parts does", "how often does", "how many times does"}))
        return true;
    if (english::take(text, {"regex match", "regex", "match", "find all matches of", "find all", "find", "search for",
                             "test", "apply", "get all matches of", "list all matches of", "how many matches of",
                             "what are the matches of", "matches of", "all matches of"}))
        return false;
    return std::nullopt;
}

// One /pattern/, one quoted text, and words that ask for matches, in any order.
std::optional<Match> found_in_any_order(std::string_view text) {
    if (text.size() > 1'000) return std::nullopt;
    auto apart = english::quotes_apart(text);
    const auto slash = apart.rest.find('/');
    if (apart.quoted.size() != 1 || slash == apart.rest.npos) return std::nullopt;
    auto behind = std::string_view(apart.rest).substr(slash);
    auto input = take_pattern(behind);
    if (!input) return std::nullopt;
    const auto words = english::words_of(apart.rest.substr(0, slash) + " " + std::string(behind));
    if (!english::has_any(words,
                          {"match", "matches", "matching", "matched", "occur", "occurs", "occurrences", "regex"}))
        return std::nullopt;
    if (!english::asks_about(words, {"match", "matches", "matching",   "matched", "occur", "occurs",  "occurrences",
                                     "regex", "regular", "expression", "pattern", "parts", "part",    "pieces",
                                     "text",  "string",  "test",       "run",     "apply", "against", "search",
                                     "times", "often",   "substrings", "number"},
                             text.contains('?')))
        return std::nullopt;
    (*input)["text"] = std::move(apart.quoted.front());
    return Match{.input = std::move(*input), .confidence = 0.9};
}

// "find /a+/ in: ...", "does /(\d+)/ match in "..."", "replace /a/ with "b" in: ..."
std::optional<Match> in_order(std::string_view intent) {
    auto text = english::without_courtesy(intent);
    const bool replacing = take_replacing(text);
    const auto verb_follows = replacing ? std::optional(false) : take_finding(text);
    if (!verb_follows) return std::nullopt;
    while (english::take(text, {"the regular expression", "the regex", "regex", "all", "the pattern", "pattern",
                                "matches of", "matches for"})) {}
    auto input = take_pattern(text);
    if (!input) return std::nullopt;
    if (*verb_follows && !english::take(text, {"match", "occur", "find"})) return std::nullopt;
    if (replacing) {
        if (!english::take(text, {"with", "by"})) return std::nullopt;
        auto replacement = english::take_quoted(text);
        if (!replacement) return std::nullopt;
        (*input)["replacement"] = std::move(*replacement);
    }
    english::take(text, {"anything", "are there", "are"});
    const bool linked = english::take(text, {"in", "against", "on", "within"});
    if (!linked && !*verb_follows) return std::nullopt;
    english::take(text, {"the text", "this text", "the following text", "the following", "the string"});
    auto given = english::text_given(text);
    if (!given) return std::nullopt;
    (*input)["text"] = std::move(*given);
    return Match{.input = std::move(*input), .confidence = 0.95};
}

}  // namespace

std::optional<Match> regex_question(std::string_view text) {
    auto found = in_order(text);
    return found ? found : found_in_any_order(text);
}

}  // namespace rustygpt::tools
