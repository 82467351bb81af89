#include "models/follow_up_sums.h"

#include <fmt/format.h>

#include "models/follow_up_words.h"
#include "tools/english.h"

namespace rustygpt::models {
namespace {

namespace english = tools::english;
using MaybeSum = std::optional<std::string>;
using Phrases = std::initializer_list<std::string_view>;

constexpr std::string_view minus = "\u2212";
const Phrases percent_words{"percent", "per cent"};

// What is added, divided by and so on, as the calculator writes it.
MaybeSum operand_in(std::string_view text) {
    english::take(text, {"another"});
    english::take(text, english::money_signs);
    english::take_back(text, {"more"});
    std::string operand(text);
    while (const auto halves = english::split(operand, percent_words))
        operand = fmt::format("{}% {}", halves->before, halves->after);
    operand = english::trimmed(operand);
    if (operand.find_first_of("0123456789") == operand.npos) return std::nullopt;
    if (operand.find_first_not_of("0123456789.,%+-*/^() ") != operand.npos) return std::nullopt;
    return operand;
}

MaybeSum joined(std::string_view number, std::string_view sign, std::string_view text) {
    const auto operand = operand_in(text);
    return operand ? MaybeSum(fmt::format("{} {} {}", number, sign, *operand)) : std::nullopt;
}

// "add 7 to that", "subtract that from 1000"
MaybeSum by_transfer(std::string_view text, std::string_view number) {
    const auto transfer = [&](Phrases verbs, Phrases way, std::string_view sign) -> MaybeSum {
        auto rest = text;
        if (!english::take(rest, verbs)) return std::nullopt;
        if (auto whole = rest; take_reference(whole) && english::take(whole, way))
            if (const auto operand = operand_in(whole)) return fmt::format("{} {} {}", *operand, sign, number);
        if (auto given = rest; take_back_reference(given) && english::take_back(given, way)) rest = given;
        return joined(number, sign, rest);
    };
    if (auto sum = transfer({"add"}, {"to", "onto"}, "+")) return sum;
    return transfer({"subtract", "take away", "deduct"}, {"from"}, "-");
}

// "divide that by 4", "increase it by 15%"
MaybeSum by_measure(std::string_view text, std::string_view number) {
    constexpr std::pair<std::string_view, std::string_view> verbs[] = {
        {"multiply", "*"}, {"multiplied", "*"}, {"divide", "/"}, {"divided", "/"}, {"increase", "+"},
        {"raise", "+"},    {"decrease", "-"},   {"reduce", "-"}, {"lower", "-"},   {"cut", "-"}};
    take_reference(text);
    for (const auto& [verb, sign] : verbs) {
        auto rest = text;
        if (!english::take(rest, {verb})) continue;
        take_reference(rest);
        if (english::take(rest, {"by"})) return joined(number, sign, rest);
    }
    return std::nullopt;
}

// "take 10% off", "15% more": of what is there
MaybeSum by_share(std::string_view text, std::string_view number) {
    const bool takes = english::take(text, {"take"});
    const bool less = english::take_back(text, {"off that", "off it", "off", "less", "lower", "cheaper", "away"});
    const bool more = !less && !takes && english::take_back(text, {"more", "higher", "on top"});
    if (!(less || more) || (!takes && !lone_percentage(text))) return std::nullopt;
    return joined(number, less ? "-" : "+", text);
}

// "plus 7", "that times 3"
MaybeSum by_sign(std::string_view text, std::string_view number) {
    constexpr std::pair<std::string_view, std::string_view> signs[] = {
        {"plus", "+"}, {"minus", "-"},  {"less", "-"},   {"times", "*"},  {"x", "*"},
        {"+", "+"},    {"-", "-"},      {minus, "-"},    {"\u00d7", "*"}, {"*", "*"},
        {"/", "/"},    {"\u00f7", "/"}, {"modulo", "%"}, {"^", "^"},      {"to the power of", "^"}};
    take_reference(text);
    for (const auto& [word, sign] : signs)
        if (auto rest = text; english::take(rest, {word})) return joined(number, sign, rest);
    return std::nullopt;
}

// "double it", "half of that", "the square root", "that squared": of nothing else
MaybeSum by_name(std::string_view text, std::string_view number) {
    struct Name {
        std::string_view name, before, after;
    };
    constexpr Name names[] = {{"double", "", " * 2"},
                              {"twice", "", " * 2"},
                              {"triple", "", " * 3"},
                              {"quadruple", "", " * 4"},
                              {"halve", "", " / 2"},
                              {"half", "", " / 2"},
                              {"a third", "", " / 3"},
                              {"a quarter", "", " / 4"},
                              {"a tenth", "", " / 10"},
                              {"square root", "sqrt(", ")"},
                              {"cube root", "cbrt(", ")"},
                              {"square", "", "^2"},
                              {"squared", "", "^2"},
                              {"cube", "", "^3"},
                              {"cubed", "", "^3"},
                              {"factorial", "factorial(", ")"},
                              {"absolute value", "abs(", ")"},
                              {"round", "round(", ")"},
                              {"rounded", "round(", ")"}};
    if (!take_reference(text)) english::take(text, {"take the", "the", "its"});
    for (const auto& [name, before, after] : names) {
        auto rest = text;
        if (!english::take(rest, {name})) continue;
        english::take(rest, {"of"});
        take_reference(rest);
        if (rest.empty()) return fmt::format("{}{}{}", before, number, after);
    }
    return std::nullopt;
}

// "round it to 2 decimals"
MaybeSum by_rounding(std::string_view text, std::string_view number) {
    take_reference(text);
    if (!english::take(text, {"round", "rounded"})) return std::nullopt;
    take_reference(text);
    if (!english::take(text, {"to"}) || !english::take_back(text, {"decimals", "decimal", "decimal places", "places"}))
        return std::nullopt;
    if (text.size() != 1 || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
    return fmt::format("round({}, {})", number, text);
}

// "2 * that + 1", "15% of that", "3 times the result": the calculator says whether it is a sum.
MaybeSum by_place(std::string_view text, std::string_view number) {
    auto sum = referring(text, number);
    if (!sum) return std::nullopt;
    for (const auto& [word, sign] : {std::pair("times", "*"), std::pair("plus", "+"), std::pair("minus", "-")})
        while (const auto halves = english::split(*sum, {word}))
            sum = fmt::format("{} {} {}", halves->before, sign, halves->after);
    return sum;
}

// Where the expression's only percentage stands: [begin, end). Nothing where there are none or several.
struct Span {
    std::size_t begin;
    std::size_t end;
};
std::optional<Span> percentage_in(std::string_view expression) {
    const auto sign = expression.find('%');
    if (sign == expression.npos || expression.find('%', sign + 1) != expression.npos) return std::nullopt;
    // With an operand behind it, it is a remainder.
    const auto behind = english::trimmed(expression.substr(sign + 1));
    if (!behind.empty() && std::string_view("0123456789.(").contains(behind.front())) return std::nullopt;
    const auto last = expression.find_last_not_of(' ', sign == 0 ? 0 : sign - 1);
    auto begin = last == expression.npos ? sign : last + 1;
    while (begin > 0 && std::string_view("0123456789.,").contains(expression[begin - 1])) --begin;
    return begin < sign ? std::optional(Span{begin, sign + 1}) : std::nullopt;
}

}  // namespace

MaybeSum sum_of(std::string_view words, std::string_view number) {
    for (const auto way : {by_transfer, by_measure, by_share, by_sign, by_name, by_rounding, by_place})
        if (auto sum = way(words, number)) return sum;
    return std::nullopt;
}

MaybeSum other_percentage(std::string_view expression, std::string_view words) {
    const auto span = percentage_in(expression);
    if (!span) return std::nullopt;
    if (lone_percentage(words)) {
        english::take_back(words, percent_words);
        english::take_back(words, {"%"});
        return fmt::format("{}{}%{}", expression.substr(0, span->begin), words, expression.substr(span->end));
    }
    auto whole = english::trimmed(expression.substr(span->end));
    if (span->begin != 0 || !english::take(whole, {"of"}) || !lone_number(whole)) return std::nullopt;
    if (!english::take(words, {"of"}) || !lone_number(words)) return std::nullopt;
    return fmt::format("{} of {}", expression.substr(0, span->end), words);
}

}  // namespace rustygpt::models
