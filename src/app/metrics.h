#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "accounts/accounts.h"
#include "chat/metrics.h"
#include "config/settings.h"
#include "http/server.h"
#include "storage/database.h"
#include "storage/metrics.h"
#include "stream/hub.h"

namespace rustygpt::app {

class Limiting;

// Where the limiter's numbers come from. Called on any thread.
struct LimitSources {
    // Requests refused since the start, by the name of the profile.
    std::function<std::map<std::string, std::uint64_t>()> denials;
    std::function<std::uint64_t()> profiles;
    std::function<std::uint64_t()> assignments;
};
// Of this server's limiter, which outlives the last scrape.
LimitSources limit_sources(const Limiting& limiting);
// login_denials: refused by the limit on signing in, which is there without a limiter too.
void write_limits(metrics::Page& page, const LimitSources& limits, std::uint64_t login_denials);

// What is counted where, and all of it on one page. Outlives the parts that count.
class Metrics {
public:
    // Null where telemetry.metrics_access is off: nothing is counted then.
    static std::unique_ptr<Metrics> of(const config::Settings& settings, std::vector<std::string> models);

    accounts::AuthMetrics auth{};
    chat::AnswerMetrics answers;
    storage::DatabaseMetrics database;

    // What the parts themselves know. Before the first request; the parts outlive the last.
    struct Parts {
        const http::Server& server;
        const stream::Hub& hub;
        const accounts::Accounts& accounts;
        const storage::Database& database;
        std::vector<std::pair<std::string, const Pool*>> pools;
    };
    void watch(Parts parts);
    // Where there is a limiter.
    void watch(LimitSources limits) { limits_ = std::move(limits); }

    // GET telemetry.metrics_endpoint.
    void add_route(http::Routes& routes, const config::Settings& settings, Pool& pool);

private:
    Metrics(std::string database_file, std::vector<std::string> models, std::size_t database_threads);
    void write_queues(metrics::Page& page, const Parts& parts) const;
    void write_files(metrics::Page& page) const;

    std::string database_file_;
    LimitSources limits_{};
    metrics::Registry registry_;
};

}  // namespace rustygpt::app
