#pragma once

#include <cstddef>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "http/call.h"

namespace rustygpt::http {

// What a response's head needs beside the response.
struct HeadFacts {
    std::string_view trace_id;
    std::string_view date;                    // RFC 9110 section 5.6.7
    std::optional<std::size_t> content_length{};  // nothing: the body ends with the connection, or there is none
    bool close = false;
    bool http_1_0 = false;
};

// Appends status line, headers and the empty line. What is the same for a status is rendered once per process.
void write_head(std::string& out, const Response& response, const HeadFacts& facts);

// "Tue, 24 Nov 2026 02:06:30 GMT"
std::string http_date(std::time_t time);

// 1xx, 204 and 304 have no body, nor a Content-Length that says so.
constexpr bool may_have_body(unsigned status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace rustygpt::http
