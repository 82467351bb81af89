#include "tools/quoted.h"

#include "tools/english.h"

namespace rustygpt::tools::english {
namespace {

struct Marks {
    std::string_view opening;
    std::string_view closing;
};

constexpr Marks all_marks[] = {{"```\n", "\n```"}, {"\"", "\""}, {"\u201c", "\u201d"},
                               {"`", "`"},         {"'", "'"},   {"\u2018", "\u2019"}};

bool ends_here(std::string_view rest) { return rest.empty() || std::string_view(" \t\r\n,.;:!?)").contains(rest[0]); }

}  // namespace

std::optional<std::string> take_quoted(std::string_view& text) {
    for (const auto& [opening, closing] : all_marks) {
        if (!text.starts_with(opening)) continue;
        for (auto end = text.find(closing, opening.size()); end != text.npos; end = text.find(closing, end + 1)) {
            if (!ends_here(text.substr(end + closing.size()))) continue;
            std::string quoted(text.substr(opening.size(), end - opening.size()));
            text = trimmed(text.substr(end + closing.size()));
            return quoted;
        }
    }
    return std::nullopt;
}

std::optional<std::string> text_given(std::string_view rest) {
    rest = trimmed(rest);
    const bool colon = take(rest, {":"});
    auto behind = rest;
    if (auto quoted = take_quoted(behind); quoted && behind.find_first_not_of("?.! ") == behind.npos) return quoted;
    if (!colon || rest.empty()) return std::nullopt;
    return std::string(rest);
}

}  // namespace rustygpt::tools::english
