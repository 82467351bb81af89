#pragma once

#include <string>
#include <vector>

#include "storage/database.h"

namespace rustygpt::storage {

// The ids of answers whose deltas, as far as they are still in the log, have holes or say something else than what is
// stored. Reads all deltas once, holding one answer at a time.
std::vector<std::string> answers_unlike_their_deltas(Transaction& tx);

}  // namespace rustygpt::storage
