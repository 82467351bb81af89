#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/call.h"

namespace rustygpt::http {

// One request and what has become of it so far. Belongs to the connection; the pipeline works on it.
struct Exchange {
    // How far the pipeline has come.
    enum class Stage { arrived, known, complete, answered };
    // What it waits for before it can go on.
    enum class Wait { nothing, session, token, body, handler };

    Call call;
    std::string_view path{};  // of the target, as received
    std::optional<std::uint64_t> content_length{};
    bool has_body = false;
    bool body_read = false;
    std::string decoded_path{};  // the path where it had escapes
    std::string secret{};        // the session cookie's value, or the bearer token
    Stage stage = Stage::arrived;
    Wait wait = Wait::nothing;
    Response response{};
};

// How the pipeline gets the rest of a request once it wants it. Implemented by the connection.
class BodySource {
public:
    virtual ~BodySource() = default;
    // Reads the body into the call. Throws Failure{payload_too_large, malformed_request, request_timeout}.
    virtual Task<> read_body(std::size_t limit) = 0;
};

}  // namespace rustygpt::http
