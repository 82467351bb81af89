#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace rustygpt::tools::csv_sql {

// The names, in lower case, that a query gives to common table expressions. It may be more than there are.
std::set<std::string> cte_names(std::string_view query);

// A bound on how many copies of a query's common table expressions SQLite makes while it prepares it: the product of
// how often each is used. SQLite 3.40 can't be interrupted there, and 20 of them that each use the one before twice are
// a million copies. Counts at most to just past `most`.
std::size_t cte_copies(std::string_view query, std::size_t most);

}  // namespace rustygpt::tools::csv_sql
