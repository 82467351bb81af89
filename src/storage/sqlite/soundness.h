#pragma once

// Whether a file is a database of ours, and whether what is in it holds together.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "storage/sqlite/connection.h"

namespace rustygpt::storage::sqlite {

// The schema's version. Throws std::runtime_error that names the path where the file is no database of ours, or was
// made by a newer rustygpt-server.
int require_ours(Connection& connection, const std::filesystem::path& path);

// The file is empty, or a database of ours of whatever version; nothing is written to it. Throws std::runtime_error.
// Where it can't be read without the journal beside it, that is for the second one to find out, after the journal was
// played back and before anything is written.
void require_not_foreign(const std::filesystem::path& path);
void require_not_foreign(Connection& connection, const std::filesystem::path& path);

// A connection that leaves the file as it is. Throws as require_ours does, and where it is no database at all.
std::unique_ptr<Connection> open_to_inspect(const std::filesystem::path& path);

// What SQLite's own checks find: pages, indexes, references. Empty where nothing is wrong; each line suits an operator.
std::vector<std::string> damage(Connection& connection);

}  // namespace rustygpt::storage::sqlite
