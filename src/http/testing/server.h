#pragma once

// For tests: a server on port 0 with a few routes, and a client that sees each byte.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "http/authenticator.h"
#include "http/server.h"

namespace rustygpt::http::test {

// Accounts that live in a table. Secrets: "known" and "stored" are a member's, "reader" a read_only user's, "expired"
// has ended. Tokens: "chat" and "known-chat" with that scope. The CSRF token of a secret is "csrf-" and the secret.
class Accounts final : public Authenticator {
public:
    std::optional<Caller> known_session(std::string_view secret) override;
    Task<Caller> session(std::string_view secret, Call& call) override;
    std::optional<Caller> known_token(std::string_view bearer, std::optional<Scope> scope) override;
    Task<Caller> token(std::string_view bearer, std::optional<Scope> scope, Call& call) override;
    bool csrf_matches(std::string_view secret, std::string_view header, std::string_view cookie) override;
    [[nodiscard]] std::string_view session_cookie() const override { return "sid"; }
    [[nodiscard]] std::string_view csrf_cookie() const override { return "CSRF-TOKEN"; }
};

struct Reply {
    unsigned status = 0;                         // 0: the connection ended before a response
    std::multimap<std::string, std::string> headers{};  // names in lower case
    std::string body{};
    bool closed = false;                         // the server closed behind it

    [[nodiscard]] std::string header(const std::string& name) const;  // "" where absent
    [[nodiscard]] std::string code() const;      // of the error envelope
};

// One connection. Reads wait 5 s at most; then the test fails with what came.
class Client {
public:
    explicit Client(std::uint16_t port, const char* address = "127.0.0.1");
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes);
    void half_close();
    // bodiless: the response to a HEAD.
    Reply read(bool bodiless = false);
    // Until `text` has come, or the end; gives all that came since the last read.
    std::string read_until(std::string_view text);
    bool at_end();
    [[nodiscard]] bool connected() const { return socket_ >= 0; }

private:
    bool more();

    int socket_ = -1;
    std::string buffer_;
};

// "GET /path HTTP/1.1\r\nHost: test\r\n<headers>\r\n<body>", with Content-Length where there is a body.
std::string request(std::string_view line, std::string_view headers = "", std::string_view body = "");

class Serving {
public:
    // set_up may change the options and add routes.
    explicit Serving(const std::function<void(ServerOptions&, Routes&)>& set_up = {});

    Reply ask(std::string_view bytes);
    Server& server() { return *server_; }
    std::uint16_t port() const { return server_->port(); }

private:
    Routes routes_;
    Accounts accounts_;
    std::unique_ptr<Server> server_;
};

}  // namespace rustygpt::http::test
