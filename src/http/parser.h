#pragma once

// The wire format of one request: its head read by Beast's parser, a body in chunks by chunked.h. Nothing of the head
// is copied: views point into the bytes given.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "http/call.h"
#include "http/chunked.h"

namespace rustygpt::http {

class RequestParser {
public:
    using Body = ChunkedBody::State;

    RequestParser();
    ~RequestParser();

    // A complete head that framing passed. False where the parser refuses it.
    bool read_head(std::string_view head);

    [[nodiscard]] Method method() const;
    [[nodiscard]] std::string_view target() const;
    [[nodiscard]] std::span<const std::pair<std::string_view, std::string_view>> headers() const;
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] bool http_1_0() const;
    [[nodiscard]] std::optional<std::uint64_t> content_length() const;
    [[nodiscard]] bool has_body() const;  // and it has not been read to its end

    // Takes bytes of the body off the front of `bytes` and appends what they carry to `out`. Trailers are dropped.
    Body read_body(std::string_view& bytes, std::string& out, std::size_t limit);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace rustygpt::http
