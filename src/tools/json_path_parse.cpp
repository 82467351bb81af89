#include <algorithm>

#include <fmt/format.h>

#include "base/failure.h"
#include "base/json.h"
#include "base/utf8.h"
#include "tools/bounds.h"
#include "tools/json_path.h"
#include "tools/json_path_lexer.h"

namespace rustygpt::tools::json_path {
namespace {

using Node = std::shared_ptr<const Expression>;
using Kind = Expression::Kind;

bool gives_value(const Expression& node) {
    if (node.kind == Kind::literal) return true;
    if (node.kind == Kind::query) return singular(node.query);
    return node.kind == Kind::function && node.function != Function::match && node.function != Function::search;
}

bool gives_truth(const Expression& node) {
    if (node.kind == Kind::literal) return false;
    return node.kind != Kind::function || node.function == Function::match || node.function == Function::search;
}

class Parser {
public:
    explicit Parser(std::string_view path) : lexer_(path) {}

    Query whole() {
        lexer_.expect("$");
        auto query = segments(false);
        if (!lexer_.done()) lexer_.complain("has something that begins no segment");
        return query;
    }

private:
    // Counts a level as long as it lives.
    class Level {
    public:
        explicit Level(std::size_t& depth) : depth_(depth) {
            within("max_path_depth", max_depth, ++depth_, "The path is nested too deeply");
        }
        ~Level() { --depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        std::size_t& depth_;
    };

    void count() {
        within("max_path_segments", max_segments, ++segments_, "The path has too many segments and selectors");
    }

    // Blanks may stand between segments, but not at the end of a whole path.
    Query segments(bool relative) {
        Query query{.relative = relative, .segments = {}};
        for (;;) {
            const auto before = lexer_;
            lexer_.skip_blanks();
            if (lexer_.take("..")) query.segments.push_back(dotted(true));
            else if (lexer_.take(".")) query.segments.push_back(dotted(false));
            else if (lexer_.peek() == '[') query.segments.push_back(bracketed(false));
            else {
                lexer_ = before;
                return query;
            }
        }
    }

    Segment dotted(bool descendant) {
        if (descendant && lexer_.peek() == '[') return bracketed(true);
        count();
        Segment segment{.descendant = descendant, .selectors = {}};
        if (lexer_.take("*")) segment.selectors.emplace_back(Wildcard{});
        else if (auto name = lexer_.take_shorthand()) segment.selectors.emplace_back(Name{std::move(*name)});
        else lexer_.complain("needs a name or * behind a dot");
        return segment;
    }

    Segment bracketed(bool descendant) {
        lexer_.expect("[");
        Segment segment{.descendant = descendant, .selectors = {}};
        do {
            count();
            lexer_.skip_blanks();
            segment.selectors.push_back(selector());
            lexer_.skip_blanks();
        } while (lexer_.take(","));
        lexer_.expect("]");
        return segment;
    }

    Selector selector() {
        if (lexer_.peek() == '"' || lexer_.peek() == '\'') return Name{lexer_.string()};
        if (lexer_.take("*")) return Wildcard{};
        if (lexer_.take("?")) {
            lexer_.skip_blanks();
            return Filter{any_of()};
        }
        const auto first = lexer_.take_integer();
        const auto before = lexer_;
        lexer_.skip_blanks();
        if (lexer_.take(":")) return slice(first);
        lexer_ = before;
        if (!first) lexer_.complain("needs a name in quotes, *, an index, a slice or a filter");
        return Index{*first};
    }

    Selector slice(std::optional<std::int64_t> start) {
        Slice made{.start = start, .end = {}};
        lexer_.skip_blanks();
        made.end = lexer_.take_integer();
        const auto before = lexer_;
        lexer_.skip_blanks();
        if (!lexer_.take(":")) {
            lexer_ = before;
            return made;
        }
        lexer_.skip_blanks();
        made.step = lexer_.take_integer().value_or(1);
        return made;
    }

    Node any_of() { return chain(Kind::any_of, "||", &Parser::all_of); }
    Node all_of() { return chain(Kind::all_of, "&&", &Parser::basic); }

    Node chain(Kind kind, std::string_view sign, Node (Parser::*part)()) {
        Expression made{.kind = kind};
        for (;;) {
            made.operands.push_back((this->*part)());
            const auto before = lexer_;
            lexer_.skip_blanks();
            if (!lexer_.take(sign)) {
                lexer_ = before;
                break;
            }
            lexer_.skip_blanks();
        }
        return made.operands.size() == 1 ? made.operands[0] : std::make_shared<Expression>(std::move(made));
    }

