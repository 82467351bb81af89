#pragma once

#include <filesystem>

namespace rustygpt::storage::sqlite {

// Before anything is written to it: the file is absent, empty, or a database of a rustygpt-server, is open to its owner
// alone, as are its journals. Throws std::runtime_error that says what to do.
void require_own_file(const std::filesystem::path& database);

// The file has one name, by which SQLite finds its journals. locked: by a ServerLock of ours, so that no restore is at
// work; then a name that a killed one has left goes. Throws std::runtime_error that says what to do.
void require_one_name(const std::filesystem::path& database, bool locked);

}  // namespace rustygpt::storage::sqlite
