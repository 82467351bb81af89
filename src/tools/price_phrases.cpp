#include "tools/price_phrases.h"

#include <fmt/format.h>

#include "tools/asking.h"
#include "tools/english.h"

namespace rustygpt::tools {
namespace {

using english::among;

// A percentage and an amount.
struct Terms {
    std::string_view rate;
    std::string_view amount;
    std::size_t rate_at = 0;  // among the words
    std::size_t amount_at = 0;
};

bool is_percent(std::string_view word) { return word == "%" || word == "percent"; }

std::optional<Terms> terms_of(const Phrase& phrase) {
    if (phrase.numbers.size() != 2) return std::nullopt;
    for (const std::size_t rate : {0u, 1u}) {
        const auto at = phrase.place_of(rate), other = phrase.place_of(1 - rate);
        if (is_percent(phrase.word(at + 1)) && !is_percent(phrase.word(other + 1)))
            return Terms{phrase.numbers[rate], phrase.numbers[1 - rate], at, other};
    }
    return std::nullopt;
}

bool of_money(const Phrase& phrase, std::size_t at) {
    return among(phrase.word(at - 1), english::money_signs) ||
           among(phrase.word(at - 1), {"costs", "cost", "at", "was", "priced"}) ||
           among(phrase.word(at + 1), english::money_names);
}

// Signs and numbers are no words here.
std::vector<std::string> words_of(const Phrase& phrase) {
    std::vector<std::string> words;
    for (const auto& word : phrase.words)
        if (word[0] >= 'a' && word[0] <= 'z') words.push_back(word);
    return words;
}

bool of_prices(const Phrase& phrase) {
    return english::asks_about(
        words_of(phrase),
        {"price",    "cost",       "costs",      "pay",       "paid",      "amount",   "total",     "percent",
         "dollars",  "dollar",     "euros",      "euro",      "pounds",    "tax",      "vat",       "gst",
         "tip",      "tips",       "commission", "fee",       "sales",     "bill",     "meal",      "off",
         "discount", "discounted", "original",   "new",       "old",       "sale",     "net",       "gross",
         "salary",   "rent",       "including",  "incl",      "inclusive", "plus",     "final",     "charge",
         "reduced",  "reduces",    "reduce",     "increased", "increases", "increase", "decreased", "decreases",
         "decrease", "raised",     "raise",      "cut",       "lowered",   "drops",    "dropped",   "rises",
         "rose",     "goes",       "went",       "down",      "number",    "after",    "before",    "rate",
         "service",  "order",      "purchase"});
}

// "a jacket costs $120 and is 30% off, what's the price?"
std::optional<std::string> discounted(const Phrase& phrase, const Terms& terms) {
    if (!phrase.has({"off", "discount", "discounted"}) || !of_money(phrase, terms.amount_at)) return std::nullopt;
    if (!phrase.has({"price", "pay", "cost", "much"}) || phrase.has({"extra", "additional", "another", "more"}))
        return std::nullopt;
    return fmt::format("{} - {}%", terms.amount, terms.rate);
}

// "how much do I save with 30% off $50": the part that is off.
std::optional<std::string> saved(const Phrase& phrase, const Terms& terms) {
    if (!phrase.has({"save", "saved", "saving"}) || !phrase.has({"off", "discount"}) || !phrase.has({"much", "what"}))
        return std::nullopt;
    return fmt::format("{}% of {}", terms.rate, terms.amount);
}

// "the rent of 900 is raised by 4%, what is it then?"
std::optional<std::string> moved(const Phrase& phrase, const Terms& terms) {
    if (phrase.word(terms.rate_at - 1) != "by" || !of_prices(phrase)) return std::nullopt;
    const bool up = phrase.has({"increased", "increases", "increase", "raised", "raise", "rises", "rose", "goes"});
    const bool down = phrase.has({"reduced", "reduces", "reduce", "decreased", "decreases", "decrease", "cut",
                                  "lowered", "drops", "dropped", "down"});
    if (up == down) return std::nullopt;
    return fmt::format("{} {} {}%", terms.amount, up ? "+" : "-", terms.rate);
}

// "the tax is 7% on 230, how much is it?": of it; "... what's the total?": with it.
std::optional<std::string> charged(const Phrase& phrase, const Terms& terms) {
    if (!phrase.has({"tax", "vat", "gst", "tip", "commission", "fee", "charge"}) ||
        !phrase.has({"what", "much", "total"}))
        return std::nullopt;
    if (phrase.has({"off", "discount", "before", "without"}) || !of_prices(phrase)) return std::nullopt;
    const bool whole =
        phrase.has({"total", "including", "incl", "inclusive", "gross", "final", "plus", "altogether", "pay"});
    return whole ? fmt::format("{} + {}%", terms.amount, terms.rate)
                 : fmt::format("{}% of {}", terms.rate, terms.amount);
}

// "what do 3 pizzas at 8.99 each cost?"
std::optional<std::string> priced_each(const Phrase& phrase) {
    if (phrase.numbers.size() != 2 || phrase.has({"%", "percent"}) || !phrase.has({"what", "much", "each", "apiece"}))
        return std::nullopt;
    if (!phrase.has({"each", "apiece", "cost", "price", "pay"}) || !phrase.has({"at", "for", "costing", "each"}))
        return std::nullopt;
    auto price = phrase.place_of(1);
    const bool currency = among(phrase.word(price - 1), english::money_signs);
    const auto link = phrase.word(price - (currency ? 2 : 1));
    // Of what they are there may be two words: "3 large pizzas".
    const auto between = price - phrase.place_of(0);
    if ((link != "at" && link != "for" && link != "costing") || between < 3 || between > 5) return std::nullopt;
    if (!english::asks_about(words_of(phrase),
                             {"each", "apiece", "cost", "price", "pay", "total", "costing", "dollars", "euros",
                              "pounds", "piece", "per"},
                             true))
        return std::nullopt;
    return fmt::format("{} * {}", phrase.numbers[0], phrase.numbers[1]);
}

}  // namespace

std::optional<std::string> price_question(const Phrase& phrase) {
    if (auto found = priced_each(phrase)) return found;
    const auto terms = terms_of(phrase);
    if (!terms) return std::nullopt;
    if (auto found = saved(phrase, *terms)) return found;
    if (auto found = discounted(phrase, *terms)) return found;
    if (auto found = moved(phrase, *terms)) return found;
    return charged(phrase, *terms);
}

}  // namespace rustygpt::tools
