#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace rustygpt::storage {

struct Checked {
    int schema_version = 0;
    bool content_too = true;  // false: an older schema, of which only what SQLite knows was checked
    std::vector<std::string> problems{};  // a line each; empty where the database is sound
    std::int64_t users = 0;
    std::int64_t conversations = 0;
    std::int64_t messages = 0;
    std::int64_t head = 0;  // of the event log
};

// Looks through a database or a backup and changes nothing, also while a server writes it: pages, indexes, references,
// full-text index, and what must hold of the content (invariants.h). Throws std::runtime_error where the file can't be
// looked at: absent, no database of ours, newer than this binary.
Checked check_sqlite(const std::filesystem::path& file);

}  // namespace rustygpt::storage
