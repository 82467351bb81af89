#pragma once

#include <string>
#include <vector>

#include "tools/bounds.h"
#include "tools/json_path.h"

namespace rustygpt::tools::json_path {

struct Found {
    const boost::json::value* value;  // into the document
    std::string path;                 // normalized (RFC 9535 section 2.7): $['a'][0]
};

// What the query finds in the document. Members of an object come ordered by their names' bytes: their order in the
// document means nothing. Spends a step for each value that is looked at, and for each byte times instruction of a
// regular expression, 64 to a step. Throws ToolError: limit_exceeded, also "max_matches"; cancelled.
std::vector<Found> evaluate(const Query& query, const boost::json::value& document, std::size_t max_matches,
                            Budget& budget);

}  // namespace rustygpt::tools::json_path
