#include <algorithm>
#include <array>

#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/asking.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/expression.h"
#include "tools/sum_phrases.h"

namespace rustygpt::tools {

struct CalculatorInput {
    std::string expression;
};
BOOST_DESCRIBE_STRUCT(CalculatorInput, (), (expression))

struct CalculatorOutput {
    std::string result;
    bool exact = true;
};
BOOST_DESCRIBE_STRUCT(CalculatorOutput, (), (result, exact))

namespace {

Info describe_calculator() {
    Info info;
    info.name = "calculator";
    info.version = "1.0.0";
    info.description =
        "Evaluates an arithmetic expression with exact decimal numbers: + - * / ^ %, parentheses, percentages "
        "(17% of 2340, 200 + 15%), functions (sqrt, cbrt, abs, round, floor, ceil, trunc, sign, min, max, ln, log, "
        "log10, log2, "
        "exp, factorial, gcd, lcm, mod, pow, sin, cos, tan in radians) and the constants pi and e. 10 % 3 is the "
        "remainder 1; "
        "a % that no operand follows is percent.";
    info.input_schema = input_schema<CalculatorInput>(
        {{"expression",
          "For example 17% of 2340 + 12^3. At most 4,096 bytes. * / - may be written \u00d7 \u00f7 \u2212."}});
    auto& expression = info.input_schema["properties"].as_object()["expression"].as_object();
    expression["minLength"] = 1;
    expression["maxLength"] = Expression::max_bytes;
    info.output_schema = output_schema<CalculatorOutput>(
        {{"result",
          "The result as a decimal number: all its digits where it has at most 34, else rounded to 12. "
          "A string, so that no reader rounds it to binary."},
         {"exact", "Whether result is the value itself and not rounded."}});
    info.limits = {{"max_expression_bytes", Expression::max_bytes},
                   {"max_depth", Expression::max_depth},
                   {"max_work", Expression::max_work},
                   {"max_number_digits", Decimal::max_digits},
                   {"max_exponent", Decimal::max_exponent},
                   {"max_factorial", Decimal::max_factorial},
                   {"max_angle", std::int64_t{1'000'000'000'000'000}}};
    const auto example = [&info](std::string_view given, std::string_view result, bool exact) {
        info.examples.push_back({{{"expression", given}}, {{"result", result}, {"exact", exact}}});
    };
    example("17% of 2340 + 12^3", "2125.8", true);
    example("0.1 + 0.2", "0.3", true);
    example("200 + 15%", "230", true);
    example("10 / 3", "3.33333333333", false);
    example("sqrt(2)", "1.41421356237", false);
    return info;
}

// 2024-02-29 and 10/12/2024 are dates to people, not sums.
bool looks_like_date(std::string_view text) {
    if (text.find_first_not_of("0123456789-/.") != text.npos) return false;
    return std::count(text.begin(), text.end(), '-') == 2 || std::count(text.begin(), text.end(), '/') == 2;
}

class Calculator final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<CalculatorInput>(input);
            const auto result = Expression::parse(read.expression).evaluate(stop);
            return output(CalculatorOutput{.result = result.text(), .exact = result.text_is_exact()});
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        const auto asked = english::request(intent);
        if (auto found = sum(asked)) return found;
        if (intent.size() > most_words) return std::nullopt;
        if (const auto behind = static_cast<std::size_t>(asked.data() - intent.data()) + asked.size();
            behind < intent.size() && intent[behind] == '!' && is_number(asked))
            return sum(std::string(asked) + '!');  // "what is 5!?"
        const auto inner = english::core(intent);
        return inner == asked ? std::nullopt : sum(inner);
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        std::string expression(input.at("expression").as_string());
        // Markdown would read these as its own.
        if (expression.find_first_of("*_`<>[]\\") != expression.npos) {
            std::erase(expression, '`');
            expression = "`" + expression + "`";
        }
        return fmt::format("{} {} **{}**", expression, output.at("exact").as_bool() ? "=" : "\u2248",
                           std::string_view(output.at("result").as_string()));
    }

private:
    static constexpr std::size_t most_words = 300;  // bytes of a sum with words around it

    static bool is_number(std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    }

    static std::optional<Match> sum(std::string_view asked) {
        if (asked.empty() || asked.size() > Expression::max_bytes || looks_like_date(asked)) return std::nullopt;
        if (asked.find_first_of("0123456789") == asked.npos && !english::starts_with(asked, "pi")) return std::nullopt;
        auto expression = expression_asked_for(asked);
        try {
            if (!Expression::parse(expression).computes()) return std::nullopt;
        } catch (const ToolError& error) {
            // Too much to work out is still a sum; the answer says so.
            if (error.kind != ToolError::Kind::limit_exceeded) return std::nullopt;
        }
        return Match{.input = {{"expression", std::move(expression)}}, .confidence = 0.9};
    }

    Info info_ = describe_calculator();
};

}  // namespace

std::unique_ptr<Tool> make_calculator_tool() { return std::make_unique<Calculator>(); }

}  // namespace rustygpt::tools
