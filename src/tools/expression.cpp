#include "tools/expression.h"

#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/utf8.h"
#include "tools/expression_lexer.h"

namespace rustygpt::tools {
namespace {

using Operation = Expression::Operation;
using enum Expression::Operation;

struct Function {
    std::string_view name;
    Operation operation;
    std::uint16_t least;
    std::uint16_t most;
};

constexpr std::uint16_t any = 1'000;
constexpr std::array functions{
    Function{"sqrt", sqrt, 1, 1},   Function{"cbrt", cbrt, 1, 1},
    Function{"abs", abs, 1, 1},     Function{"round", round, 1, 2},
    Function{"floor", floor, 1, 1}, Function{"ceil", ceil, 1, 1},
    Function{"trunc", trunc, 1, 1}, Function{"sign", sign, 1, 1},
    Function{"min", min, 1, any},   Function{"max", max, 1, any},
    Function{"ln", ln, 1, 1},       Function{"log", log10, 1, 1},
    Function{"log10", log10, 1, 1}, Function{"log2", log2, 1, 1},
    Function{"exp", exp, 1, 1},     Function{"factorial", factorial, 1, 1},
    Function{"gcd", gcd, 2, any},   Function{"lcm", lcm, 2, any},
    Function{"mod", modulo, 2, 2},  Function{"pow", power, 2, 2},
    Function{"sin", sin, 1, 1},     Function{"cos", cos, 1, 1},
    Function{"tan", tan, 1, 1},
};

const Function* function_of(std::string_view name) {
    for (const auto& function : functions)
        if (function.name == name) return &function;
    return nullptr;
}

std::optional<Decimal> constant_of(std::string_view name) {
    if (name == "pi") return Decimal::pi();
    if (name == "e") return Decimal::e();
    return std::nullopt;
}

[[noreturn]] void wrong(std::string_view message) {
    boost::json::object entry{{"in", "body"}, {"path", "/expression"}, {"message", message}};
    ToolError error{.kind = ToolError::Kind::bad_input,
                    .message = fmt::format("The expression is not valid: {}.", message)};
    error.errors.push_back(std::move(entry));
    throw error;
}

[[noreturn]] void exceeds(std::string_view limit, std::string_view message) {
    throw ToolError{
        .kind = ToolError::Kind::limit_exceeded, .message = std::string(message), .limit = std::string(limit)};
}

}  // namespace

class ExpressionParser {
public:
    explicit ExpressionParser(std::string_view text) : lexer_(text) { advance(); }

    Expression parse() {
        sum();
        if (token_.kind != Token::Kind::end) unexpected("an operator");
        return std::move(expression_);
    }

private:
    struct Deeper {
        explicit Deeper(int& depth) : depth_(depth) {
            if (++depth_ > Expression::max_depth)
                exceeds("max_depth", "The expression is nested too deeply: at most 64 levels.");
        }
        ~Deeper() { --depth_; }
        int& depth_;
    };

    void advance() { token_ = lexer_.next(argument_lists_ == 0); }
    [[nodiscard]] bool at(std::string_view text) const {
        return token_.text == text && (token_.kind == Token::Kind::symbol || token_.kind == Token::Kind::word);
    }
    bool take(std::string_view text) {
        if (!at(text)) return false;
        advance();
        return true;
    }
    bool take_any(std::initializer_list<std::string_view> texts) {
        for (const auto text : texts)
            if (take(text)) return true;
        return false;
    }
    void expect(std::string_view text) {
        if (!take(text)) unexpected(fmt::format("\"{}\"", text));
    }
    [[noreturn]] void unexpected(std::string_view wanted) const {
        if (token_.kind == Token::Kind::end) wrong(fmt::format("{} is missing at the end", wanted));
        wrong(fmt::format("{} was expected, not \"{}\"", wanted, utf8::prefix(token_.text, 40)));
    }
    [[nodiscard]] bool operand_follows() const {
        if (token_.kind == Token::Kind::number || at("(")) return true;
        return token_.kind == Token::Kind::word && token_.text != "mod" &&
               (function_of(token_.text) || constant_of(token_.text));
    }

