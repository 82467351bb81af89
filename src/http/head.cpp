#include "http/head.h"

#include <array>
#include <charconv>
#include <cstdio>

#include "http/text.h"

namespace rustygpt::http {
namespace {

constexpr std::size_t statuses = 600;

std::string_view reason_of(std::size_t status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        default: return "";
    }
}

// Up to the date's and the trace id's values: what every response begins with.
std::array<std::string, statuses> render_blocks() {
    std::array<std::string, statuses> blocks;
    for (std::size_t status = 100; status < statuses; ++status) {
        blocks[status] = "HTTP/1.1 " + std::to_string(status) + ' ';
        blocks[status] += reason_of(status);
        blocks[status] += "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nDate: ";
    }
    return blocks;
}

std::string_view block_of(unsigned status) {
    static const auto blocks = render_blocks();
    return blocks[status >= 100 && status < statuses ? status : 500];
}

void append_decimal(std::string& out, std::size_t number) {
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// A handler's value may come from a user; it can't begin another header.
void append_value(std::string& out, std::string_view value) {
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        out.push_back(byte < 0x20 || byte == 0x7F ? ' ' : c);
    }
}

}  // namespace

std::string http_date(std::time_t time) {
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[40];
    // The C locale's names, whatever the process's locale is.
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const int length =
        std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[parts.tm_wday], parts.tm_mday,
                      months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return {text, static_cast<std::size_t>(length)};
}

void write_head(std::string& out, const Response& response, const HeadFacts& facts) {
    out += block_of(response.status);
    out += facts.date;
    out += "\r\ntrace_id: ";
    out += facts.trace_id;
    if (may_have_body(response.status) && !response.content_type.empty()) {
        out += "\r\nContent-Type: ";
        out += response.content_type;
    }
    if (facts.content_length) {
        out += "\r\nContent-Length: ";
        append_decimal(out, *facts.content_length);
    }
    bool cached = false;
    for (const auto& [name, value] : response.headers) {
        cached = cached || same_without_case(name, "cache-control");
        out += "\r\n";
        out += name;
        out += ": ";
        append_value(out, value);
    }
    out += response.limit_headers;
    if (!cached) out += "\r\nCache-Control: no-store";
    if (facts.close) out += "\r\nConnection: close";
    else if (facts.http_1_0) out += "\r\nConnection: keep-alive";
    out += "\r\n\r\n";
}

}  // namespace rustygpt::http
