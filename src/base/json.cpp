#include "base/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>
#include <boost/json/value_stack.hpp>
#include <fmt/format.h>

#include "base/failure.h"

namespace rustygpt {
namespace {

// Builds the value and refuses a key that its object already has: Boost.JSON alone takes the last of them.
struct Builder {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using error = boost::system::error_code;
    using text = std::string_view;

    json::value_stack stack;
    std::vector<std::unordered_set<std::string>> keys;
    std::string key;
    std::string number;
    bool duplicate = false;
    bool out_of_range = false;

    bool on_document_begin(error&) {
        stack.reset();
        return true;
    }
    bool on_document_end(error&) { return true; }
    bool on_object_begin(error&) {
        keys.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t n, error&) {
        keys.pop_back();
        stack.push_object(n);
        return true;
    }
    bool on_array_begin(error&) { return true; }
    bool on_array_end(std::size_t n, error&) {
        stack.push_array(n);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, error&) {
        key.append(part.data(), part.size());
        stack.push_chars(part);
        return true;
    }
    bool on_key(json::string_view last, std::size_t, error& failed) {
        key.append(last.data(), last.size());
        stack.push_key(last);
        const bool fresh = keys.back().insert(std::move(key)).second;
        key.clear();
        if (fresh) return true;
        duplicate = true;
        failed = json::error::extra_data;
        return false;
    }
    bool on_string_part(json::string_view part, std::size_t, error&) {
        stack.push_chars(part);
        return true;
    }
    bool on_string(json::string_view last, std::size_t, error&) {
        stack.push_string(last);
        return true;
    }
    bool on_number_part(json::string_view part, error&) {
        number.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t whole, json::string_view, error&) {
        number.clear();
        stack.push_int64(whole);
        return true;
    }
    bool on_uint64(std::uint64_t whole, json::string_view, error&) {
        number.clear();
        stack.push_uint64(whole);
        return true;
    }
    // Boost.JSON 1.81 may miss the nearest double by one unit in the last place: 333333333.33333329 is such a text.
    bool on_double(double nearly, json::string_view last, error& failed) {
        number.append(last.data(), last.size());
        double nearest = nearly;
        std::from_chars(number.data(), number.data() + number.size(), nearest);
        number.clear();
        if (!std::isfinite(nearest)) {
            out_of_range = true;
            failed = json::error::exponent_overflow;
            return false;
        }
        stack.push_double(nearest);
        return true;
    }
    bool on_bool(bool value, error&) {
        stack.push_bool(value);
        return true;
    }
    bool on_null(error&) {
        stack.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, error&) { return false; }
    bool on_comment(json::string_view, error&) { return false; }
};

Failure malformed(std::string_view why, std::size_t offset) {
    return Failure(Failure::Kind::malformed_request,
                   fmt::format("The body is not valid JSON: {} (byte {}).", why, offset));
}

}  // namespace

json::value parse_json(std::string_view text, std::size_t most_levels) {
    json::parse_options options;
    options.max_depth = most_levels;
    json::basic_parser<Builder> parser(options);
    boost::system::error_code failed;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), failed);
    if (parser.handler().duplicate) throw malformed("an object has the same key twice", used);
    if (parser.handler().out_of_range) throw malformed("a number is out of range", used);
    if (failed == json::error::too_deep) throw malformed(fmt::format("more than {} levels", most_levels), used);
    if (failed == json::error::incomplete) throw malformed("it ends too early", used);
    if (failed) throw malformed(failed.message(), used);
    if (used < text.size()) throw malformed("something follows the value", used);
    return parser.handler().stack.release();
}

void append_quoted(std::string& out, std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    out.push_back('"');
    std::size_t plain = 0;  // start of what needs no escape
    const auto flush = [&](std::size_t end) { out.append(text, plain, end - plain); };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0xE2) continue;
        if (c == 0xE2) {  // E2 80 A8 and E2 80 A9
            if (i + 2 >= text.size() || text[i + 1] != '\x80') continue;
            const auto last = static_cast<unsigned char>(text[i + 2]);
            if (last != 0xA8 && last != 0xA9) continue;
            flush(i);
            out += last == 0xA8 ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            flush(i);
            switch (c) {
                case '"': out += "\\\""; break;
                case '\\': out += "\\\\"; break;
                case '\n': out += "\\n"; break;
                case '\r': out += "\\r"; break;
                case '\t': out += "\\t"; break;
                default:
                    out += "\\u00";
                    out.push_back(digits[c >> 4]);
                    out.push_back(digits[c & 15]);
            }
        }
        plain = i + 1;
    }
    flush(text.size());
    out.push_back('"');
}

void append_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
    out.append(buffer, end);
}

void append_json(std::string& out, const json::value& value) {
    char separator = 0;
    const auto separate = [&] {
        if (separator) out.push_back(separator);
        separator = ',';
    };
    switch (value.kind()) {
        case json::kind::null: out += "null"; break;
        case json::kind::bool_: out += value.get_bool() ? "true" : "false"; break;
        case json::kind::int64: out += std::to_string(value.get_int64()); break;
        case json::kind::uint64: out += std::to_string(value.get_uint64()); break;
        case json::kind::double_: append_number(out, value.get_double()); break;
        case json::kind::string: append_quoted(out, value.get_string()); break;
        case json::kind::array:
            out.push_back('[');
            for (const auto& item : value.get_array()) {
                separate();
                append_json(out, item);
            }
            out.push_back(']');
            break;
        case json::kind::object:
            out.push_back('{');
            for (const auto& [key, item] : value.get_object()) {
                separate();
                append_quoted(out, key);
                out.push_back(':');
                append_json(out, item);
            }
            out.push_back('}');
            break;
    }
}

std::string pointer(std::string_view parent, std::string_view token) {
    std::string out(parent);
    out.push_back('/');
    for (const char c : token) {
        if (c == '~') out += "~0";
        else if (c == '/') out += "~1";
        else out.push_back(c);
    }
    return out;
}

}  // namespace rustygpt
