#pragma once

#include <string>
#include <vector>

#include "storage/database.h"

namespace rustygpt::storage {

// What must be true of every database at every moment, beyond what the schema enforces: messages form trees, an
// answer's text is what its deltas say, rows lie below the log's head, what was said can be found. Reads everything;
// within one snapshot. Returns what is wrong, a line each that names the first few ids; nothing where all holds.
std::vector<std::string> broken_invariants(Transaction& tx);

}  // namespace rustygpt::storage
