#include "storage/sqlite/soundness.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "base/failure.h"
#include "storage/migrations.h"

namespace rustygpt::storage::sqlite {
namespace {

// Enough to see what kind of damage it is.
constexpr std::size_t most_lines = 20;
constexpr milliseconds lock_timeout{10'000};

struct Applied {
    int version;
    std::string name;
};

// Of the files that we make; 0013_application has the same number. "rgpt" in ASCII.
constexpr std::int64_t our_application_id = 0x72677074;

std::int64_t number(Connection& connection, const char* sql) {
    return connection.one(sql, [](const Row& row) { return row.integer(0); }).value_or(0);
}

struct Foreign : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::vector<Applied> applied_migrations(Connection& connection) {
    std::vector<Applied> applied;
    const auto there = connection.one("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'",
                                      [](const Row&) { return true; });
    if (!there) return applied;
    // Others have a table of that name, too, with columns of their own.
    const auto columns = number(connection,
                                "SELECT count(*) FROM pragma_table_info('schema_migrations') WHERE name IN "
                                "('version', 'name', 'applied_at')");
    if (columns != 3) return {Applied{.version = 0, .name = "a foreign one"}};
    connection.each("SELECT version, name FROM schema_migrations ORDER BY version",
                    [&](const Row& row) { applied.push_back({static_cast<int>(row.integer(0)), row.text(1)}); });
    return applied;
}

bool known_to_us(const Applied& one) {
    return std::ranges::any_of(
        all_migrations(), [&](const Migration& ours) { return ours.version == one.version && ours.name == one.name; });
}

}  // namespace

int require_ours(Connection& connection, const std::filesystem::path& path) {
    const auto applied = applied_migrations(connection);
    if (applied.empty() || !known_to_us(applied.front()))
        throw std::runtime_error(fmt::format("{} is no database of a rustygpt-server", path.string()));
    const int known = all_migrations().back().version;
    if (applied.back().version > known)
        throw std::runtime_error(
            fmt::format("{} has schema version {}, this rustygpt-server knows {}: it was made by a newer one",
                        path.string(), applied.back().version, known));
    if (const auto foreign = std::ranges::find_if_not(applied, known_to_us); foreign != applied.end())
        throw std::runtime_error(
            fmt::format("{} has a migration {} that this rustygpt-server does not know", path.string(), foreign->name));
    return applied.back().version;
}

void require_not_foreign(Connection& connection, const std::filesystem::path& path) {
    const auto mark = number(connection, "PRAGMA application_id");
    const auto applied = applied_migrations(connection);
    // The table of migrations comes before the first of them: a start that was cut off just then left nothing else.
    const bool ours =
        applied.empty()
            ? number(connection, "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'schema_migrations'") == 0
            : known_to_us(applied.front());
    if ((mark != 0 && mark != our_application_id) || !ours)
        throw Foreign(fmt::format("{} is no database of a rustygpt-server; it was left as it is", path.string()));
}

void require_not_foreign(const std::filesystem::path& path) {
    const auto beside = [&](const char* end) { return std::filesystem::exists(path.string() + end); };
    try {
        // A journal that is left can't be played back by somebody who only reads; what the file itself says is enough.
        const auto mode = beside("-journal") ? Mode::glance : Mode::inspect;
        Connection connection(path.string(), mode, lock_timeout);
        require_not_foreign(connection, path);
    } catch (const Failure&) {
        throw;
    } catch (const Foreign&) {
        throw;
    } catch (const std::exception& error) {
        // A loss of power tears a file that was being written. What is right is in the journal, which the writer plays
        // back; then it asks again.
        if (beside("-journal") || beside("-wal")) return;
        throw std::runtime_error(fmt::format("{} is damaged or no database ({})", path.string(), error.what()));
    }
}

std::unique_ptr<Connection> open_to_inspect(const std::filesystem::path& path) {
    std::unique_ptr<Connection> connection;
    try {
        // A restore that was killed can leave half a change of the journal's mode, which only a writer can take back.
        if (std::filesystem::exists(path.string() + "-journal")) Connection(path.string(), Mode::write, lock_timeout);
        connection = std::make_unique<Connection>(path.string(), Mode::inspect, lock_timeout);
        connection->run("SELECT 1 FROM sqlite_master");
    } catch (const Failure&) {
        throw;
    } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("{} is damaged or no database ({})", path.string(), error.what()));
    }
    require_ours(*connection, path);
    return connection;
}

std::vector<std::string> damage(Connection& connection) {
    std::vector<std::string> found;
    const auto add = [&](std::string line) {
        std::ranges::replace(line, '\n', ' ');
        if (found.size() < most_lines) found.push_back(std::move(line));
    };
    try {
        connection.each("PRAGMA integrity_check(20)", [&](const Row& row) {
            if (row.view(0) != "ok") add(row.text(0));
        });
        connection.each("PRAGMA foreign_key_check", [&](const Row& row) {
            add(fmt::format("row {} of {} refers to a row of {} that is not there", row.integer(1), row.view(0),
                            row.view(2)));
        });
    } catch (const Failure&) {
        throw;
    } catch (const std::exception& error) {
        add(error.what());
    }
    return found;
}

}  // namespace rustygpt::storage::sqlite
