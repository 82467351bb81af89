#include "tools/asking.h"

#include <algorithm>

#include "tools/english.h"
#include "tools/quoted.h"

namespace rustygpt::tools::english {
namespace {

const Known of_any_question{
    "a",       "all",     "also",   "am",       "an",   "and",     "any",    "are",      "as",         "at",
    "be",      "being",   "both",   "but",      "by",   "can",     "come",   "comes",    "compute",    "calculate",
    "convert", "could",   "d",      "did",      "do",   "does",    "each",   "exactly",  "express",    "figure",
    "find",    "first",   "for",    "from",     "get",  "give",    "got",    "had",      "has",        "have",
    "hello",   "help",    "here",   "hey",      "hi",   "how",     "i",      "if",       "in",         "into",
    "is",      "it",      "its",    "just",     "know", "let",     "like",   "list",     "ll",         "m",
    "made",    "make",    "makes",  "many",     "me",   "much",    "my",     "need",     "now",        "of",
    "ok",      "okay",    "on",     "or",       "our",  "out",     "please", "pls",      "quick",      "quickly",
    "re",      "really",  "result", "s",        "same", "say",     "see",    "should",   "show",       "so",
    "t",       "tell",    "thank",  "thanks",   "that", "the",     "their",  "them",     "then",       "there",
    "these",   "this",    "those",  "to",       "turn", "up",      "us",     "use",      "using",      "value",
    "want",    "was",     "we",     "well",     "were", "what",    "whats",  "when",     "where",      "whether",
    "which",   "will",    "with",   "within",   "work", "would",   "write",  "you",      "your",       "following",
    "given",   "suppose", "assume", "consider", "take", "between", "answer", "question", "what\u2019s"};

// At the front of a request to work something out, and behind it.
const Known asking{"what",     "how",   "do",     "does",   "calculate", "compute", "answer", "find",
                   "solve",    "work",  "figure", "tell",   "give",      "math",    "result", "whats",
                   "evaluate", "could", "can",    "please", "need",      "check",   "maths"};
const Known in_front{"would", "will", "you",       "the",        "is",   "are",   "be",   "to",   "a",      "an",
                     "for",   "me",   "i",         "know",       "of",   "much",  "up",   "out",  "this",   "get",
                     "so",    "and",  "now",       "then",       "just", "quick", "sum",  "s",    "hey",    "ok",
                     "value", "on",   "following", "expression", "ll",   "d",     "like", "want", "quickly"};
const Known behind{"be",      "is",    "equal",  "equals", "to",   "come",  "comes",   "make", "makes",
                   "for",     "me",    "please", "pls",    "real", "quick", "quickly", "now",  "thanks",
                   "exactly", "again", "give",   "work",   "out",  "in",    "total",   "us"};

bool part_of_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

// Marks around words that say nothing by themselves; a sign or a parenthesis may be a sum's.
std::string_view without_marks(std::string_view text) {
    constexpr std::string_view marks = " \t\r\n,:;?!'";
    const auto begin = text.find_first_not_of(marks);
    if (begin == text.npos) return {};
    text = text.substr(begin, text.find_last_not_of(marks) + 1 - begin);
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

std::string_view first_word(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && part_of_word(text[end])) ++end;
    return text.substr(0, end);
}

std::string_view last_word(std::string_view text) {
    std::size_t begin = text.size();
    while (begin > 0 && part_of_word(text[begin - 1])) --begin;
    return text.substr(begin);
}

std::size_t strangers(const std::vector<std::string>& words, Known known) {
    return static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [known](std::string_view word) {
        return !among(word, of_any_question) && !among(word, known);
    }));
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        const auto word = first_word(text.substr(at));
        if (!word.empty() && word != "\u2014" && word != "\u2013") words.push_back(lower(word));
        at += std::max<std::size_t>(word.size(), 1);
    }
    return words;
}

bool asks(const std::vector<std::string>& words) {
    return has_any(words, {"what",    "whats",  "what\u2019s", "how",     "which",    "give", "compute", "calculate",
                           "convert", "find",   "get",         "show",    "tell",     "need", "want",    "generate",
                           "create",  "encode", "decode",      "escape",  "unescape", "hash", "count",   "check",
                           "verify",  "make",   "work",        "express", "apply"});
}

bool only_asks(const std::vector<std::string>& words, Known known) { return strangers(words, known) == 0; }

bool asks_about(const std::vector<std::string>& words, Known known, bool asked) {
    constexpr std::size_t most_strangers = 2;
    const auto others = strangers(words, known);
    return others == 0 ||
           (others <= most_strangers && (asked || asks(words)) && !has_any(words, {"and", "then", "also"}));
}

bool has_any(const std::vector<std::string>& words, Known wanted) {
    return std::any_of(words.begin(), words.end(), [wanted](std::string_view word) { return among(word, wanted); });
}

bool in_a_row(const std::vector<std::string>& words, Known sequence) {
    return std::search(words.begin(), words.end(), sequence.begin(), sequence.end()) != words.end();
}

std::string_view core(std::string_view text) {
    auto inner = without_marks(text);
    bool asks = false;
    for (;;) {
        const auto word = lower(first_word(inner));
        const bool asking_word = among(word, asking);
        if (word.empty() || !(asking_word || among(word, in_front))) break;
        asks = asks || asking_word;
        inner = without_marks(inner.substr(word.size()));
    }
    if (!asks) return text;
    for (;;) {
        const auto word = lower(last_word(inner));
        if (word.empty() || !among(word, behind)) return inner;
        inner = without_marks(inner.substr(0, inner.size() - word.size()));
    }
}

Apart quotes_apart(std::string_view text) {
    Apart out;
    while (!text.empty()) {
        auto rest = text;
        const bool begins_word = out.rest.empty() || !part_of_word(out.rest.back());
        if (auto quoted = begins_word ? take_quoted(rest) : std::nullopt) {
            out.quoted.push_back(std::move(*quoted));
            out.rest += ' ';
            text = rest;
        } else {
            out.rest += text.front();
            text.remove_prefix(1);
        }
    }
    return out;
}

}  // namespace rustygpt::tools::english
