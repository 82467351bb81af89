#include "documents/query.h"

#include <algorithm>
#include <array>

#include "documents/words.h"

namespace rustygpt::documents {
namespace {

constexpr std::size_t most_terms = 16;
constexpr std::size_t least_stem = 4;

// Words that nearly every passage has, and those that only ask.
constexpr std::array<std::string_view, 120> said_by_all{
    "a",     "about",  "according", "after", "again",   "all",   "also",   "am",      "an",    "and",   "any",
    "are",   "as",     "at",        "be",    "because", "been",  "before", "between", "but",   "by",    "can",
    "could", "did",    "do",        "does",  "during",  "each",  "ever",   "for",     "from",  "get",   "gets",
    "give",  "given",  "had",       "has",   "have",    "he",    "her",    "him",     "his",   "how",   "i",
    "if",    "in",     "into",      "is",    "it",      "its",   "just",   "let",     "many",  "may",   "me",
    "might", "more",   "most",      "much",  "must",    "my",    "need",   "no",      "not",   "now",   "of",
    "on",    "only",   "or",        "other", "our",     "over",  "please", "s",       "say",   "says",  "shall",
    "she",   "should", "since",     "so",    "some",    "still", "such",   "t",       "tell",  "than",  "that",
    "the",   "their",  "them",      "then",  "there",   "these", "they",   "this",    "those", "to",    "until",
    "up",    "us",     "very",      "want",  "was",     "we",    "were",   "what",    "when",  "where", "which",
    "while", "who",    "whom",      "whose", "why",     "will",  "with",   "would",   "you",   "your"};
static_assert(std::ranges::is_sorted(said_by_all));

bool says_nothing(std::string_view key) { return std::ranges::binary_search(said_by_all, key); }

// Where a lower-case English word's inflection begins: "exports", "exporting" and "exported" are found as "export...".
std::size_t stem_length(std::string_view key) {
    for (const std::string_view ending : {"ings", "ing", "ied", "ies", "ed", "es", "s", "e", "y"})
        if (key.ends_with(ending) && key.size() >= ending.size() + least_stem && !key.ends_with("ss"))
            return key.size() - ending.size();
    return key.size();
}

bool letters_only(std::string_view key) {
    return std::ranges::all_of(key, [](char c) { return c >= 'a' && c <= 'z'; });
}

Term stemmed(std::string_view word, std::string key) {
    Term term{.text = std::string(word), .key = std::move(key)};
    if (!letters_only(term.key) || term.key.size() != term.text.size() || term.key.size() < least_stem) return term;
    const auto length = stem_length(term.key);
    term.prefix = true;
    term.text.resize(length);
    term.key.resize(length);
    return term;
}

bool known(const std::vector<Term>& terms, const Term& term) {
    return std::ranges::any_of(terms, [&](const Term& one) { return one.key == term.key; });
}

std::string joined(const std::vector<Term>& terms, std::string_view by) {
    std::string out;
    for (const auto& term : terms) {
        if (!out.empty()) out += by;
        out += match_one(term);
    }
    return out;
}

}  // namespace

std::vector<Term> terms_of(std::string_view question) {
    std::vector<Term> terms;
    for (auto& word : words_of(question)) {
        if (terms.size() == most_terms) break;
        if (says_nothing(word.key)) continue;
        auto term = stemmed(question.substr(word.begin, word.end - word.begin), std::move(word.key));
        if (!known(terms, term)) terms.push_back(std::move(term));
    }
    return terms;
}

std::vector<Term> search_terms_of(std::string_view search) {
    std::vector<Term> terms;
    for (auto& word : words_of(search)) {
        if (terms.size() == most_terms) break;
        terms.push_back(
            {.text = std::string(search.substr(word.begin, word.end - word.begin)), .key = std::move(word.key)});
    }
    if (!terms.empty()) terms.back().prefix = true;
    return terms;
}

std::string match_one(const Term& term) { return '"' + term.text + (term.prefix ? "\" *" : "\""); }
std::string match_any(const std::vector<Term>& terms) { return joined(terms, " OR "); }
std::string match_all(const std::vector<Term>& terms) { return joined(terms, " AND "); }

}  // namespace rustygpt::documents
