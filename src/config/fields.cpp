#include "config/fields.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace rustygpt::config {
namespace {

template <class T>
std::optional<T> parsed(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is(const Raw& raw, Raw::Type type) { return raw.type == Raw::Type::text || raw.type == type; }

}  // namespace

std::optional<std::int64_t> read_whole(const Raw& raw) {
    return is(raw, Raw::Type::whole) ? parsed<std::int64_t>(raw.text) : std::nullopt;
}

std::optional<double> read_number(const Raw& raw) {
    if (!is(raw, Raw::Type::number) && raw.type != Raw::Type::whole) return std::nullopt;
    const auto value = parsed<double>(raw.text);
    return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<bool> read_flag(const Raw& raw) {
    if (!is(raw, Raw::Type::boolean)) return std::nullopt;
    if (raw.text == "true") return true;
    if (raw.text == "false") return false;
    return std::nullopt;
}

std::optional<std::string> read_text(const Raw& raw) {
    return is(raw, Raw::Type::string) ? std::optional(raw.text) : std::nullopt;
}

std::optional<std::vector<std::string>> read_list(const Raw& raw) {
    if (raw.type == Raw::Type::list) return raw.items;
    if (raw.type != Raw::Type::text) return std::nullopt;
    std::vector<std::string> items;
    if (trimmed(raw.text).empty()) return items;
    std::string_view rest = raw.text;
    for (;;) {
        const auto comma = rest.find(',');
        items.emplace_back(trimmed(rest.substr(0, comma)));
        if (comma == rest.npos) return items;
        rest.remove_prefix(comma + 1);
    }
}

std::string show_number(double number) { return fmt::format("{}", number); }

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
    return fmt::format("{}", fmt::join(items, separator));
}

}  // namespace rustygpt::config
