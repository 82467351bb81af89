#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>

#include "http/openapi.h"

namespace rustygpt::http {
namespace {

// Words that YAML readers, old ones too, take for something else than text.
bool reserved(std::string_view text) {
    constexpr std::array<std::string_view, 11> words{"true", "false", "null", "yes", "no", "on",
                                                     "off",  "y",     "n",    "Y",   "N"};
    return std::ranges::find(words, text) != words.end();
}

void append_key(std::string& out, std::string_view key) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto plain = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
    if (!key.empty() && letter(key.front()) && std::ranges::all_of(key, plain) && !reserved(key)) out += key;
    else append_quoted(out, key);
    out += ':';
}

bool empty(const json::value& value) {
    return (value.is_object() && value.get_object().empty()) || (value.is_array() && value.get_array().empty());
}

// 1e+06 is a number to YAML 1.2, and text to the readers of 1.1, who want a point in it.
void append_number(std::string& out, double number) {
    const auto begin = out.size();
    rustygpt::append_number(out, number);
    const auto exponent = out.find('e', begin);
    if (exponent != out.npos && out.find('.', begin) == out.npos) out.insert(exponent, ".0");
}

void append_scalar(std::string& out, const json::value& value) {
    if (value.is_string()) append_quoted(out, value.get_string());
    else if (value.is_double()) append_number(out, value.get_double());
    else append_json(out, value);
}

// Begins on the line that is open; a list's first item may stand behind its dash.
void append(std::string& out, const json::value& value, std::size_t indent) {
    const std::string margin(indent, ' ');
    bool first = true;
    const auto next_line = [&] {
        if (!first) out += margin;
        first = false;
    };
    const auto append_below = [&](const json::value& child) {
        if (child.is_structured() && !empty(child)) {
            out += '\n' + margin + "  ";
            append(out, child, indent + 2);
        } else {
            out += ' ';
            append_scalar(out, child);
            out += '\n';
        }
    };
    if (const auto* object = value.if_object()) {
        for (const auto& [key, child] : *object) {
            next_line();
            append_key(out, key);
            append_below(child);
        }
    } else if (const auto* array = value.if_array()) {
        for (const auto& child : *array) {
            next_line();
            out += "- ";
            if (child.is_structured() && !empty(child)) {
                append(out, child, indent + 2);
            } else {
                append_scalar(out, child);
                out += '\n';
            }
        }
    }
}

}  // namespace

std::string to_yaml(const json::value& value) {
    std::string out;
    if (value.is_structured() && !empty(value)) {
        append(out, value, 0);
    } else {
        append_scalar(out, value);
        out += '\n';
    }
    return out;
}

}  // namespace rustygpt::http
