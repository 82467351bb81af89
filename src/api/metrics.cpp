#include "api/metrics.h"

#include "http/origin.h"
#include "http/peer.h"

namespace rustygpt::api {
namespace {

constexpr std::string_view text_format = "text/plain; version=0.0.4";

http::Access access_of(MetricsReaders readers) {
    if (readers == MetricsReaders::token) return http::Access::session(http::Scope::metrics, Role::admin);
    return http::Access::open();
}

void require_reader(const http::Call& call, MetricsReaders readers) {
    const bool by_name = readers == MetricsReaders::loopback_by_name;
    if (!by_name && readers != MetricsReaders::loopback) return;
    if (!http::straight_from_this_machine(call))
        throw Failure(Failure::Kind::forbidden, "Metrics are for the server's own machine (telemetry.metrics_access).");
    if (by_name && !http::is_loopback_host(call.host))
        throw Failure(Failure::Kind::forbidden,
                      "Metrics are for the server's own machine, by a loopback name or address (or set "
                      "server.public_url).");
}

}  // namespace

void add_metrics_route(http::Routes& routes, std::string path, MetricsReaders readers,
                       const metrics::Registry& registry, Pool& pool) {
    routes.add({
        .operation_id = "getMetrics",
        .method = http::Method::get,
        .path = std::move(path),
        .access = access_of(readers),
        .tag = "system",
        .summary = "What the server has counted, for Prometheus",
        .description = "Who may read it is a setting: requests straight from the server's own machine by default. One "
                       "that was forwarded by a proxy is not.",
        .replies = {{.status = 200,
                     .description = "The Prometheus text format.",
                     .schema = json::object{{"type", "string"}},
                     .content_type = std::string(text_format),
                     .example = "# HELP rustygpt_streams_active Open event streams.\n"
                                "# TYPE rustygpt_streams_active gauge\nrustygpt_streams_active 3\n"}},
        .failures = {Failure::Kind::forbidden, Failure::Kind::queue_full},
        .handler = [&registry, &pool, readers](http::Call& call) -> Task<http::Response> {
            require_reader(call, readers);
            auto render = [&registry] { return registry.text(); };
            auto text = co_await pool.run(std::move(render));
            http::Response response{.body = std::move(text), .content_type = text_format};
            co_return response;
        },
        .limit = limits::Fallback::none,
        .probe = true,
    });
}

}  // namespace rustygpt::api