    void emit(Operation operation, std::size_t arguments) {
        expression_.program_.push_back({operation, static_cast<std::uint16_t>(arguments), {}});
        expression_.computes_ = expression_.computes_ || operation != negate;
    }
    void push(Decimal value) { expression_.program_.push_back({Operation::push, 0, std::move(value)}); }

    void sum() {
        const Deeper deeper(depth_);
        product();
        for (;;) {
            const bool plus = take_any({"+", "plus"});
            if (!plus && !take_any({"-", "minus"})) return;
            const bool lone_percentage = product();
            if (lone_percentage) emit(plus ? add_percent : subtract_percent, 2);
            else emit(plus ? add : subtract, 2);
        }
    }

    // Whether it was a percentage and nothing else.
    bool product() {
        bool lone_percentage = factor();
        for (;;) {
            Operation operation{};
            if (take_any({"*", "times", "of"})) operation = multiply;
            else if (take_any({"/", "over"})) operation = divide;
            else if (take_any({"mod", "%"})) operation = modulo;
            else return lone_percentage;
            factor();
            emit(operation, 2);
            lone_percentage = false;
        }
    }

    bool factor() {
        const Deeper deeper(depth_);
        bool negative = false;
        bool bare = true;
        for (; at("-") || at("+"); bare = false) {
            negative = negative != at("-");
            advance();
        }
        const bool lone_percentage = raised();
        if (negative) emit(negate, 1);
        return lone_percentage && bare;
    }

    bool raised() {
        const bool lone_percentage = postfix();
        if (!take("^")) return lone_percentage;
        factor();
        emit(power, 2);
        return false;
    }

    bool postfix() {
        primary();
        bool percentage = false;
        for (;;) {
            if (at("!")) {
                advance();
                emit(factorial, 1);
                percentage = false;
            } else if (at("%")) {
                const auto before = lexer_;
                const auto sign = token_;
                advance();
                if (operand_follows()) {  // the remainder: product() takes it from here
                    lexer_ = before;
                    token_ = sign;
                    return percentage;
                }
                emit(percent, 1);
                percentage = true;
            } else if (at("percent")) {
                advance();
                emit(percent, 1);
                percentage = true;
            } else {
                return percentage;
            }
        }
    }

    void primary() {
        if (token_.kind == Token::Kind::number) return number();
        if (take("(")) {
            sum();
            return expect(")");
        }
        if (token_.kind != Token::Kind::word) unexpected("a number");
        if (const auto value = constant_of(token_.text)) {
            push(*value);
            return advance();
        }
        if (const auto* function = function_of(token_.text)) return call(*function);
        wrong(fmt::format("\"{}\" is unknown", utf8::prefix(token_.text, 40)));
    }

    void number() {
        auto value = Decimal::parse(token_.text);
        if (!value) exceeds("max_number_digits", "A number has too many digits: at most 1,000.");
        push(std::move(*value));
        advance();
    }

    void call(const Function& function) {
        const Deeper deeper(depth_);
        ++argument_lists_;
        advance();
        if (!at("(")) {
            --argument_lists_;
            if (function.least > 1) unexpected("\"(\"");
            postfix();
            return emit(function.operation, 1);
        }
        advance();
        std::uint16_t count = 0;
        do {
            sum();
            ++count;
        } while (count < any && take(","));
        --argument_lists_;
        expect(")");
        if (count < function.least || count > function.most)
            wrong(fmt::format("{} takes {} argument{}", function.name, arity(function), function.most == 1 ? "" : "s"));
        emit(function.operation, count);
    }

    static std::string arity(const Function& function) {
        if (function.most == any) return fmt::format("at least {}", function.least);
        return function.least == function.most ? std::to_string(function.least)
                                               : fmt::format("{} or {}", function.least, function.most);
    }

    ExpressionLexer lexer_;
    Token token_;
    Expression expression_;
    int depth_ = 0;
    int argument_lists_ = 0;
};

Expression Expression::parse(std::string_view text) {
    if (text.size() > max_bytes) exceeds("max_expression_bytes", "The expression is too long: at most 4,096 bytes.");
    return ExpressionParser(text).parse();
}

}  // namespace rustygpt::tools
