#include "documents/format.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rustygpt::documents {
namespace {

using Row = std::pair<std::string_view, Format>;

constexpr std::array media_types{Row{"text/plain", Format::text},       Row{"text/markdown", Format::markdown},
                                 Row{"text/html", Format::html},        Row{"text/csv", Format::csv},
                                 Row{"application/json", Format::json}, Row{"application/pdf", Format::pdf}};

constexpr std::array endings{Row{".txt", Format::text},          Row{".md", Format::markdown},
                             Row{".markdown", Format::markdown}, Row{".html", Format::html},
                             Row{".htm", Format::html},          Row{".csv", Format::csv},
                             Row{".json", Format::json},         Row{".pdf", Format::pdf}};

bool same_word(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, {},
                              [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\"");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\"") - first + 1);
}

bool acceptable_parameter(std::string_view parameter) {
    const auto equals = parameter.find('=');
    if (!same_word(trimmed(parameter.substr(0, equals)), "charset")) return true;
    if (equals == parameter.npos) return false;
    const auto charset = trimmed(parameter.substr(equals + 1));
    return same_word(charset, "utf-8") || same_word(charset, "us-ascii");
}

}  // namespace

std::optional<Format> format_of(std::string_view media_type) {
    const auto essence = trimmed(media_type.substr(0, media_type.find(';')));
    for (auto at = media_type.find(';'); at != media_type.npos; at = media_type.find(';', at + 1)) {
        const auto end = media_type.find(';', at + 1);
        if (!acceptable_parameter(media_type.substr(at + 1, end == media_type.npos ? end : end - at - 1)))
            return std::nullopt;
    }
    for (const auto& [type, format] : media_types)
        if (same_word(essence, type)) return format;
    return std::nullopt;
}

std::optional<Format> format_of_file(std::string_view name) {
    for (const auto& [ending, format] : endings)
        if (name.size() > ending.size() && same_word(name.substr(name.size() - ending.size()), ending)) return format;
    return std::nullopt;
}

std::string_view media_type_of(Format format) {
    for (const auto& [type, one] : media_types)
        if (one == format) return type;
    return {};
}

}  // namespace rustygpt::documents
