#pragma once

#include <filesystem>

namespace rustygpt::storage {

// Copies the database into one file of mode 0600, also while a server serves and writes it: what was acknowledged
// before the call is in the copy, and nothing by half. The copy is checked before it gets its name. `replace`: a file
// of that name goes. Throws std::runtime_error that suits an operator, or Failure; then nothing has changed.
void back_up_sqlite(const std::filesystem::path& database, const std::filesystem::path& copy, bool replace);

}  // namespace rustygpt::storage
