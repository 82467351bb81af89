#include "reasoning/canonical.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "base/crypto.h"

namespace rustygpt::reasoning {
namespace {

namespace json = boost::json;

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escape(std::string& out, char c) {
    static constexpr char digits[] = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            out += "\\u00";
            out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
            out.push_back(digits[static_cast<unsigned char>(c) & 15]);
    }
}

// ECMA-262 Number::toString: `digits` are the shortest ones that read back the same, the point stands after the
// first `point` of them.
void lay_out(std::string& out, const std::string& digits, int point) {
    const int count = static_cast<int>(digits.size());
    if (count <= point && point <= 21) {
        out += digits;
        out.append(static_cast<std::size_t>(point - count), '0');
    } else if (0 < point && point <= 21) {
        out.append(digits, 0, static_cast<std::size_t>(point));
        out.push_back('.');
        out.append(digits, static_cast<std::size_t>(point));
    } else if (-6 < point && point <= 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-point), '0');
        out += digits;
    } else {
        out.push_back(digits.front());
        if (count > 1) {
            out.push_back('.');
            out.append(digits, 1);
        }
        out += point > 0 ? "e+" : "e-";
        out += std::to_string(std::abs(point - 1));
    }
}

void append_double(std::string& out, double number) {
    if (!std::isfinite(number)) throw std::invalid_argument("canonical JSON has no infinities and no NaN");
    if (number == 0) {
        out.push_back('0');  // also -0
        return;
    }
    if (number < 0) {
        out.push_back('-');
        number = -number;
    }
    char buffer[32];
    const char* end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
    const char* mark = std::find(static_cast<const char*>(buffer), end, 'e');
    std::string digits(1, buffer[0]);
    if (mark > buffer + 2) digits.append(buffer + 2, static_cast<std::size_t>(mark - (buffer + 2)));
    int exponent = 0;
    std::from_chars(mark + (mark[1] == '+' ? 2 : 1), end, exponent);
    lay_out(out, digits, exponent + 1);
}

void append_object(std::string& out, const json::object& object) {
    constexpr std::size_t few = 16;  // most objects are small: no memory is asked for then
    std::array<const json::key_value_pair*, few> some;
    std::vector<const json::key_value_pair*> many;
    if (object.size() > few) many.resize(object.size());
    const std::span members(many.empty() ? some.data() : many.data(), object.size());
    std::ranges::transform(object, members.begin(), [](const auto& member) { return &member; });
    std::ranges::sort(members, [](auto* a, auto* b) { return utf16_less(a->key(), b->key()); });
    out.push_back('{');
    for (const auto* member : members) {
        if (member != members.front()) out.push_back(',');
        append_canonical_text(out, member->key());
        out.push_back(':');
        append_canonical(out, member->value());
    }
    out.push_back('}');
}

void append_array(std::string& out, const json::array& array) {
    out.push_back('[');
    for (std::size_t i = 0; i < array.size(); ++i) {
        if (i > 0) out.push_back(',');
        append_canonical(out, array[i]);
    }
    out.push_back(']');
}

}  // namespace

bool utf16_less(std::string_view a, std::string_view b) {
    const auto [left, right] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (left == a.end() || right == b.end()) return left == a.end() && right != b.end();
    const auto x = static_cast<std::uint8_t>(*left);
    const auto y = static_cast<std::uint8_t>(*right);
    // Past U+FFFF (F0 and up in UTF-8) a surrogate pair begins with D800 to DBFF: before U+E000 to U+FFFF (EE, EF).
    if (x >= 0xF0 && (y == 0xEE || y == 0xEF)) return true;
    if (y >= 0xF0 && (x == 0xEE || x == 0xEF)) return false;
    return x < y;
}

void append_canonical_text(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t plain = 0;  // start of what needs no escape
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!needs_escape(text[i])) continue;
        out.append(text, plain, i - plain);
        append_escape(out, text[i]);
        plain = i + 1;
    }
    out.append(text, plain);
    out.push_back('"');
}

void append_canonical(std::string& out, const json::value& value) {
    switch (value.kind()) {
        case json::kind::null: out += "null"; break;
        case json::kind::bool_: out += value.get_bool() ? "true" : "false"; break;
        case json::kind::int64: append_double(out, static_cast<double>(value.get_int64())); break;
        case json::kind::uint64: append_double(out, static_cast<double>(value.get_uint64())); break;
        case json::kind::double_: append_double(out, value.get_double()); break;
        case json::kind::string: append_canonical_text(out, value.get_string()); break;
        case json::kind::array: append_array(out, value.get_array()); break;
        case json::kind::object: append_object(out, value.get_object()); break;
    }
}

std::string canonical(const json::value& value) {
    std::string out;
    out.reserve(256);
    append_canonical(out, value);
    return out;
}

std::string digest_of(const json::value& value) { return digest_of_text(canonical(value)); }

std::string digest_of_text(std::string_view canonical_text) { return hex(sha256(canonical_text)); }

}  // namespace rustygpt::reasoning
