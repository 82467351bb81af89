#include "storage/sqlite/check.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "base/failure.h"
#include "storage/event_log.h"
#include "storage/invariants.h"
#include "storage/migrations.h"
#include "storage/sqlite/soundness.h"

namespace rustygpt::storage {
namespace {

using sqlite::Connection;

std::int64_t number(Transaction& tx, const char* sql) {
    return tx.one(sql, [](const Row& row) { return row.integer(0); }).value_or(0);
}

// SQLite's own check of a full-text index needs the right to write. Each text has a word, its owner's, so the index
// must know as many texts as there are.
void look_through_index(Connection& connection, Checked& checked) {
    connection.script("CREATE VIRTUAL TABLE temp.indexed_words USING fts5vocab('main', 'message_search', 'instance')");
    const auto texts = number(connection, "SELECT count(*) FROM message_search");
    const auto indexed = number(connection, "SELECT count(DISTINCT doc) FROM temp.indexed_words");
    if (texts != indexed)
        checked.problems.push_back(fmt::format("the full-text index knows {} texts of {}: rebuild it", indexed, texts));
}

void look_through(Connection& connection, Checked& checked) {
    checked.users = number(connection, "SELECT count(*) FROM users");
    checked.conversations = number(connection, "SELECT count(*) FROM conversations");
    checked.messages = number(connection, "SELECT count(*) FROM messages");
    checked.head = EventLog::head(connection);
    std::ranges::move(broken_invariants(connection), std::back_inserter(checked.problems));
    look_through_index(connection, checked);
}

}  // namespace

Checked check_sqlite(const std::filesystem::path& file) {
    if (!std::filesystem::is_regular_file(file))
        throw std::runtime_error(fmt::format("there is no file {}", file.string()));
    const auto connection = sqlite::open_to_inspect(file);
    connection->run("BEGIN");  // one snapshot, and no deadline
    Checked checked{.schema_version = sqlite::require_ours(*connection, file)};
    checked.problems = sqlite::damage(*connection);
    checked.content_too = checked.schema_version == all_migrations().back().version;
    if (!checked.content_too) return checked;
    try {
        look_through(*connection, checked);
    } catch (const Failure&) {
        throw;
    } catch (const std::exception& error) {
        checked.problems.emplace_back(error.what());  // too damaged to be read
    }
    return checked;
}

}  // namespace rustygpt::storage
