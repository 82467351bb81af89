#pragma once

#include <string>
#include <vector>

#include "documents/query.h"

namespace rustygpt::storage {

// FTS5 queries for rows with any of the terms, or with all. Everything is quoted: nothing that a person types is an
// operator. There is at least one term.
std::string match_any(const std::vector<documents::Term>& terms);
std::string match_all(const std::vector<documents::Term>& terms);
std::string match_one(const documents::Term& term);

}  // namespace rustygpt::storage
