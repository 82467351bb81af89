#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::tools::json_path {

// Reads a path's text from the left. Throws ToolError{bad_input} at "/path" with the byte's offset.
class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    [[nodiscard]] bool done() const { return at_ == text_.size(); }
    [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
    // The white space of RFC 9535: space, tab, line feed, carriage return.
    void skip_blanks();
    bool take(std::string_view token);
    void expect(std::string_view token);

    // A member name without quotes (.name); nothing where none begins here.
    std::optional<std::string> take_shorthand();
    // A function's name: lower-case letters, digits and _, with its opening parenthesis. Nothing otherwise.
    std::optional<std::string> take_function();
    // A string in quotes of either kind.
    std::string string();
    // An integer within +-(2^53 - 1), without leading zeros, never -0. Nothing where none begins here.
    std::optional<std::int64_t> take_integer();
    // The text of a JSON number that begins here; empty where none does.
    std::string_view take_number();

    [[noreturn]] void complain(std::string_view what) const;

private:
    char32_t escaped_code_point();
    std::uint32_t four_digits();
    void append_escape(std::string& out, char quote);

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace rustygpt::tools::json_path
