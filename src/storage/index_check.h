#pragma once

#include <string>
#include <vector>

#include "storage/database.h"

namespace rustygpt::storage {

// Texts that the full-text indexes have other words of than they hold: "message <id>", "title of <id>", "passage
// <row>". Reads every entry of both indexes, by their vocabularies, which it makes as temporary tables of the
// connection.
std::vector<std::string> texts_unlike_their_index(Transaction& tx);

}  // namespace rustygpt::storage
