#pragma once

#include "chat/store.h"
#include "http/route.h"
#include "reasoning/verification.h"

namespace rustygpt::api {

// What the trace routes work with. Lives as long as the server.
struct TraceServices {
    chat::Store& store;
    reasoning::Verifier& verifier;
    std::stop_token stop;  // fires when the server stops: verifications end then
};

// GET /api/messages/:id/trace, POST /api/messages/:id/verify.
void add_trace_routes(http::Routes& routes, const TraceServices& services);

}  // namespace rustygpt::api
