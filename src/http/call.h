#pragma once

// What a handler is given and what it returns. No Beast here: handlers never see the parser.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/caller.h"
#include "base/id.h"
#include "base/task.h"
#include "base/time.h"
#include "base/waker.h"

namespace rustygpt::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };
// "GET"; "DELETE" for del.
std::string_view name_of(Method method);

struct Header {
    std::string name;   // as it goes over the wire
    std::string value;
};

// A pull source of bytes that outlives its request: an event stream. Lives on one core, and is let go when the peer is
// gone or finished() and all is sent. All calls on the connection's core.
class Feed {
public:
    // Shared with other connections and never changed.
    using Bytes = std::shared_ptr<const std::string>;

    virtual ~Feed() = default;
    // Called once, when the head was sent. connection.wake() says that take() has something or finished() became true;
    // it may be called at any time on this core until abandon(), also inside take().
    virtual void open(Waker& connection) = 0;
    // Called once, as the last of all, also where the peer left before open(): the connection is gone.
    virtual void abandon() = 0;
    // Appends what is to be sent next, about `limit` bytes; nothing where there is nothing yet.
    virtual void take(std::vector<Bytes>& out, std::size_t limit) = 0;
    // True once take() will never have anything again: the connection closes cleanly after the last byte.
    [[nodiscard]] virtual bool finished() const = 0;
    // Called when nothing was sent for the keep-alive interval.
    [[nodiscard]] virtual Bytes keep_alive() = 0;
    // The server stops: say goodbye through take() and become finished().
    virtual void close() = 0;
};

struct Response {
    unsigned status = 200;
    std::string body{};
    std::string_view content_type = "application/json";  // with static lifetime; ignored where there is no body
    std::vector<Header> headers{};
    std::string limit_headers{};  // more of them, ready to be sent; see limit_headers.h
    std::shared_ptr<Feed> feed{};  // instead of a body

    static Response json(std::string body, unsigned status = 200) {
        return {.status = status, .body = std::move(body)};
    }
    static Response empty(unsigned status = 204) { return {.status = status, .content_type = {}}; }
    // Adds a header; returns itself.
    Response&& with(std::string name, std::string value) &&;
};

struct Route;

// One request on its way through a handler. Lives until the response is written. Views point into the connection's
// buffer and stay valid as long.
struct Call {
    const Route* route = nullptr;
    Method method{};
    std::string_view target;  // as received, query included
    std::string_view path;  // decoded as the contract says, base path removed
    std::string_view query;  // as received, without '?'
    std::string_view host;  // name and port that the request is for: of an absolute target, else the Host header
    std::array<std::string_view, 4> parameters{};  // the values of the route's :names, in order
    std::string body{};
    std::string trace_id;  // 32 lower-case hex
    std::string peer;  // the client's address, trusted proxies resolved; no port
    bool secure = false;  // HTTPS, own or told by a trusted proxy
    bool by_trusted_proxy = false;  // the socket's peer is one
    Caller caller;  // set where the route's access asks for it
    std::size_t core = 0;  // which io_context this runs on
    std::vector<Header> extra_headers{};  // added to whatever response follows, an error too
    std::string limit_headers{};  // the same; see limit_headers.h

    // The first header of that name (case does not matter), trimmed; nothing where absent.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    // The decoded value of a query parameter, the last where it is given twice; nothing where absent.
    // Throws Failure{validation_failed} where its percent-encoding or UTF-8 is broken.
    [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;
    // A cookie's value (RFC 6265 section 4.2.1); nothing where absent. The first where sent twice.
    [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
    // The i-th path parameter as an id. Throws Failure{not_found} where it is no UUID.
    [[nodiscard]] Id path_id(std::size_t i = 0) const;

    std::span<const std::pair<std::string_view, std::string_view>> headers{};
};

}  // namespace rustygpt::http
