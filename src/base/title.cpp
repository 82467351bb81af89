#include "base/title.h"

#include <fmt/format.h>

#include "base/plain_text.h"
#include "base/utf8.h"

namespace rustygpt {

std::expected<Title, std::string> Title::parse(std::string_view text) {
    if (auto good = check_title(text, longest); !good) return std::unexpected(std::move(good.error()));
    return Title{std::string(text)};
}

std::string Title::made_from(std::string_view text, std::size_t most) {
    auto line = plain_line(text, most);
    const auto cut = utf8::first_characters(line, most);
    if (cut.size() == line.size()) return line;
    return std::string(utf8::first_characters(line, most - 1)) + "\u2026";
}

std::expected<Description, std::string> Description::parse(std::string_view text) {
    if (!utf8::valid(text)) return std::unexpected("must be valid UTF-8");
    if (utf8::code_points(text) > longest)
        return std::unexpected(fmt::format("must have at most {} characters", longest));
    if (!is_plain(text)) return std::unexpected("must have no control characters but tabs and line ends");
    return Description{std::string(text)};
}

}  // namespace rustygpt
