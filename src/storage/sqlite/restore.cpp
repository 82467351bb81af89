#include "storage/sqlite/restore.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "storage/account_sql.h"
#include "storage/event_log.h"
#include "storage/migrations.h"
#include "storage/sqlite/new_file.h"
#include "storage/sqlite/server_lock.h"
#include "storage/sqlite/soundness.h"

namespace rustygpt::storage {
namespace {

namespace fs = std::filesystem;
using sqlite::Connection;
using sqlite::Mode;

constexpr milliseconds lock_timeout{10'000};

// How far a database has come; of a lost one as much as can still be read.
struct Reached {
    std::int64_t head = 0;
    Time newest{};
    std::int64_t epoch = 0;         // of security
    std::int64_t limits_epoch = 0;  // its values are the ETags of profiles
};

bool has_table(Transaction& tx, const char* name) {
    return tx
        .one(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", [](const Row&) { return true; }, name)
        .has_value();
}

Reached reached(Transaction& tx) {
    const auto number = [&](const char* sql) {
        return tx.one(sql, [](const Row& row) { return row.integer(0); }).value_or(0);
    };
    Reached out{.epoch = number("SELECT value FROM security_epoch")};
    if (has_table(tx, "limits_epoch")) out.limits_epoch = number("SELECT value FROM limits_epoch");
    if (has_table(tx, "stream_gaps")) {
        out.head = EventLog::head(tx);
        out.newest = EventLog::newest_time(tx);
    } else if (has_table(tx, "events")) {  // of an older version
        out.head = number("SELECT max(row) FROM events");
        out.newest = Time(milliseconds(number("SELECT created_at FROM events ORDER BY row DESC LIMIT 1")));
    }
    return out;
}

// No database gives out a million rows a second, so none that is lost, and that nobody can ask any more, has come up to
// this one. Below 2^53, for those who read ids as numbers, until the year 2304.
std::int64_t rows_by_time(Time now) {
    constexpr std::int64_t rows_per_millisecond = 1024;
    constexpr std::chrono::sys_days start = std::chrono::year(2026) / 1 / 1;
    return std::chrono::floor<milliseconds>(now - start).count() * rows_per_millisecond;
}

// Where a clock is wrong and the lost database unreadable, this much is left.
constexpr std::int64_t least_jump = 1 << 30;

// What a backup needs to become a database that goes on after another one.
Restored follow(Connection& backup, const Reached& lost) {
    Restored out;
    backup.begin();
    const auto own = reached(backup);
    const auto now = std::max({SystemClock().now(), own.newest, lost.newest});
    out.head = std::max(std::max(own.head, lost.head) + least_jump, rows_by_time(now));
    backup.run("INSERT INTO stream_gaps (until_row, after_row, lost_from, restored_at) VALUES ($1, $2, $3, $4)",
               out.head, own.head, own.newest, now);
    backup.run("UPDATE security_epoch SET value = $1 WHERE value < $1", lost.epoch);
    backup.run("UPDATE limits_epoch SET value = $1 WHERE value < $1", lost.limits_epoch);
    out.ended_sessions = account_sql::end_all_sessions(backup, now);
    out.ended_tokens = account_sql::end_all_tokens(backup, now);
    account_sql::write_audit(backup, {.at = now,
                                      .actor = "command",
                                      .action = "database_restored",
                                      .details = {{"backup_head", own.head}, {"head", out.head}}});
    backup.commit();
    return out;
}

void require_whole(const fs::path& backup) {
    auto log = backup;
    log += "-wal";
    std::error_code ignored;
    if (fs::exists(log, ignored) && fs::file_size(log, ignored) > 0)
        throw std::runtime_error(fmt::format("{} has a {} beside it: it is a database in use, not a backup",
                                             backup.string(), log.filename().string()));
}

void require_sound(const sqlite::NewFile& made, const fs::path& backup) {
    const auto copy = sqlite::open_to_inspect(made.path());
    // What is missing of the last page SQLite reads as zeros, without a word.
    const auto pages = copy->one("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                                 [](const Row& row) { return row.integer(0); });
    if (static_cast<std::int64_t>(fs::file_size(made.path())) != pages.value_or(0))
        throw std::runtime_error(fmt::format("{} is damaged: it is cut short or has a tail", backup.string()));
    if (const auto found = sqlite::damage(*copy); !found.empty())
        throw std::runtime_error(fmt::format("{} is damaged: {}", backup.string(), found.front()));
}

Restored bring_up_to_date(const sqlite::NewFile& made, const Reached& lost) {
    Connection copy(made.path().string(), Mode::write, lock_timeout);
    migrate(copy);
    auto out = follow(copy, lost);
    copy.script("PRAGMA journal_mode=DELETE");  // all in one file
    return out;
}

// Root restores for the server, which is somebody else.
void give_to_owner(const sqlite::NewFile& made, const fs::path& database) {
    struct stat before{};
    if (::geteuid() == 0 && ::stat(database.c_str(), &before) == 0 &&
        ::chown(made.path().c_str(), before.st_uid, before.st_gid) != 0)
        throw std::runtime_error(fmt::format("cannot give {} its owner: {}", database.string(), std::strerror(errno)));
}

// Leaves the whole of the database in one file. Nothing where it can't be read any more.
std::optional<Reached> look_at_lost(const fs::path& database) {
    try {
        Connection connection(database.string(), Mode::write, lock_timeout);
        sqlite::require_ours(connection, database);
        auto out = reached(connection);
        connection.script("PRAGMA journal_mode=DELETE");
        return out;
    } catch (const Failure&) {
        throw std::runtime_error(fmt::format("{} is in use by another process", database.string()));
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

// A damaged database goes with all that SQLite keeps beside it; of a sound one there is nothing any more.
fs::path keep_aside(const fs::path& database) {
    auto time = to_rfc3339(SystemClock().now());
    std::erase_if(time, [](char c) { return c == ':' || c == '-'; });
    auto aside = database;
    aside += ".replaced-" + time;
    for (const auto* end : {"-wal", "-shm"}) {
        auto own = database;
        own += end;
        auto kept = aside;
        kept += end;
        if (::rename(own.c_str(), kept.c_str()) != 0 && errno != ENOENT)
            throw std::runtime_error(fmt::format("cannot rename {}: {}", own.string(), std::strerror(errno)));
    }
    // A second name for it, so that there is a database at every moment.
    if (::link(database.c_str(), aside.c_str()) != 0)
        throw std::runtime_error(fmt::format("cannot keep {}: {}", database.string(), std::strerror(errno)));
    sqlite::sync_folder_of(database);
    return aside;
}

}  // namespace

Restored restore_sqlite(const fs::path& database, const fs::path& backup) {
    std::error_code ignored;
    if (!fs::is_regular_file(backup)) throw std::runtime_error(fmt::format("there is no file {}", backup.string()));
    if (fs::equivalent(database, backup, ignored))
        throw std::runtime_error(fmt::format("{} is the database itself", backup.string()));
    require_whole(backup);
    const sqlite::ServerLock lock(database, sqlite::ServerLock::Absent::leave);
    sqlite::NewFile made(database);
    sqlite::open_to_inspect(backup);  // its own name is in the message
    made.copy_from(backup);
    require_sound(made, backup);  // before anything of the old one is touched

    const bool there = fs::exists(database);
    const auto lost = there ? look_at_lost(database) : std::optional(Reached{});
    auto out = bring_up_to_date(made, lost.value_or(Reached{}));
    out.replaced_is_readable = lost.has_value();
    if (there) {
        give_to_owner(made, database);
        out.replaced = keep_aside(database);
    }
    made.move_into_place(true);
    return out;
}

}  // namespace rustygpt::storage
