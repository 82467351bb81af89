#include "tools/expression_lexer.h"

#include <utility>

namespace rustygpt::tools {
namespace {

constexpr std::pair<std::string_view, std::string_view> spellings[] = {
    {"\u00d7", "*"},    {"\u00b7", "*"}, {"\u22c5", "*"}, {"\u2217", "*"},  {"\u00f7", "/"},  {"\u2044", "/"},
    {"\u2215", "/"},    {"\u2212", "-"}, {"\u2013", "-"}, {"\u00b2", "^2"}, {"\u00b3", "^3"}, {"\u221a", " sqrt "},
    {"\u03c0", " pi "}, {"\u00a0", " "}, {"\u2009", " "}, {"\u202f", " "},  {"**", "^"},
};

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string spelled_in_ascii(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        std::size_t taken = 0;
        for (const auto& [from, to] : spellings)
            if (text.starts_with(from)) {
                out += to;
                taken = from.size();
                break;
            }
        if (taken == 0) {
            out.push_back(text.front());
            taken = 1;
        }
        text.remove_prefix(taken);
    }
    return out;
}

}  // namespace

ExpressionLexer::ExpressionLexer(std::string_view text) : text_(spelled_in_ascii(text)) {}

Token ExpressionLexer::next(bool grouped) {
    while (at_ < text_.size() && std::string_view(" \t\r\n").contains(text_[at_])) ++at_;
    if (at_ == text_.size()) return {};
    const char c = text_[at_];
    if (digit(c) || (c == '.' && at_ + 1 < text_.size() && digit(text_[at_ + 1]))) return number(grouped);
    const std::size_t begin = at_;
    if (letter(c)) {
        // log10 and log2 end in digits.
        while (at_ < text_.size() && (letter(text_[at_]) || (digit(text_[at_]) && text_.compare(begin, 3, "log") == 0)))
            ++at_;
        Token token{Token::Kind::word, text_.substr(begin, at_ - begin)};
        for (char& one : token.text)
            if (one >= 'A' && one <= 'Z') one = static_cast<char>(one + 32);
        return token;
    }
    // One code point, so that a message can show it.
    do ++at_;
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0) == 0x80);
    return {Token::Kind::symbol, text_.substr(begin, at_ - begin)};
}

Token ExpressionLexer::number(bool grouped) {
    Token token{Token::Kind::number, {}};
    const auto digits = [&](std::size_t from) {
        std::size_t count = 0;
        while (from + count < text_.size() && digit(text_[from + count])) ++count;
        return count;
    };
    const auto take = [&](std::size_t count) {
        token.text.append(text_, at_, count);
        at_ += count;
    };
    const auto first = digits(at_);
    take(first);
    if (grouped && first >= 1 && first <= 3)
        while (at_ < text_.size() && text_[at_] == ',' && digits(at_ + 1) == 3) {
            ++at_;
            take(3);
        }
    if (at_ + 1 < text_.size() && text_[at_] == '.' && digit(text_[at_ + 1])) take(1 + digits(at_ + 1));
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
        const std::size_t sign = at_ + 1 < text_.size() && (text_[at_ + 1] == '+' || text_[at_ + 1] == '-');
        if (const auto count = digits(at_ + 1 + sign)) take(1 + sign + count);
    }
    return token;
}

}  // namespace rustygpt::tools
