#include "tools/json_path_lexer.h"

#include <charconv>

#include <fmt/format.h>

#include "tools/describe.h"
#include "tools/utf8_append.h"

namespace rustygpt::tools::json_path {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

void Lexer::complain(std::string_view what) const {
    throw bad_input("/path", fmt::format("{}, at byte {}", what, at_));
}

void Lexer::skip_blanks() {
    while (!done() && std::string_view(" \t\n\r").contains(peek())) ++at_;
}

bool Lexer::take(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
}

void Lexer::expect(std::string_view token) {
    if (!take(token)) complain(fmt::format("needs a {}", token));
}

std::optional<std::string> Lexer::take_shorthand() {
    const auto begin = at_;
    const auto part = [](char c) { return letter(c) || c == '_' || (c & 0x80) != 0; };
    while (!done() && (part(peek()) || (at_ > begin && digit(peek())))) ++at_;
    if (at_ == begin) return std::nullopt;
    return std::string(text_.substr(begin, at_ - begin));
}

std::optional<std::string> Lexer::take_function() {
    auto end = at_;
    while (end < text_.size() &&
           ((text_[end] >= 'a' && text_[end] <= 'z') || (end > at_ && (digit(text_[end]) || text_[end] == '_'))))
        ++end;
    if (end == at_ || end == text_.size() || text_[end] != '(') return std::nullopt;
    std::string name(text_.substr(at_, end - at_));
    at_ = end + 1;
    return name;
}

std::string Lexer::string() {
    const char quote = peek();
    ++at_;
    std::string out;
    while (!take({&quote, 1})) {
        if (done()) complain("has a string that does not end");
        const char c = text_[at_];
        if (static_cast<unsigned char>(c) < 0x20) complain("has a control character in a string");
        ++at_;
        if (c == '\\') append_escape(out, quote);
        else out.push_back(c);
    }
    return out;
}

void Lexer::append_escape(std::string& out, char quote) {
    static constexpr std::string_view from = "bfnrt/\\";
    static constexpr std::string_view to = "\b\f\n\r\t/\\";
    const char c = peek();
    if (c == 'u') return append_utf8(out, escaped_code_point());
    if (const auto at = from.find(c); !done() && at != from.npos) out.push_back(to[at]);
    else if (!done() && c == quote) out.push_back(c);
    else complain("has an unknown escape in a string");
    ++at_;
}

char32_t Lexer::escaped_code_point() {
    const auto first = four_digits();
    if (first < 0xD800 || first > 0xDFFF) return first;
    if (first > 0xDBFF || peek() != '\\' || !text_.substr(at_).starts_with("\\u"))
        complain("has half a surrogate pair");
    ++at_;
    const auto second = four_digits();
    if (second < 0xDC00 || second > 0xDFFF) complain("has half a surrogate pair");
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

// Behind the "u" that stands here.
std::uint32_t Lexer::four_digits() {
    ++at_;
    const auto digits = text_.substr(at_, 4);
    std::uint32_t code = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() < 4 || read.ec != std::errc() || read.ptr != digits.data() + 4) complain("needs four hex digits");
    at_ += 4;
    return code;
}

std::optional<std::int64_t> Lexer::take_integer() {
    auto end = at_ + (peek() == '-' ? 1 : 0);
    const auto first = end;
    while (end < text_.size() && digit(text_[end])) ++end;
    if (end == first) return std::nullopt;
    const bool zero = text_[first] == '0';
    std::int64_t value = 0;
    const auto read = std::from_chars(text_.data() + at_, text_.data() + end, value);
    constexpr std::int64_t most = (std::int64_t{1} << 53) - 1;
    if ((zero && (end - first > 1 || first > at_)) || read.ec != std::errc() || value > most || value < -most)
        complain("has an integer with a leading zero or past 2^53 - 1");
    at_ = end;
    return value;
}

std::string_view Lexer::take_number() {
    auto end = at_;
    const auto digits = [&] {
        const auto first = end;
        while (end < text_.size() && digit(text_[end])) ++end;
        return end - first;
    };
    const auto sign = [&](std::string_view signs) { end += end < text_.size() && signs.contains(text_[end]); };
    sign("-");
    const auto whole = end;
    const auto count = digits();
    if (count == 0) return {};
    if (count > 1 && text_[whole] == '0') complain("has a number with a leading zero");
    if (end < text_.size() && text_[end] == '.') {
        ++end;
        if (digits() == 0) complain("needs a digit behind the point");
    }
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
        ++end;
        sign("+-");
        if (digits() == 0) complain("needs a digit in the exponent");
    }
    const auto number = text_.substr(at_, end - at_);
    at_ = end;
    return number;
}

}  // namespace rustygpt::tools::json_path
