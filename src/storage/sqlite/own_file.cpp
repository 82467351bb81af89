#include "storage/sqlite/own_file.h"

#include <stdexcept>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/sqlite/soundness.h"

namespace rustygpt::storage::sqlite {
namespace {

namespace fs = std::filesystem;

void require_private(const fs::path& database) {
    for (const auto* end : {"", "-wal", "-shm", "-journal"}) {
        auto path = database;
        path += end;
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0) continue;
        if ((status.st_mode & 077) != 0)
            throw std::runtime_error(
                fmt::format("{} is open to others (mode {:04o}); make it yours alone: chmod 600 {}", path.string(),
                            status.st_mode & 07777, path.string()));
    }
}

// A restore that was killed between two steps leaves a second name of the database that it was about to replace.
void drop_names_of_a_killed_restore(const fs::path& database) {
    const auto begins = database.filename().string() + ".replaced-";
    const auto folder = database.parent_path();
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, ignored)) {
        const bool same =
            entry.path().filename().string().starts_with(begins) && fs::equivalent(entry.path(), database, ignored);
        if (same) ::unlink(entry.path().c_str());
    }
}

}  // namespace

void require_one_name(const fs::path& given, bool locked) {
    std::error_code failed;
    const auto database = fs::canonical(given, failed);
    struct stat status{};
    const auto names = [&] { return ::stat(database.c_str(), &status) == 0 ? status.st_nlink : 0; };
    if (failed || names() <= 1) return;
    if (locked) drop_names_of_a_killed_restore(database);
    if (names() > 1)
        throw std::runtime_error(fmt::format(
            "{} has {} names (hard links); its journal goes by one of them, so the others must go: find them "
            "with find / -xdev -samefile {}",
            given.string(), static_cast<unsigned long>(status.st_nlink), database.string()));
}

void require_own_file(const fs::path& database) {
    std::error_code ignored;
    if (!fs::exists(database, ignored)) return;
    require_private(fs::canonical(database));
    if (fs::file_size(database, ignored) > 0) require_not_foreign(database);
}

}  // namespace rustygpt::storage::sqlite
