#include "tools/markdown.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"

namespace rustygpt::tools::markdown {
namespace {

constexpr std::size_t most_inline = 80;
constexpr std::size_t most_block = 20'000;

// A fence that the text can't close.
std::string fence(std::string_view text, std::size_t least) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return std::string(std::max(least, longest + 1), '`');
}

}  // namespace

std::string code(std::string_view text) {
    if (text.empty()) return "an empty text";
    const auto cut = utf8::prefix(text, most_inline);
    std::string line(cut);
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    if (cut.size() < text.size()) line += "\u2026";
    const auto marks = fence(line, 1);
    // A backtick at the border, or nothing but blanks, would be read as part of the marks.
    const bool pad = line.starts_with('`') || line.ends_with('`') || marks.size() > 1;
    return pad ? fmt::format("{0} {1} {0}", marks, line) : marks + line + marks;
}

std::string block(std::string_view text, std::string_view language) {
    const auto cut = utf8::prefix(text, most_block);
    const auto marks = fence(cut, 3);
    auto out = fmt::format("{}{}\n{}{}{}", marks, language, cut, cut.ends_with('\n') || cut.empty() ? "" : "\n", marks);
    if (cut.size() < text.size()) out += fmt::format("\n\n({} bytes more are not shown.)", text.size() - cut.size());
    return out;
}

}  // namespace rustygpt::tools::markdown