    Node basic() {
        const Level level(depth_);
        if (lexer_.take("!")) {
            lexer_.skip_blanks();
            Expression made{.kind = Kind::negation};
            made.operands.push_back(lexer_.take("(") ? parenthesised() : truth(operand()));
            return std::make_shared<Expression>(std::move(made));
        }
        if (lexer_.take("(")) return parenthesised();
        auto left = operand();
        const auto before = lexer_;
        lexer_.skip_blanks();
        const auto sign = comparison();
        if (!sign) {
            lexer_ = before;
            return truth(std::move(left));
        }
        lexer_.skip_blanks();
        Expression made{.kind = Kind::comparison, .comparison = *sign};
        made.operands = {value(std::move(left)), value(operand())};
        return std::make_shared<Expression>(std::move(made));
    }

    Node parenthesised() {
        lexer_.skip_blanks();
        auto inner = any_of();
        lexer_.skip_blanks();
        lexer_.expect(")");
        return inner;
    }

    std::optional<Operator> comparison() {
        static constexpr std::pair<std::string_view, Operator> signs[] = {
            {"==", Operator::equal},         {"!=", Operator::not_equal},
            {"<=", Operator::less_or_equal}, {">=", Operator::greater_or_equal},
            {"<", Operator::less},           {">", Operator::greater}};
        for (const auto& [text, sign] : signs)
            if (lexer_.take(text)) return sign;
        return std::nullopt;
    }

    Node truth(Node node) {
        if (!gives_truth(*node)) lexer_.complain("has a value where a test is expected");
        return node;
    }
    Node value(Node node) {
        if (!gives_value(*node)) lexer_.complain("compares what is no single value");
        return node;
    }

    // A literal, a query or a function call.
    Node operand() {
        const Level level(depth_);
        Expression made;
        if (lexer_.take("@") || lexer_.peek() == '$') {
            const bool relative = !lexer_.take("$");
            made.kind = Kind::query;
            made.query = segments(relative);
        } else if (auto name = lexer_.take_function()) {
            made = call(*name);
        } else {
            made.literal = literal();
        }
        return std::make_shared<Expression>(std::move(made));
    }

    json::value literal() {
        if (lexer_.peek() == '"' || lexer_.peek() == '\'') return json::value(lexer_.string());
        if (lexer_.take("true")) return true;
        if (lexer_.take("false")) return false;
        if (lexer_.take("null")) return nullptr;
        const auto number = lexer_.take_number();
        if (number.empty()) lexer_.complain("needs a literal, a query or a function");
        try {
            return parse_json(number);
        } catch (const Failure&) {
            lexer_.complain("has a number that is out of range");
        }
    }

    Expression call(std::string_view name) {
        static constexpr std::pair<std::string_view, Function> functions[] = {{"length", Function::length},
                                                                              {"count", Function::count},
                                                                              {"match", Function::match},
                                                                              {"search", Function::search},
                                                                              {"value", Function::value}};
        Expression made{.kind = Kind::function};
        const auto* found = std::find_if(std::begin(functions), std::end(functions),
                                         [name](const auto& entry) { return entry.first == name; });
        if (found == std::end(functions))
            lexer_.complain(fmt::format("has an unknown function {}", utf8::prefix(name, 40)));
        made.function = found->second;
        const bool of_nodes = made.function == Function::count || made.function == Function::value;
        const std::size_t arguments = made.function == Function::match || made.function == Function::search ? 2 : 1;
        for (std::size_t i = 0; i < arguments; ++i) {
            lexer_.skip_blanks();
            if (i > 0) {
                lexer_.expect(",");
                lexer_.skip_blanks();
            }
            auto argument = operand();
            if (of_nodes && argument->kind != Kind::query) lexer_.complain("needs a query in a function's parentheses");
            made.operands.push_back(of_nodes ? std::move(argument) : value(std::move(argument)));
        }
        lexer_.skip_blanks();
        lexer_.expect(")");
        return made;
    }

    Lexer lexer_;
    std::size_t depth_ = 0;
    std::size_t segments_ = 0;
};

}  // namespace

Query parse(std::string_view path) { return Parser(path).whole(); }

bool singular(const Query& query) {
    for (const auto& segment : query.segments) {
        if (segment.descendant || segment.selectors.size() != 1) return false;
        const auto& only = segment.selectors[0];
        if (!std::holds_alternative<Name>(only) && !std::holds_alternative<Index>(only)) return false;
    }
    return true;
}

}  // namespace rustygpt::tools::json_path
