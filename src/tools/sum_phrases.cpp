#include "tools/sum_phrases.h"

#include <optional>

#include <fmt/format.h>

#include "tools/english.h"
#include "tools/phrase.h"
#include "tools/price_phrases.h"

namespace rustygpt::tools {
namespace {

using english::among;

// A request for one operation: its plain form, and what is worked out of its one or two numbers, {0} and {1}.
struct Order {
    std::string_view form;
    std::string_view expression;
};

constexpr Order orders[] = {
    {"half of #", "{0} / 2"},
    {"third of #", "{0} / 3"},
    {"quarter of #", "{0} / 4"},
    {"double #", "{0} * 2"},
    {"double of #", "{0} * 2"},
    {"twice #", "{0} * 2"},
    {"triple #", "{0} * 3"},
    {"square of #", "{0}^2"},
    {"cube of #", "{0}^3"},
    {"# to # th power", "{0}^{1}"},
    {"# to # rd power", "{0}^{1}"},
    {"# to # nd power", "{0}^{1}"},
    {"# to # th", "{0}^{1}"},
    {"# more than #", "{1} + {0}"},
    {"# less than #", "{1} - {0}"},
    {"# goes into # how many times", "{1} / {0}"},
    {"add # and #", "{0} + {1}"},
    {"add # to #", "{1} + {0}"},
    {"sum up # and #", "{0} + {1}"},
    {"subtract # from #", "{1} - {0}"},
    {"deduct # from #", "{1} - {0}"},
    {"take # from #", "{1} - {0}"},
    {"take # away from #", "{1} - {0}"},
    {"# less #", "{0} - {1}"},
    {"multiply # by #", "{0} * {1}"},
    {"multiply # with #", "{0} * {1}"},
    {"multiply # and #", "{0} * {1}"},
    {"product of # and #", "{0} * {1}"},
    {"divide # by #", "{0} / {1}"},
    {"quotient of # and #", "{0} / {1}"},
    {"remainder of # divided by #", "{0} % {1}"},
    {"remainder of # / #", "{0} % {1}"},
    {"remainder when # is divided by #", "{0} % {1}"},
    {"remainder when you divide # by #", "{0} % {1}"},
    {"remainder when dividing # by #", "{0} % {1}"},
    {"remainder if # is divided by #", "{0} % {1}"},
    {"greatest common divisor of # and #", "gcd({0}, {1})"},
    {"greatest common factor of # and #", "gcd({0}, {1})"},
    {"highest common factor of # and #", "gcd({0}, {1})"},
    {"gcd of # and #", "gcd({0}, {1})"},
    {"least common multiple of # and #", "lcm({0}, {1})"},
    {"lowest common multiple of # and #", "lcm({0}, {1})"},
    {"lcm of # and #", "lcm({0}, {1})"},
    {"increase # by # %", "{0} + {1}%"},
    {"raise # by # %", "{0} + {1}%"},
    {"# increased by # %", "{0} + {1}%"},
    {"decrease # by # %", "{0} - {1}%"},
    {"reduce # by # %", "{0} - {1}%"},
    {"lower # by # %", "{0} - {1}%"},
    {"discount # by # %", "{0} - {1}%"},
    {"# decreased by # %", "{0} - {1}%"},
    {"# reduced by # %", "{0} - {1}%"},
    {"add # % to #", "{1} + {0}%"},
    {"add # % charge to #", "{1} + {0}%"},
    {"# plus # % charge", "{0} + {1}%"},
    {"# with # % charge", "{0} + {1}%"},
    {"# including # % charge", "{0} + {1}%"},
    {"subtract # % from #", "{1} - {0}%"},
    {"take # % from #", "{1} - {0}%"},
    {"take # % off #", "{1} - {0}%"},
    {"# % off #", "{1} - {0}%"},
    {"# % off of #", "{1} - {0}%"},
    {"# with # % off", "{0} - {1}%"},
    {"# at # % off", "{0} - {1}%"},
    {"# less # %", "{0} - {1}%"},
    {"# with # % discount", "{0} - {1}%"},
    {"# after # % discount", "{0} - {1}%"},
    {"# % charge on #", "{0}% of {1}"},
    {"# % charge for #", "{0}% of {1}"},
    {"# % charge of #", "{0}% of {1}"},
};

bool says_nothing(std::string_view word) {
    return among(word, {"the", "a", "an", "up", "together", "?", ".", "!"}) || among(word, english::money_signs) ||
           among(word, english::money_names);
}

bool is_charge(std::string_view word) { return among(word, {"tip", "tax", "vat", "gst", "commission", "surcharge"}); }

bool is_priced(std::string_view word) {
    return among(word, {"bill", "meal", "dinner", "lunch", "check", "order", "purchase", "item", "price", "total"});
}

// Without articles and currencies, one word for all that comes on top of a price: "add # % charge to #".
std::string plain_form(const Phrase& phrase) {
    std::string form;
    for (std::size_t at = 0; at < phrase.words.size(); ++at) {
        std::string_view word = phrase.words[at];
        if (says_nothing(word) || (is_priced(word) && phrase.word(at - 1) == "#")) continue;
        if (word == "sales" && is_charge(phrase.word(at + 1))) continue;
        if (word == "per" && phrase.word(at + 1) == "cent") continue;
        if (word == "percent" || word == "cent") word = "%";
        if (is_charge(word)) word = "charge";
        if (!form.empty()) form.push_back(' ');
        form += word;
    }
    return form;
}

// "add 3, 5 and 9"
std::optional<std::string> joined(const Phrase& phrase, std::string_view form) {
    const bool adds = form.starts_with("add #");
    if (phrase.numbers.size() < 3 || phrase.grouped || !(adds || form.starts_with("multiply #"))) return std::nullopt;
    auto rest = form.substr(form.find('#'));
    for (; !rest.empty(); rest.remove_prefix(1))
        if (rest.starts_with("and")) rest.remove_prefix(2);
        else if (!std::string_view("#, ").contains(rest.front())) return std::nullopt;
    return fmt::format("{}", fmt::join(phrase.numbers, adds ? " + " : " * "));
}

std::optional<std::string> ordered(const Phrase& phrase) {
    const auto form = plain_form(phrase);
    if (auto all = joined(phrase, form)) return all;
    if (phrase.numbers.empty() || phrase.numbers.size() > 2) return std::nullopt;
    for (const auto& order : orders)
        if (form == order.form)
            return fmt::format(fmt::runtime(order.expression), phrase.numbers.front(), phrase.numbers.back());
    return std::nullopt;
}

// "square root of", "divided by" and the like, as the expression writes them.
std::string with_symbols(std::string_view words) {
    static constexpr std::pair<std::string_view, std::string_view> table[] = {{"divided by", "/"},
                                                                              {"multiplied by", "*"},
                                                                              {"times", "*"},
                                                                              {"x", "*"},
                                                                              {"plus", "+"},
                                                                              {"minus", "-"},
                                                                              {"to the power of", "^"},
                                                                              {"raised to the power of", "^"},
                                                                              {"raised to", "^"},
                                                                              {"to the power", "^"},
                                                                              {"the sqrt of", "sqrt"},
                                                                              {"sqrt of", "sqrt"},
                                                                              {"natural log of", "ln"},
                                                                              {"natural logarithm of", "ln"},
                                                                              {"log base 2 of", "log2"},
                                                                              {"log base 10 of", "log10"},
                                                                              {"log of", "log10"},
                                                                              {"absolute value of", "abs"},
                                                                              {"cbrt of", "cbrt"},
                                                                              {"squared", "^2"},
                                                                              {"cubed", "^3"},
                                                                              {"the square root of", "sqrt"},
                                                                              {"square root of", "sqrt"},
                                                                              {"the cube root of", "cbrt"},
                                                                              {"cube root of", "cbrt"},
                                                                              {"factorial of", "factorial"},
                                                                              {"modulo", "mod"},
                                                                              {"per cent", "%"},
                                                                              {"percent", "%"},
                                                                              {"added to", "+"},
                                                                              {"\u00d7", "*"},
                                                                              {"\u00f7", "/"},
                                                                              {"\u2212", "-"}};
    std::string out(words);
    for (const auto& [from, to] : table)
        while (const auto halves = english::split(out, {from}))
            out = fmt::format("{} {} {}", halves->before, to, halves->after);
    return std::string(english::trimmed(out));
}

// "$1,200 + 5 euros" is "1,200 + 5".
std::string without_money(std::string_view words) {
    std::string out(words);
    for (const std::string_view sign : english::money_signs)
        for (std::size_t at = 0; (at = out.find(sign, at)) != out.npos;) out.erase(at, sign.size());
    for (const std::string_view word : english::money_names)
        while (const auto halves = english::split(out, {word})) {
            const bool of_number =
                !halves->before.empty() && halves->before.back() >= '0' && halves->before.back() <= '9';
            if (!of_number) break;
            out = fmt::format("{} {}", halves->before, halves->after);
        }
    return out;
}

// "5 factorial" is "factorial(5)".
std::string with_factorial(std::string expression) {
    std::string_view number = expression;
    if (!english::take_back(number, {"factorial"}) || number.empty()) return expression;
    if (number.find_first_not_of("0123456789") != number.npos) return expression;
    return fmt::format("factorial({})", number);
}

}  // namespace

std::string expression_asked_for(std::string_view request) {
    const bool short_enough = request.size() <= max_phrase;
    if (short_enough) {
        const auto phrase = phrase_of(request);
        if (auto expression = price_question(phrase)) return std::move(*expression);
    }
    english::take(request, {"what does", "what do", "how much does", "how much do", "what"});
    english::take(request, {"if i", "if you", "if we", "when i", "when you"});
    english::take_back(request, {"what is the answer", "what's the answer", "what is the result", "what's the result",
                                 "what do i get", "what do you get", "what is it", "what is that", "how much is it",
                                 "how much is that", "equal", "equals", "make", "come to", "is"});
    english::take_back(request, {","});
    auto sum = request;
    if (english::take(sum, {"the sum", "this sum", "the total", "this"}) && english::take(sum, {":"})) request = sum;
    if (short_enough)
        if (auto expression = ordered(phrase_of(request))) return std::move(*expression);
    return with_factorial(with_symbols(without_money(request)));
}

}  // namespace rustygpt::tools
