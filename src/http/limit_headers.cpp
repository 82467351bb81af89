#include "http/limit_headers.h"

#include <charconv>

namespace rustygpt::http {
namespace {

void append_number(std::string& out, std::int64_t number) {
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace

std::string limit_headers(std::string_view profile, std::int64_t burst, const limits::Decision& decision) {
    constexpr std::size_t names_and_numbers = 160;
    std::string out;
    out.reserve(names_and_numbers + profile.size());
    out += "\r\nRateLimit-Limit: ";
    append_number(out, burst);
    out += "\r\nRateLimit-Remaining: ";
    append_number(out, decision.remaining);
    out += "\r\nRateLimit-Reset: ";
    append_number(out, std::chrono::ceil<std::chrono::seconds>(decision.reset_after).count());
    out += "\r\nX-RateLimit-Profile: ";
    out += profile;
    return out;
}

}  // namespace rustygpt::http
