#include "tools/phrase.h"

#include <algorithm>

#include "tools/asking.h"
#include "tools/english.h"

namespace rustygpt::tools {
namespace {

constexpr std::string_view minus = "\u2212";

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0; }
bool white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::size_t digits_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && digit(text[end])) ++end;
    return end - at;
}

class Cutter {
public:
    explicit Cutter(std::string_view text) : text_(text) {}

    Phrase cut() {
        while (at_ < text_.size()) {
            if (white(text_[at_])) ++at_;
            else if (number_begins()) take_number();
            else take_word();
        }
        return std::move(phrase_);
    }

private:
    [[nodiscard]] std::size_t sign_length() const {
        if (text_.substr(at_).starts_with(minus)) return minus.size();
        return text_[at_] == '-' || text_[at_] == '+' ? 1 : 0;
    }

    // A sign belongs to a number only where it follows nothing that could be subtracted from.
    [[nodiscard]] bool number_begins() const {
        const auto sign = sign_length();
        if (sign > 0 && at_ > 0 && !white(text_[at_ - 1]) && !std::string_view("([,=").contains(text_[at_ - 1]))
            return false;
        auto at = at_ + sign;
        if (at < text_.size() && text_[at] == '.') ++at;
        return at < text_.size() && digit(text_[at]);
    }

    void take_digits(std::string& out) {
        for (auto count = digits_at(text_, at_); count > 0; --count) out.push_back(text_[at_++]);
    }

    void take_number() {
        std::string number;
        if (const auto sign = sign_length(); sign > 0) {
            if (text_[at_] != '+') number.push_back('-');
            at_ += sign;
        }
        const auto first = digits_at(text_, at_);
        take_digits(number);
        while (first >= 1 && first <= 3 && at_ < text_.size() && text_[at_] == ',' && digits_at(text_, at_ + 1) == 3) {
            ++at_;
            take_digits(number);
            phrase_.grouped = true;
        }
        if (at_ < text_.size() && text_[at_] == '.' && digits_at(text_, at_ + 1) > 0) {
            if (first == 0) number.push_back('0');
            number.push_back('.');
            ++at_;
            take_digits(number);
        }
        take_exponent(number);
        phrase_.words.emplace_back("#");
        phrase_.numbers.push_back(std::move(number));
    }

    void take_exponent(std::string& number) {
        if (at_ >= text_.size() || lowered(text_[at_]) != 'e') return;
        const auto sign = at_ + 1 < text_.size() && (text_[at_ + 1] == '-' || text_[at_ + 1] == '+') ? 1u : 0u;
        const auto count = digits_at(text_, at_ + 1 + sign);
        if (count == 0 || count > 4) return;
        number.append(text_, at_, 1 + sign + count);
        at_ += 1 + sign + count;
    }

    void take_word() {
        for (const std::string_view coin : {"\u20ac", "\u00a3", "\u00a5"})
            if (text_.substr(at_).starts_with(coin)) {
                phrase_.words.emplace_back(coin);
                at_ += coin.size();
                return;
            }
        std::string word(1, lowered(text_[at_++]));
        if (letter(word.front()))
            while (at_ < text_.size() && (letter(text_[at_]) || digit(text_[at_])))
                word.push_back(lowered(text_[at_++]));
        phrase_.words.push_back(std::move(word));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    Phrase phrase_;
};

}  // namespace

bool Phrase::has(std::initializer_list<std::string_view> any) const { return english::has_any(words, any); }

bool Phrase::only(std::initializer_list<std::string_view> known) const {
    return std::all_of(words.begin(), words.end(), [&](std::string_view word) { return english::among(word, known); });
}

bool Phrase::says(std::initializer_list<std::string_view> sequence) const { return english::in_a_row(words, sequence); }

std::size_t Phrase::place_of(std::size_t number) const {
    std::size_t at = 0;
    for (; at < words.size(); ++at)
        if (words[at] == "#" && number-- == 0) break;
    return at;
}

std::string_view Phrase::word(std::size_t at) const {
    return at < words.size() ? std::string_view(words[at]) : std::string_view();
}

Phrase phrase_of(std::string_view text) { return Cutter(text).cut(); }

}  // namespace rustygpt::tools
