#include "app/secret_commands.h"

#include <cstdio>

#include <fmt/format.h>

#include "app/options.h"
#include "app/terminal.h"
#include "config/secrets.h"
#include "storage/account_sql.h"
#include "storage/sqlite/sqlite.h"

namespace rustygpt::app {
namespace {

std::int64_t note_rotation(const config::Settings& settings, const std::string& file, Time now, bool end_sessions) {
    auto database = storage::open_sqlite(
        {.path = file, .readers = 1, .statement_timeout = milliseconds(settings.database.statement_timeout_ms)});
    return database->write_now([=](storage::Transaction& tx) {
        const auto ended = end_sessions ? storage::account_sql::end_all_sessions(tx, now) : 0;
        storage::account_sql::write_audit(
            tx,
            {.at = now, .actor = "command", .action = "server_key_rotated", .details = {{"sessions_ended", ended}}});
        return ended;
    });
}

}  // namespace

void rotate_secrets(const config::Settings& settings, bool end_sessions) {
    const auto file = sqlite_file(settings);
    const auto now = SystemClock().now();
    config::rotate_server_key(settings.secrets, file, now, !end_sessions);
    const auto ended = note_rotation(settings, file, now, end_sessions);
    say(fmt::format("{}.key holds a new key. Restart the server: it takes the key when it starts.\n", file));
    if (end_sessions) say(fmt::format("Everybody is signed out: sessions ended: {}.\n", ended));
    else
        say(fmt::format("People stay signed in; the key before verifies what their pages hold until {}.\n",
                        to_rfc3339(now + config::previous_key_lasts)));
}

}  // namespace rustygpt::app
