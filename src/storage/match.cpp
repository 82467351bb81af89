#include "storage/match.h"

#include "words/stem.h"

namespace rustygpt::storage {
namespace {

using documents::Term;

std::string joined(const std::vector<Term>& terms, std::string_view by) {
    std::string out;
    for (const auto& term : terms) {
        if (!out.empty()) out += by;
        out += match_one(term);
    }
    return out;
}

}  // namespace

std::string match_one(const Term& term) {
    std::string phrase = '"' + term.key;
    for (const auto& key : term.then) phrase += ' ' + key;
    phrase += term.prefix ? "\" *" : "\"";
    if (!term.inflects) return phrase;
    const auto all = words::words_of(term.text);
    const auto stem = all.empty() ? term.key : words::stem_of(term.text, all.front(), term.language);
    return "(" + phrase + " OR \"" + stem + "\" *)";
}
std::string match_any(const std::vector<Term>& terms) { return joined(terms, " OR "); }
std::string match_all(const std::vector<Term>& terms) { return joined(terms, " AND "); }

}  // namespace rustygpt::storage
