#include "app/administration.h"

#include <filesystem>

namespace rustygpt::app {
namespace {

// With what waits in the write-ahead log.
std::int64_t size_of(const std::string& file) {
    std::int64_t total = 0;
    for (const auto* suffix : {"", "-wal"}) {
        std::error_code missing;
        const auto size = std::filesystem::file_size(file + suffix, missing);
        if (!missing) total += static_cast<std::int64_t>(size);
    }
    return total;
}

}  // namespace

Administration::Administration(storage::Database& database, accounts::Accounts& accounts, const stream::Hub& hub,
                               const config::Settings& settings, std::string database_file)
    : audit_(database),
      counts_(database),
      statistics_(counts_, accounts.clock, seconds(settings.session.idle_seconds),
                  {.open_streams = [&hub] { return static_cast<std::int64_t>(hub.active()); },
                   .database_bytes = [file = std::move(database_file)] { return size_of(file); }}),
      services_{accounts, audit_, statistics_, settings.server.base_path} {}

void Administration::add_routes(http::Routes& routes) const {
    api::add_admin_user_routes(routes, services_);
    api::add_audit_routes(routes, services_);
    api::add_statistics_routes(routes, services_);
}

}  // namespace rustygpt::app
