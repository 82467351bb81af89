#pragma once

#include <string>
#include <string_view>

namespace rustygpt::tools {

struct Token {
    enum class Kind { end, number, word, symbol };
    Kind kind = Kind::end;
    std::string text;  // words in lower case; symbols in ASCII ("*" for both * and ×)
};

// Cuts an expression into tokens. Unicode's operators become ASCII ones; "**" is "^"; U+221A is the word sqrt.
class ExpressionLexer {
public:
    explicit ExpressionLexer(std::string_view text);

    // grouped: whether "1,000" is one number; between a function's parentheses it is two arguments.
    Token next(bool grouped);

private:
    Token number(bool grouped);

    std::string text_;
    std::size_t at_ = 0;
};

}  // namespace rustygpt::tools
