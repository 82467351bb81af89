#include "documents/matches.h"

#include <algorithm>

#include "words/stem.h"

namespace rustygpt::documents {
namespace {

using words::Word;

// Whether the term's words begin at this one; then the place after the last.
std::size_t phrase_end(const Term& term, const std::vector<Word>& all, std::size_t at) {
    if (all.size() - at < term.then.size() + 1) return 0;
    const auto is = [&](const std::string& wanted, std::size_t place) {
        const bool last = place == at + term.then.size();
        return term.prefix && last ? all[place].key.starts_with(wanted) : all[place].key == wanted;
    };
    if (!is(term.key, at)) return 0;
    for (std::size_t i = 0; i < term.then.size(); ++i)
        if (!is(term.then[i], at + 1 + i)) return 0;
    return at + 1 + term.then.size();
}

std::string stem_of_term(const Term& term, words::Language language) {
    const auto all = words::words_of(term.text);
    return all.empty() ? term.key : words::stem_of(term.text, all.front(), language);
}

// A bit for the first letter of a key; several letters share one.
std::uint64_t first_letter(std::string_view key) {
    const auto byte = [&](std::size_t at) -> unsigned {
        return at < key.size() ? static_cast<unsigned char>(key[at]) : 0;
    };
    if (byte(0) < 0x80) return std::uint64_t{1} << (byte(0) % 32);
    return std::uint64_t{1} << (32 + (byte(0) * 7 + byte(1) * 3 + (byte(0) >= 0xE0 ? byte(2) : 0)) % 32);
}

// Where words are inflected at their beginning too.
bool changes_beginnings(words::Language language) {
    using words::Language;
    return language == Language::arabic || language == Language::indonesian || language == Language::tamil;
}

}  // namespace

Matcher::Matcher(const std::vector<Term>& terms, words::Language language) : terms_(terms), language_(language) {
    for (std::size_t i = 0; i < terms.size(); ++i) {
        if (!terms[i].then.empty()) continue;
        if (terms[i].prefix) beginnings_.push_back(i);
        else by_key_.try_emplace(terms[i].key, i);
        if (!terms[i].inflects || language == words::Language::none) continue;
        auto stem = stem_of_term(terms[i], language);
        first_letters_ |= first_letter(stem);
        by_stem_.try_emplace(std::move(stem), i);
    }
    if (changes_beginnings(language)) first_letters_ = ~std::uint64_t{0};
}

std::size_t Matcher::term_of(std::string_view text, const Word& word) const {
    if (const auto found = by_key_.find(word.key); found != by_key_.end()) return found->second;
    for (const auto place : beginnings_)
        if (terms_[place].fits(word.key)) return place;
    if (by_stem_.empty() || word.kind == words::Kind::character || word.kind == words::Kind::pair) return terms_.size();
    if ((first_letters_ & first_letter(word.key)) == 0) return terms_.size();
    const auto found = by_stem_.find(words::stem_of(text, word, language_));
    return found != by_stem_.end() ? found->second : terms_.size();
}

std::vector<Match> matches_in(std::string_view text, const std::vector<Term>& terms) {
    std::vector<Match> matches;
    const auto all = words::words_of(text);
    const bool inflects = std::ranges::any_of(terms, &Term::inflects);
    const Matcher matcher(terms, inflects ? words::language_of(all) : words::Language::none);
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (const auto term = matcher.term_of(text, all[at]); term < terms.size())
            matches.push_back({all[at].begin, all[at].end, term});
        for (std::size_t i = 0; i < terms.size(); ++i) {
            if (terms[i].then.empty()) continue;
            if (const auto end = phrase_end(terms[i], all, at)) matches.push_back({all[at].begin, all[end - 1].end, i});
        }
    }
    return matches;
}

}  // namespace rustygpt::documents
