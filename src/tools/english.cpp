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

std::string_view request(std::string_view text) {
    text = trimmed(text);
    while (take(text, {"what is",
                       "what's",
                       "what\u2019s",
                       "whats",
                       "what are",
                       "what was",
                       "how much is",
                       "how much are",
                       "and",
                       "then",
                       "also",
                       "please",
                       "can you",
                       "could you",
                       "would you",
                       "tell me",
                       "show me",
                       "give me",
                       "calculate",
                       "compute",
                       "evaluate",
                       "work out",
                       "find",
                       "solve",
                       "hi",
                       "hello",
                       "hey",
                       "so",
                       "i want to know",
                       "i need to know",
                       "do you know",
                       "the result of",
                       "the value of",
                       "the answer to",
                       ",",
                       "!",
                       ":"})) {}
    while (take_back(text, {"?", ".", "!", ";", ",", "=", ":", "please", "for me", "thanks", "thank you"})) {}
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
