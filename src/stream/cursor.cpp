#include "stream/cursor.h"

#include <charconv>

namespace rustygpt::stream {
namespace {

// Decimal digits without sign or leading zero, below 2^63.
std::optional<std::int64_t> whole(std::string_view text) {
    if (text.empty() || text.size() > 19 || (text.size() > 1 && text.front() == '0') || text.front() == '-')
        return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool delta_suffix(std::string_view text) {
    const auto colon = text.find(':');
    return colon != text.npos && Id::parse(text.substr(0, colon)) && whole(text.substr(colon + 1));
}

}  // namespace

Start parse_start(std::string_view text) {
    const auto colon = text.find(':');
    const auto row = whole(text.substr(0, colon));
    if (row && (colon == text.npos || delta_suffix(text.substr(colon + 1)))) return AfterRow{*row};
    if (const auto time = parse_rfc3339(text)) return FromTime{*time};
    return Unknown{};
}

}  // namespace rustygpt::stream
