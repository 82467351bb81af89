// How what was said becomes a quote. Everything is on lines that begin with ">", so no reader takes a heading in it for
// one outside. What is left are the ways out that readers have: HTML, which is passed on as it is by many, and
// definitions of links, which act on the whole file. Prose has neither. Only fenced code may hold a "<": it stands in a
// quote of its own, whose first line is our own fence and longer than any in it, so nothing before it can change what
// it is.

#include <algorithm>
#include <vector>

#include "base/plain_text.h"
#include "base/utf8.h"
#include "chat/markdown.h"

namespace rustygpt::chat {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view without_leading(std::string_view text, std::string_view what) {
    return text.substr(std::min(text.find_first_not_of(what), text.size()));
}
std::string_view without_trailing(std::string_view text) { return text.substr(0, text.find_last_not_of(blanks) + 1); }

// Its lines, whatever ends them anywhere: also what only some readers take for a line end.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        const std::size_t end = rest.starts_with("\r\n")                                   ? 2
                                : rest.front() == '\n' || rest.front() == '\r'             ? 1
                                : rest.starts_with("\u2028") || rest.starts_with("\u2029") ? 3
                                                                                           : 0;
        if (end > 0) lines.push_back(text.substr(begin, at - begin));
        at += std::max<std::size_t>(end, 1);
        if (end > 0) begin = at;
    }
    if (begin < text.size()) lines.push_back(text.substr(begin));
    return lines;
}

std::size_t run_of(char c, std::string_view text) { return std::min(text.find_first_not_of(c), text.size()); }

struct Fence {
    char mark = '`';
    std::size_t length = 0;  // 0: none
    std::size_t indent = 0;
    std::string_view info{};
};

Fence fence_in(std::string_view line) {
    const auto rest = without_leading(line, blanks);
    if (rest.empty() || (rest.front() != '`' && rest.front() != '~')) return {};
    const auto length = run_of(rest.front(), rest);
    const auto info = without_trailing(without_leading(rest.substr(length), blanks));
    if (length < 3 || (rest.front() == '`' && info.contains('`'))) return {};
    return {.mark = rest.front(), .length = length, .indent = line.size() - rest.size(), .info = info};
}

bool closes(const Fence& open, std::string_view line) {
    const auto fence = fence_in(line);
    return fence.length >= open.length && fence.mark == open.mark && fence.info.empty();
}

// The language's name, as far as it is nothing but a name.
std::string_view language_in(std::string_view info) {
    const auto end = std::ranges::find_if_not(info, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
               c == '#' || c == '_' || c == '.';
    });
    return info.substr(0, std::min<std::size_t>(static_cast<std::size_t>(end - info.begin()), 40));
}

bool begins_tag(std::string_view rest) {
    if (rest.size() < 2) return false;
    const char c = rest[1];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!' || c == '?';
}

// One line of prose without tags and definitions. A code span of single backticks that holds a "<" is told in two,
// since an entity means nothing within one; where a reader sees the spans otherwise there still is no tag.
std::string without_tags(std::string_view line) {
    std::string out;
    bool span = false;
    bool fresh = false;  // the span has just begun
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto rest = line.substr(i);
        if (rest.front() == '`') {
            const auto run = run_of('`', rest);
            const bool single = run == 1 && (span || rest.substr(1).contains('`'));
            if (single) fresh = span = !span;
            out.append(run, '`');
            i += run - 1;
            continue;
        }
        if (rest.front() == '<' && begins_tag(rest)) {
            if (span && fresh) out.pop_back();
            else if (span) out.push_back('`');
            // An entity needs no escape, and "\&" would take its meaning.
            else if (out.ends_with('\\') && (out.size() - out.find_last_not_of('\\') - 1) % 2 == 1) out.pop_back();
            out += "&lt;";
            if (span) out.push_back('`');
            fresh = span;
            continue;
        }
        fresh = false;
        out.push_back(rest.front());
        if (rest.starts_with("]:")) out.push_back('\\');
    }
    return out;
}

