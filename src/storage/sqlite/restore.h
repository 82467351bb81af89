#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace rustygpt::storage {

struct Restored {
    std::optional<std::filesystem::path> replaced{};  // where the database before is now; nothing where there was none
    bool replaced_is_readable = true;
    std::int64_t ended_sessions = 0;
    std::int64_t ended_tokens = 0;
    std::int64_t head = 0;  // event rows go on above this one
};

// Puts a backup in the database's place, at once or not at all, keeping the one before beside it. All sessions and API
// tokens end. Event rows go on above any that the replaced database may have given out. The backup itself stays as it
// is. Throws std::runtime_error that suits an operator, or Failure, where a server serves the database, or the backup
// is damaged, foreign or newer than this binary; then nothing has changed.
Restored restore_sqlite(const std::filesystem::path& database, const std::filesystem::path& backup);

}  // namespace rustygpt::storage
