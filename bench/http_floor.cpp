// The serving path with nothing behind it: one immediate answer, for comparison with nginx's `return 200`.
// Usage: http_floor PORT THREADS

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/crypto.h"
#include "http/server.h"

namespace {

using namespace rustygpt;
using namespace rustygpt::http;

// The benchmark's routes are open: nobody is asked.
class Nobody final : public Authenticator {
public:
    std::optional<Caller> known_session(std::string_view) override { return std::nullopt; }
    Task<Caller> session(std::string_view, Call&) override { throw Failure::not_found(); }
    std::optional<Caller> known_token(std::string_view, std::optional<Scope>) override { return std::nullopt; }
    Task<Caller> token(std::string_view, std::optional<Scope>, Call&) override { throw Failure::not_found(); }
    bool csrf_matches(std::string_view, std::string_view, std::string_view) override { return false; }
    [[nodiscard]] std::string_view session_cookie() const override { return "sid"; }
    [[nodiscard]] std::string_view csrf_cookie() const override { return "CSRF-TOKEN"; }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fputs("usage: http_floor PORT THREADS\n", stderr), 2;
    crypto_init();
    sigset_t stop_signals;
    sigemptyset(&stop_signals);
    sigaddset(&stop_signals, SIGTERM);
    sigaddset(&stop_signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);

    Routes routes;
    auto& health = routes.add({.operation_id = "getHealth",
                               .method = Method::get,
                               .path = "/api/health",
                               .access = Access::open(),
                               .tag = "System",
                               .summary = "Liveness"});
    health.immediate = [](Call&) { return Response::json(R"({"status":"ok","version":"0.1.0"})"); };
    Nobody nobody;
    Server server({.port = static_cast<std::uint16_t>(std::atoi(argv[1])),
                   .threads = static_cast<unsigned>(std::atoi(argv[2])),
                   .access_log = false},
                  routes, nobody);
    server.start();
    std::printf("http://127.0.0.1:%u\n", server.port());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&stop_signals, &signal);
    server.drain(std::chrono::seconds(5));
}
