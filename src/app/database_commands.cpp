#include "app/database_commands.h"

#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include "app/options.h"
#include "app/terminal.h"
#include "base/printable.h"
#include "storage/sqlite/backup.h"
#include "storage/sqlite/check.h"
#include "storage/sqlite/restore.h"

namespace rustygpt::app {
void back_up(const config::Settings& settings, const FileArguments& arguments) {
    storage::back_up_sqlite(sqlite_file(settings), arguments.file, arguments.force);
    say(fmt::format("Backed up to {} ({} bytes), checked.\n", arguments.file,
                    std::filesystem::file_size(arguments.file)));
}

void restore(const config::Settings& settings, const FileArguments& arguments) {
    const auto database = sqlite_file(settings);
    const auto done = storage::restore_sqlite(database, arguments.file);
    say(fmt::format("Restored {} from {}. Ended: {} sessions, {} API tokens. Event rows go on above {}.\n", database,
                    arguments.file, done.ended_sessions, done.ended_tokens, done.head));
    if (!done.replaced) return;
    say(fmt::format("The database before is {}{}.\n", done.replaced->string(),
                    done.replaced_is_readable ? "" : "; it was not readable"));
}

void check(const config::Settings& settings, const FileArguments& arguments) {
    const auto file = arguments.file.empty() ? sqlite_file(settings) : arguments.file;
    const auto checked = storage::check_sqlite(file);
    for (const auto& problem : checked.problems) say(printable_line(problem) + "\n");
    if (!checked.problems.empty())
        throw std::runtime_error(fmt::format("{} is not sound ({} problems)", file, checked.problems.size()));
    if (checked.content_too)
        say(fmt::format("{} is sound: schema {}, {} users, {} conversations, {} messages, event rows up to {}.\n", file,
                        checked.schema_version, checked.users, checked.conversations, checked.messages, checked.head));
    else
        say(fmt::format(
            "{} is sound as a file; its content has schema {}, which the next start of a server brings up to date.\n",
            file, checked.schema_version));
}

}  // namespace rustygpt::app
