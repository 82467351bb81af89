#include "storage/sqlite/backup.h"

#include <stdexcept>

#include <fmt/format.h>

#include "storage/sqlite/new_file.h"
#include "storage/sqlite/soundness.h"

namespace rustygpt::storage {
namespace {

// --force is for an older backup, not for the database itself.
void require_apart(const std::filesystem::path& database, const std::filesystem::path& copy) {
    for (const auto* end : {"", "-wal", "-shm", ".lock", ".key"}) {
        auto own = database;
        own += end;
        std::error_code ignored;
        if (std::filesystem::equivalent(own, copy, ignored))
            throw std::runtime_error(fmt::format("{} belongs to the database itself", copy.string()));
    }
}

void require_sound(const std::filesystem::path& copy) {
    const auto connection = sqlite::open_to_inspect(copy);
    if (const auto found = sqlite::damage(*connection); !found.empty())
        throw std::runtime_error(fmt::format("the copy is not sound, so there is no backup: {}", found.front()));
}

}  // namespace

void back_up_sqlite(const std::filesystem::path& database, const std::filesystem::path& copy, bool replace) {
    if (!std::filesystem::exists(database))
        throw std::runtime_error(fmt::format("there is no database {}", database.string()));
    require_apart(database, copy);
    if (std::filesystem::exists(copy) && !replace)
        throw std::runtime_error(fmt::format("{} exists; --force replaces it", copy.string()));
    if (std::filesystem::is_directory(copy)) throw std::runtime_error(fmt::format("{} is a folder", copy.string()));

    sqlite::NewFile made(copy);
    // One read transaction, which neither waits for the writer nor makes it wait. Unlike a copy of the pages it leaves
    // behind what was deleted (docs/adr/0007).
    sqlite::open_to_inspect(database)->run("VACUUM INTO $1", made.path().string());
    require_sound(made.path());
    made.move_into_place(replace);
}

}  // namespace rustygpt::storage
