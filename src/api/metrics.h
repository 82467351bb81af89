#pragma once

#include <string>

#include "base/pool.h"
#include "http/route.h"
#include "telemetry/exposition.h"

namespace rustygpt::api {

// Who may read the metrics.
enum class MetricsReaders {
    loopback,          // a request straight from this machine
    loopback_by_name,  // and for a loopback name: where any Host is served, a foreign page's name may lead here too
    token,             // an administrator's token with the scope metrics, or session
    anybody,
};

// GET path: the metrics as text. They are put together on the pool, so that a scrape never stalls a core. Registry and
// pool outlive the server.
void add_metrics_route(http::Routes& routes, std::string path, MetricsReaders readers,
                       const metrics::Registry& registry, Pool& pool);

}  // namespace rustygpt::api
