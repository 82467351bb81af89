#include "tools/english.h"

#include <algorithm>

namespace rustygpt::tools::english {
namespace {

constexpr std::string_view white = " \t\r\n";

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool part_of_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

bool equal(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lowered(x) == lowered(y); });
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(white);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(white) - begin + 1);
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lowered);
    return out;
}

bool starts_with(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && equal(text.substr(0, prefix.size()), prefix);
}

bool among(std::string_view word, std::initializer_list<std::string_view> all) {
    return std::find(all.begin(), all.end(), word) != all.end();
}

bool mentions(std::string_view text, std::initializer_list<std::string_view> parts) {
    const auto all = lower(text);
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return all.contains(part); });
}

bool take(std::string_view& text, std::initializer_list<std::string_view> phrases) {
    for (const auto phrase : phrases) {
        if (!starts_with(text, phrase)) continue;
        const auto rest = text.substr(phrase.size());
        if (!rest.empty() && part_of_word(phrase.back()) && part_of_word(rest.front())) continue;
        text = trimmed(rest);
        return true;
    }
    return false;
}

bool take_back(std::string_view& text, std::initializer_list<std::string_view> phrases) {
    for (const auto phrase : phrases) {
        if (text.size() < phrase.size() || !equal(text.substr(text.size() - phrase.size()), phrase)) continue;
        const auto rest = text.substr(0, text.size() - phrase.size());
        if (!rest.empty() && part_of_word(phrase.front()) && part_of_word(rest.back())) continue;
        text = trimmed(rest);
        return true;
    }
    return false;
}

std::string_view without_courtesy(std::string_view text) {
    text = trimmed(text);
    while (take(text, {"hi there",
                       "hello there",
                       "hey there",
                       "hi",
                       "hello",
                       "hey",
                       "please",
                       "pls",
                       "can you",
                       "could you",
                       "would you",
                       "will you",
                       "tell me",
                       "show me",
                       "give me",
                       "help me with",
                       "help me",
                       "let me know",
                       "i want to know",
                       "i need to know",
                       "i'd like to know",
                       "i\u2019d like to know",
                       "i would like to know",
                       "i was wondering",
                       "i wonder",
                       "i'd like you to",
                       "i want you to",
                       "i need you to",
                       "i'd like to",
                       "i would like to",
                       "i want to",
                       "i need to",
                       "i'd like",
                       "i\u2019d like",
                       "i would like",
                       "i need",
                       "i want",
                       "do you know",
                       "i have a question",
                       "i have a quick question",
                       "quick question",
                       "quick one",
                       "one more thing",
                       "one more question",
                       "question:",
                       "and",
                       "then",
                       "also",
                       "so",
                       "ok",
                       "okay",
                       "well,",
                       "now,",
                       "next,",
                       "first,",
                       "firstly",
                       "second,",
                       "secondly",
                       "third,",
                       "finally",
                       "lastly",
                       "thanks",
                       "thank you",
                       "great",
                       ",",
                       "!",
                       ":"})) {}
    return text;
}

std::string_view request(std::string_view text) {
    for (std::string_view before; before.size() != text.size();) {
        before = text;
        text = without_courtesy(text);
        take(text, {"what is",
                    "what's",
                    "what\u2019s",
                    "whats",
                    "what are",
                    "what was",
                    "what will be",
                    "what do you get if you",
                    "what do you get when you",
                    "how much is",
                    "how much are",
                    "calculate",
                    "compute",
                    "evaluate",
                    "work out",
                    "figure out",
                    "determine",
                    "find out",
                    "find",
                    "solve",
                    "the result of",
                    "the value of",
                    "the answer to"});
    }
    while (take_back(text, {"?", ".", "!", ";", ",", "=", ":", "please", "pls", "for me", "thanks", "thank you"})) {}
    // "tell me what 5 plus 7 is"
    if (auto inner = text; take(inner, {"what"}) && take_back(inner, {"is", "are"})) return inner;
    return text;
}

std::optional<Halves> split(std::string_view text, std::initializer_list<std::string_view> words, std::size_t from) {
    for (std::size_t at = from; at < text.size(); ++at) {
        if (at > 0 && part_of_word(text[at - 1]) && part_of_word(text[at])) continue;
        for (const auto word : words) {
            if (!starts_with(text.substr(at), word)) continue;
            const auto end = at + word.size();
            if (end < text.size() && part_of_word(word.back()) && part_of_word(text[end])) continue;
            return Halves{trimmed(text.substr(0, at)), trimmed(text.substr(end)), at};
        }
    }
    return std::nullopt;
}

}  // namespace rustygpt::tools::english