// What is before the text of a line: quotes and the marks of lists.
std::size_t containers_of(std::string_view line) {
    std::size_t at = 0;
    while (at < line.size()) {
        const auto rest = line.substr(at);
        const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        const bool mark = rest.front() == '-' || rest.front() == '+' || rest.front() == '*';
        const bool number = digits > 0 && digits < rest.size() && (rest[digits] == '.' || rest[digits] == ')');
        const auto length = number ? digits + 1 : 1;
        const bool blank_follows = rest.size() > length && blanks.contains(rest[length]);
        if (blanks.contains(rest.front()) || rest.front() == '>') at += 1;
        else if ((mark || number) && blank_follows) at += length;
        else break;
    }
    return at;
}

// A line of dashes or equal signs makes a heading of the line above it.
bool underlines(std::string_view rest) {
    rest = without_trailing(rest);
    return !rest.empty() && (run_of('=', rest) == rest.size() || run_of('-', rest) == rest.size());
}

std::string prose(std::string_view line, bool after_text) {
    const auto begin = containers_of(line);
    const auto rest = line.substr(begin);
    const auto level = run_of('#', rest);
    if (level > 0 && level <= 6 && (rest.size() == level || blanks.contains(rest[level])))
        return std::string(line.substr(0, begin)) + std::string(std::min<std::size_t>(level + 2, 6), '#') +
               without_tags(rest.substr(level));
    const auto quoted = without_leading(line, " \t>");
    if (underlines(quoted) && (after_text || quoted.front() == '='))
        return std::string(line.substr(0, line.size() - quoted.size())) + '\\' + std::string(quoted);
    return without_tags(line);
}

// Puts the lines of a quote together.
class Quote {
public:
    void prose_line(std::string_view line) {
        if (code_) next();
        put(closed_directions(prose(line, after_text_)));
        after_text_ = !without_leading(line, " \t>").empty();
    }
    void code(const Fence& fence, const std::vector<std::string_view>& lines) {
        next();
        std::size_t longest = 2;
        for (const auto line : lines)
            for (std::size_t at = line.find('`'); at != line.npos;) {
                const auto run = run_of('`', line.substr(at));
                longest = std::max(longest, run);
                at = line.find('`', at + run);
            }
        const std::string marks(longest + 1, '`');
        put(marks + std::string(language_in(fence.info)));
        for (const auto line : lines) {
            const auto indent = std::min({fence.indent, line.find_first_not_of(blanks), line.size()});
            put(closed_directions(line.substr(indent)));
        }
        put(marks);
        code_ = true;
    }
    std::string take() { return std::move(out_); }

private:
    // Ends the quote: what comes next is in another one.
    void next() {
        if (!out_.empty()) out_.push_back('\n');
        code_ = false;
        after_text_ = false;
    }
    void put(std::string_view line) {
        out_ += line.empty() ? ">" : "> ";
        out_ += line;
        out_.push_back('\n');
    }

    std::string out_;
    bool code_ = false;
    bool after_text_ = false;
};

}  // namespace

std::string quoted_markdown(std::string_view text) {
    const auto plain = plain_text(std::string(text));
    Quote quote;
    Fence open;
    std::vector<std::string_view> code;
    for (const auto line : lines_of(plain)) {
        if (open.length == 0) {
            open = fence_in(line);
            if (open.length == 0) quote.prose_line(line);
        } else if (closes(open, line)) {
            quote.code(std::exchange(open, {}), std::exchange(code, {}));
        } else {
            code.push_back(line);
        }
    }
    if (open.length > 0) quote.code(open, code);
    return quote.take();
}

std::string escaped_markdown(std::string_view text) {
    constexpr std::string_view marks = "\\`*_{}[]()#+-.!|~=:$^";
    std::string out;
    for (const char c : plain_line(text, text.size())) {
        if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '&') out += "&amp;";
        else if (marks.contains(c)) (out += '\\') += c;
        else out.push_back(c);
    }
    return out;
}

}  // namespace rustygpt::chat
