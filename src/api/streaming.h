#pragma once

#include <functional>
#include <memory>
#include <string>

#include "chat/store.h"
#include "http/route.h"
#include "stream/subscription.h"

namespace rustygpt::api {

// What every route that streams needs. Lives as long as the server.
struct Streaming {
    stream::Hub& hub;
    stream::EventStore& store;
    // Does this caller's session, or token, still live? Asked about twice a second per stream; any thread.
    std::function<bool(const Caller&)> alive;
    std::string base_path;
};

// The response that streams a subscription.
http::Response event_stream(const http::Call& call, const Streaming& streaming, stream::Subscription::Setup setup);

void add_stream_routes(http::Routes& routes, const Streaming& streaming, chat::Store& conversations);
// The component StreamEvent, one schema per type of event.
void add_stream_schemas(http::Routes& routes);

}  // namespace rustygpt::api
