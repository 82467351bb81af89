#include "storage/migrations.h"

#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "storage/identity_keys.h"
#include "storage/sqlite/connection.h"

namespace rustygpt::storage {
namespace {

std::string for_sqlite(std::string_view sql) {
    // Only INTEGER PRIMARY KEY is SQLite's own row number; BIGINT would cost a second index.
    constexpr std::string_view token = "@rowid@";
    std::string out(sql);
    for (auto at = out.find(token); at != out.npos; at = out.find(token)) out.replace(at, token.size(), "INTEGER");
    return out;
}

int current_version(sqlite::Connection& connection) {
    return connection
        .one("SELECT max(version) FROM schema_migrations",
             [](const Row& row) { return static_cast<int>(row.integer(0)); })
        .value_or(0);
}

void apply(sqlite::Connection& connection, const Migration& migration) {
    connection.begin_unhurried();  // a large database takes its time, and an interrupted one would never get through
    try {
        // Another process may have come first while this one waited for the lock.
        if (current_version(connection) < migration.version) {
            connection.script(for_sqlite(migration.sql));
            if (migration.version == identity_keys_version) renew_identity_keys(connection);
            connection.run("INSERT INTO schema_migrations (version, name, applied_at) VALUES ($1, $2, $3)",
                           migration.version, migration.name, SystemClock().now());
        }
        connection.commit();
    } catch (...) {
        connection.roll_back();
        throw;
    }
}

}  // namespace

void migrate(sqlite::Connection& connection) {
    connection.script(
        "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at "
        "BIGINT "
        "NOT NULL)");
    const auto migrations = all_migrations();
    const int current = current_version(connection);
    const int known = migrations.empty() ? 0 : migrations.back().version;
    if (current > known)
        throw std::runtime_error(
            fmt::format("the database has schema version {}, this rustygpt-server knows {}: it was made by a newer one",
                        current, known));
    for (const auto& migration : migrations)
        if (migration.version > current) apply(connection, migration);
}

}  // namespace rustygpt::storage
