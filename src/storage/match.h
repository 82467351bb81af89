#pragma once

// What is asked of the full-text indexes, in FTS5's language. Everything is quoted: nothing that a person types is an
// operator. There is at least one term.

#include <string>
#include <vector>

#include "base/id.h"
#include "documents/query.h"

namespace rustygpt::storage::match {

using documents::Term;

// The owner as one word of the index of messages.
std::string owner_word(const Id& owner);

// Rows with any of a question's terms, in any inflection that they have in one of these languages.
std::string any(const std::vector<Term>& terms, words::Languages languages);
std::string one(const Term& term, words::Languages languages);
// Rows with all that a search looks for, word for word.
std::string all(const std::vector<Term>& terms);

// The same for messages of one owner.
std::string any_of(const Id& owner, const std::vector<Term>& terms, words::Languages languages);
std::string all_of(const Id& owner, const std::vector<Term>& terms);

// The same for the indexes of before (migration 0011), whose words FTS5 made: a run of a script without spaces is one
// of them, and inflections are what begins with the stem.
namespace before {
std::string any(const std::vector<Term>& terms);
std::string one(const Term& term);
std::string all(const std::vector<Term>& terms);
std::string any_of(const Id& owner, const std::vector<Term>& terms);
std::string all_of(const Id& owner, const std::vector<Term>& terms);
}  // namespace before

}  // namespace rustygpt::storage::match
