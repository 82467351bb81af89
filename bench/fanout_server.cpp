// Our side of the SSE fan-out comparison: the same synthetic events through the real hub, feeds and server.
//
//   bench_fanout_server THREADS READERS BATCH      see fanout.h for the pacing

#include <cstdlib>
#include <memory>
#include <vector>

#include "api/event_feed.h"
#include "fanout.h"
#include "http/server.h"

namespace {

using namespace rustygpt;

// Readers start live; there is no past to read.
class NoPast final : public stream::EventStore {
public:
    Task<stream::Resolved> resolve(stream::Filter, stream::Start) override { co_return stream::Resolved{}; }
    Task<stream::Page> read(stream::Filter, std::int64_t, std::int64_t) override { co_return stream::Page{}; }
};

// The only route is open: nobody is ever asked who they are.
class Nobody final : public http::Authenticator {
public:
    std::optional<Caller> known_session(std::string_view) override { return std::nullopt; }
    Task<Caller> session(std::string_view, http::Call&) override { throw Failure(refused, "no sessions here"); }
    std::optional<Caller> known_token(std::string_view, std::optional<Scope>) override { return std::nullopt; }
    Task<Caller> token(std::string_view, std::optional<Scope>, http::Call&) override {
        throw Failure(refused, "no tokens here");
    }
    bool csrf_matches(std::string_view, std::string_view, std::string_view) override { return false; }
    [[nodiscard]] std::string_view session_cookie() const override { return "sid"; }
    [[nodiscard]] std::string_view csrf_cookie() const override { return "csrf"; }

private:
    static constexpr auto refused = Failure::Kind::authentication_required;
};

struct Setting {
    Id user = new_id();
    NoPast past;
    stream::Hub hub{1'000'000, true};  // counting, as the server does
};

http::Response open_stream(Setting& setting, http::Call& call) {
    stream::Subscription::Setup setup;
    setup.core = call.core;
    setup.filter.user_id = setting.user;
    http::Response response{.content_type = "text/event-stream"};
    response.feed = std::make_shared<api::EventFeed>(setting.hub, setting.past, std::move(setup));
    return response;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) return 2;
    const int batch = std::atoi(arguments[3]);
    Setting setting;
    Nobody nobody;
    http::Routes routes;
    auto& route = routes.add({.operation_id = "stream",
                              .method = http::Method::get,
                              .path = "/",
                              .access = http::Access::open(),
                              .tag = "bench",
                              .summary = "The events"});
    route.replies.push_back({.description = "events", .content_type = "text/event-stream"});
    route.immediate = [&](http::Call& call) { return open_stream(setting, call); };

    http::ServerOptions options;
    options.port = 0;
    options.threads = static_cast<unsigned>(std::atoi(arguments[1]));
    options.access_log = false;
    http::Server server(options, routes, nobody);
    for (std::size_t i = 0; i < server.cores(); ++i) setting.hub.add_core(server.executor(i));
    server.start();

    bench::Answer answer(setting.user);
    bench::serve_batches(server.port(), [&] { setting.hub.publish(answer.next(batch)); });
    server.drain(std::chrono::seconds(5));
    server.stop();
}
