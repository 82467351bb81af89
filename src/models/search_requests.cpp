#include "models/search_requests.h"

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "words/asking.h"
#include "words/asking_lists.h"

namespace rustygpt::models {
namespace {

constexpr std::size_t most_looked_at = 4'096;  // bytes of the text

// What one has said oneself, in English.
const words::Phrases& earlier_words() {
    static const words::Phrases phrases(
        "did i say|did i tell|did i mention|have i told|did i write|i told you|did i ask|in my chats|my conversation|"
        "my conversations|our conversation|our conversations");
    return phrases;
}

}  // namespace

bool asks_to_search(std::string_view text, bool has_documents) {
    const auto looked_at = utf8::prefix(text, most_looked_at);
    const auto units = words::units_of(looked_at);
    if (words::places().in(units) || earlier_words().in(units)) return true;
    if (!has_documents) return false;
    return words::asks(looked_at, units) || words::is_bare_phrase(looked_at, units);
}

}  // namespace rustygpt::models
