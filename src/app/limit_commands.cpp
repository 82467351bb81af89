#include "app/limit_commands.h"

#include <fmt/format.h>

#include "app/terminal.h"
#include "app/user_commands.h"
#include "base/run_blocking.h"
#include "storage/limit_store.h"

namespace rustygpt::app {

void reset_limits(const config::Settings& settings) {
    const auto database = open_database(settings);
    storage::LimitStore store(*database);
    limits::Author author{.at = SystemClock().now(), .actor = "command", .address = ""};
    const auto count = run_blocking(store.remove_all_assignments(std::move(author)));
    say(fmt::format("Removed {} assignment{}; profiles stay. A running server follows within a second.\n", count,
                    count == 1 ? "" : "s"));
}

}  // namespace rustygpt::app
