#include "storage/match.h"

#include <algorithm>

#include "words/stem.h"

namespace rustygpt::storage::match {
namespace {

using words::Language;
using words::Languages;

std::string quoted(std::string_view key, bool prefix = false) {
    return '"' + std::string(key) + (prefix ? "\" *" : "\"");
}

std::string phrase(const Term& term) {
    std::string keys = term.key;
    for (const auto& key : term.then) keys += ' ' + key;
    return quoted(keys, term.prefix);
}

template <class Made>
std::string joined(const std::vector<Term>& terms, std::string_view by, Made made) {
    std::string out;
    for (const auto& term : terms) {
        if (!out.empty()) out += by;
        out += made(term);
    }
    return out;
}

std::string stem_in(const Term& term, Language language) {
    const auto all = words::words_of(term.text);
    return all.empty() ? term.key : words::stem_of(term.text, all.front(), language);
}

std::vector<std::string> stems_of(const Term& term, Languages languages) {
    // The word itself is what a text in any other language may have: "Paris" keeps its s in all but English.
    std::vector<std::string> stems{term.key};
    for (int i = 0; i < words::language_count; ++i) {
        const auto language = static_cast<Language>(i);
        if (((languages | words::only(term.language)) & words::only(language)) != 0)
            stems.push_back(stem_in(term, language));
    }
    std::ranges::sort(stems);
    stems.erase(std::ranges::unique(stems).begin(), stems.end());
    return stems;
}

std::string owned(const Id& owner, std::string_view column, const std::string& match) {
    return "owner : \"" + owner_word(owner) + "\" AND " + std::string(column) + " : (" + match + ")";
}

}  // namespace

std::string owner_word(const Id& owner) {
    std::string word = owner.text();
    std::erase(word, '-');
    return word;
}

std::string one(const Term& term, Languages languages) {
    if (!term.inflects) return phrase(term);
    std::string out;
    const auto stems = stems_of(term, languages);
    for (const auto& stem : stems) out += (out.empty() ? "" : " OR ") + quoted(stem);
    return stems.size() > 1 ? "(" + out + ")" : out;
}

std::string any(const std::vector<Term>& terms, Languages languages) {
    return joined(terms, " OR ", [&](const Term& term) { return one(term, languages); });
}

std::string all(const std::vector<Term>& terms) { return "{words context} : (" + joined(terms, " AND ", phrase) + ")"; }

std::string any_of(const Id& owner, const std::vector<Term>& terms, Languages languages) {
    return owned(owner, "{words stems}", any(terms, languages));
}

std::string all_of(const Id& owner, const std::vector<Term>& terms) {
    return owned(owner, "words", joined(terms, " AND ", phrase));
}

namespace before {
namespace {

// What FTS5 itself makes words of: as typed.
std::string typed(const Term& term, bool prefix) {
    std::string text;
    for (const char c : term.text) text.append(c == '"' ? 2 : 1, c);
    return quoted(text, prefix);
}

}  // namespace

std::string one(const Term& term) {
    if (!term.inflects) return typed(term, true);
    return "(" + typed(term, false) + " OR " + quoted(stem_in(term, term.language), true) + ")";
}

std::string any(const std::vector<Term>& terms) { return joined(terms, " OR ", one); }

std::string all(const std::vector<Term>& terms) {
    return joined(terms, " AND ", [&](const Term& term) { return typed(term, &term == &terms.back()); });
}

std::string any_of(const Id& owner, const std::vector<Term>& terms) { return owned(owner, "content", any(terms)); }
std::string all_of(const Id& owner, const std::vector<Term>& terms) { return owned(owner, "content", all(terms)); }

}  // namespace before

}  // namespace rustygpt::storage::match
