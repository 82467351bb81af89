#include "storage/sqlite/check.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "base/failure.h"
#include "storage/event_log.h"
#include "storage/index_check.h"
#include "storage/invariants.h"
#include "storage/migrations.h"
#include "storage/sqlite/soundness.h"

namespace rustygpt::storage {
namespace {

using sqlite::Connection;

std::int64_t number(Transaction& tx, const char* sql) {
    return tx.one(sql, [](const Row& row) { return row.integer(0); }).value_or(0);
}

// SQLite's own check of a full-text index needs the right to write, and knows no texts here.
void look_through_index(Connection& connection, Checked& checked) {
    const auto wrong = texts_unlike_their_index(connection);
    constexpr std::size_t most_named = 5;
    std::string named;
    for (std::size_t i = 0; i < std::min(wrong.size(), most_named); ++i) named += (i > 0 ? ", " : "") + wrong[i];
    if (!wrong.empty())
        checked.problems.push_back(fmt::format("{} texts that search does not find as they are: {}{}", wrong.size(),
                                               named, wrong.size() > most_named ? ", ..." : ""));
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
