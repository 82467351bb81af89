#include "documents/query.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "words/asking.h"
#include "words/language.h"
#include "words/words.h"

namespace rustygpt::documents {
namespace {

using words::Kind;
using words::Word;

constexpr std::size_t most_terms = 32;
constexpr std::size_t most_searched = 16;
constexpr std::size_t longest_phrase = 64;  // keys

// English words that say as little as the stop words do, where one asks.
constexpr std::array<std::string_view, 16> asking_words{"according", "again", "ever", "get",  "gets", "give",
                                                        "given",     "got",   "let",  "need", "now",  "over",
                                                        "s",         "still", "t",    "want"};
static_assert(std::ranges::is_sorted(asking_words));

// "C", "R": a name, and no article.
bool is_capital(std::string_view text) {
    return text.size() == 1 && text[0] >= 'B' && text[0] <= 'Z' && text != "I" && text != "O" && text != "Y";
}

bool says_nothing(const Word& word, std::string_view text, words::Language language) {
    if (is_capital(text)) return false;
    if ((words::stop_word_in(word.key) & words::only(language)) != 0) return true;
    return language == words::Language::english && std::ranges::binary_search(asking_words, word.key);
}

bool overlaps(const std::vector<words::Stretch>& silent, const Word& word) {
    return std::ranges::any_of(silent, [&](const auto& one) { return word.begin < one.end && word.end > one.begin; });
}

bool known(const std::vector<Term>& terms, const Term& term) {
    return std::ranges::any_of(terms, [&](const Term& one) { return one.key == term.key; });
}

// A character that has a neighbour is in a pair with it, unless that is silent.
bool in_a_pair(const std::vector<Word>& all, std::size_t at, const std::vector<words::Stretch>& silent) {
    if (all[at].kind != Kind::character) return false;
    const auto pair_at = [&](std::size_t place) {
        return place < all.size() && all[place].kind == Kind::pair && !overlaps(silent, all[place]);
    };
    return (at > 0 && pair_at(at - 1)) || pair_at(at + 1);
}

std::string typed(std::string_view text, const Word& word) {
    return std::string(text.substr(word.begin, word.end - word.begin));
}

// The space of Chinese and Japanese among them. Not those that stand inside numbers.
std::size_t space_at(std::string_view text, std::size_t at) {
    if (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r')) return 1;
    for (const std::string_view wide : {"\u3000", "\u2002", "\u2003", "\u2009"})
        if (text.substr(at).starts_with(wide)) return wide.size();
    return 0;
}

std::vector<std::string_view> between_spaces(std::string_view text) {
    std::vector<std::string_view> chunks;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size();) {
        const auto space = at < text.size() ? space_at(text, at) : 1;
        if (space == 0) {
            ++at;
            continue;
        }
        if (at > begin) chunks.push_back(text.substr(begin, at - begin));
        begin = at += space;
    }
    return chunks;
}

// What an index must have at a stretch: characters at its ends are in the pairs there, and parts at its end in their
// word.
std::vector<Word> phrase_in(std::string_view chunk) {
    auto all = words::words_of(chunk);
    if (all.size() > longest_phrase) all.resize(longest_phrase);
    while (all.size() > 1 && all.back().kind == Kind::part) all.pop_back();
    if (all.size() > 1 && all.back().kind == Kind::character && all[all.size() - 2].kind == Kind::pair) all.pop_back();
    if (all.size() > 1 && all[0].kind == Kind::character && all[1].kind == Kind::pair) all.erase(all.begin());
    return all;
}

// "C++" goes on nowhere, a character of a run anyway; the T of "AT&T" is no beginning of "the".
bool may_go_on(const std::vector<Word>& phrase) {
    const auto& last = phrase.back();
    if (last.kind != Kind::word || last.key.ends_with('+') || last.key.ends_with('#')) return false;
    return phrase.size() == 1 || utf8::code_points(last.key) > 1;
}

std::vector<Term> terms_without(std::string_view question, const std::vector<words::Stretch>& silent) {
    const auto all = words::words_of(question);
    const auto language = words::language_of(all);
    std::vector<Term> terms;
    for (std::size_t at = 0; at < all.size() && terms.size() < most_terms; ++at) {
        const auto& word = all[at];
        if (word.kind == Kind::part || in_a_pair(all, at, silent) || overlaps(silent, word) ||
            says_nothing(word, typed(question, word), language))
            continue;
        Term term{.text = typed(question, word),
                  .key = word.key,
                  .inflects = word.kind == Kind::word,
                  .language = language,
                  .begin = word.begin,
                  .second = word.kind == Kind::pair ? all[at + 1].begin - word.begin : 0};
        if (!known(terms, term)) terms.push_back(std::move(term));
    }
    return terms;
}

}  // namespace

std::vector<Term> terms_of(std::string_view question) {
    auto terms = terms_without(question, words::silent_stretches(question, words::Places::silent));
    // "What is a document?"
    return !terms.empty() ? terms : terms_without(question, words::silent_stretches(question, words::Places::spoken));
}

std::vector<Term> search_terms_of(std::string_view search) {
    std::vector<Term> terms;
    for (const auto chunk : between_spaces(search)) {
        if (terms.size() == most_searched) break;
        const auto phrase = phrase_in(chunk);
        if (phrase.empty()) continue;
        const auto begin = phrase.front().begin;
        Term term{.text = std::string(chunk.substr(begin, phrase.back().end - begin)),
                  .key = phrase.front().key,
                  .prefix = may_go_on(phrase)};
        for (std::size_t i = 1; i < phrase.size(); ++i) term.then.push_back(phrase[i].key);
        if (!terms.empty()) terms.back().prefix = false;
        terms.push_back(std::move(term));
    }
    return terms;
}

}  // namespace rustygpt::documents
