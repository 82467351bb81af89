#include "telemetry/trace.h"

#include <algorithm>

#include "base/crypto.h"

namespace rustygpt {
namespace {

bool lower_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool zero(std::string_view text) { return text.find_first_not_of('0') == text.npos; }

}  // namespace

std::string new_trace_id() {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(32, '0');
    for (std::size_t half = 0; half < 2; ++half) {
        auto bits = fast_random() | 1;  // never zero
        for (std::size_t i = 0; i < 16; ++i, bits >>= 4) out[half * 16 + i] = digits[bits & 15];
    }
    return out;
}

std::optional<std::string_view> trace_id_of(std::string_view header) {
    if (header.size() < 55 || header[2] != '-' || header[35] != '-' || header[52] != '-') return std::nullopt;
    const auto version = header.substr(0, 2);
    const auto trace = header.substr(3, 32);
    const auto parent = header.substr(36, 16);
    const auto flags = header.substr(53, 2);
    if (!lower_hex(version) || !lower_hex(trace) || !lower_hex(parent) || !lower_hex(flags)) return std::nullopt;
    if (version == "ff" || zero(trace) || zero(parent)) return std::nullopt;
    // Version 00 ends here; later ones may go on after another hyphen.
    if (header.size() > 55 && (version == "00" || header[55] != '-')) return std::nullopt;
    return trace;
}

}  // namespace rustygpt
