#include "tools/finance_phrases.h"

#include "tools/english.h"
#include "tools/loan.h"
#include "tools/phrase.h"

namespace rustygpt::tools {
namespace {

namespace json = boost::json;

// Each of a question's numbers by its part; a second one for the same part spoils it.
struct Numbers {
    std::optional<std::string> principal, rate, years, months;

    static bool put(std::optional<std::string>& part, std::string number) {
        if (part) return false;
        part = std::move(number);
        return true;
    }
};

bool sort_in(Numbers& numbers, const Phrase& phrase, std::size_t n) {
    auto number = phrase.numbers[n];
    if (number.contains('e') || number.size() > 30) return false;
    const auto next = phrase.word(phrase.place_of(n) + 1);
    if (next == "%" || next == "percent" || next == "per") return Numbers::put(numbers.rate, std::move(number));
    if (next == "-" || next == "year" || next == "years" || next == "yr" || next == "yrs")
        return Numbers::put(numbers.years, std::move(number));
    if (next == "month" || next == "months") return Numbers::put(numbers.months, std::move(number));
    if (next == "k" || next == "thousand") number = (*Decimal::parse(number) * 1'000).text();
    if (next == "million") number = (*Decimal::parse(number) * 1'000'000).text();
    return Numbers::put(numbers.principal, std::move(number));
}

std::optional<std::int64_t> months_of(const Numbers& numbers) {
    const auto& given = numbers.years ? numbers.years : numbers.months;
    if (!given || (numbers.years && numbers.months) || given->size() > 5) return std::nullopt;
    const auto count = *Decimal::parse(*given) * (numbers.years ? 12 : 1);
    const auto months = count.to_int64();
    return months && *months >= 1 && *months <= max_months ? months : std::nullopt;
}

constexpr std::pair<std::string_view, std::int64_t> often[] = {{"yearly", 1},    {"annually", 1}, {"semiannually", 2},
                                                               {"quarterly", 4}, {"monthly", 12}, {"weekly", 52},
                                                               {"daily", 365}};

std::int64_t compounds_per_year(const Phrase& phrase) {
    for (const auto& [word, count] : often)
        if (phrase.says({"compounded", word})) return count;
    return 1;
}

// "monthly payment", "monthly rate"; not "1% monthly rate".
bool is_payment(std::string_view before, std::string_view after) {
    if (before == "%" || before == "percent" || before == "at") return false;
    return after.starts_with("payment") || after.starts_with("instal") || after == "rate" || after == "cost" ||
           after == "costs" || after == "amount";
}

// "1% per month" and "1% monthly" are other rates than those we know.
bool rate_is_of_a_year(const Phrase& phrase) {
    for (std::size_t at = 0; at < phrase.words.size(); ++at) {
        const auto word = phrase.word(at), before = phrase.word(at - 1), after = phrase.word(at + 1);
        for (const auto& [how, count] : often)
            if (word == how && count > 1 && before != "compounded" && !is_payment(before, after)) return false;
        const bool of_rate = phrase.word(at - 2) == "%" || phrase.word(at - 2).ends_with("cent");
        if (of_rate && (before == "per" || before == "a") && (word == "month" || word == "quarter" || word == "day"))
            return false;
    }
    return true;
}

bool only_of_money(const Phrase& phrase) {
    return phrase.only({"#",
                        "%",
                        "percent",
                        "per",
                        "cent",
                        "annum",
                        "pa",
                        "$",
                        "\u20ac",
                        "\u00a3",
                        "\u00a5",
                        "k",
                        "thousand",
                        "million",
                        "year",
                        "years",
                        "yr",
                        "yrs",
                        "month",
                        "months",
                        "-",
                        "a",
                        "an",
                        "the",
                        "of",
                        "on",
                        "for",
                        "at",
                        "over",
                        "in",
                        "with",
                        "and",
                        "to",
                        "after",
                        "loan",
                        "mortgage",
                        "monthly",
                        "yearly",
                        "annual",
                        "annually",
                        "payment",
                        "payments",
                        "repayment",
                        "rate",
                        "interest",
                        "compound",
                        "compounded",
                        "quarterly",
                        "weekly",
                        "daily",
                        "semiannually",
                        "term",
                        "schedule",
                        "amortisation",
                        "amortization",
                        "dollars",
                        "euros",
                        "pounds",
                        "is",
                        "would",
                        "be",
                        "how",
                        "much",
                        "invested",
                        "invest",
                        "grow",
                        "grows",
                        "if",
                        "i",
                        "will",
                        "what",
                        ",",
                        "quarter",
                        "fixed",
                        "are",
                        "my",
                        "me",
                        "does",
                        "cost",
                        "borrow",
                        "borrowed",
                        ":",
                        "flat",
                        "apartment",
                        "costing",
                        "cost",
                        "earn",
                        "become",
                        "becomes",
                        "reach",
                        "turn",
                        "end",
                        "up",
                        "accrue",
                        "gain",
                        "costs",
                        "installment",
                        "installments",
                        "instalment",
                        "instalments",
                        "by",
                        "initial",
                        "sum",
                        "starting",
                        "put",
                        "money",
                        "account",
                        "into",
                        "car",
                        "home",
                        "house",
                        "student",
                        "personal",
                        "want",
                        "each",
                        "every",
                        "pay",
                        "have",
                        "worth",
                        "save",
                        "saved",
                        "investment",
                        "take",
                        "out",
                        "it",
                        ".",
                        "?"});
}

}  // namespace

std::optional<json::object> finance_question(std::string_view text) {
    if (text.size() > 300 || !english::mentions(text, {"loan", "mortgage", "borrow", "compound"})) return std::nullopt;
    const auto phrase = phrase_of(english::request(text));
    const bool loan = phrase.has({"loan", "mortgage", "borrow", "borrowed"});
    const bool growth = phrase.says({"compound", "interest"}) || phrase.has({"compounded"});
    if (loan == growth || phrase.numbers.size() != 3 || !only_of_money(phrase) || !rate_is_of_a_year(phrase))
        return std::nullopt;
    Numbers numbers;
    for (std::size_t n = 0; n < phrase.numbers.size(); ++n)
        if (!sort_in(numbers, phrase, n)) return std::nullopt;
    const auto months = numbers.principal && numbers.rate ? months_of(numbers) : std::nullopt;
    if (!months) return std::nullopt;
    json::object input{{"operation", loan ? "loan" : "compound_interest"},
                       {"principal", *numbers.principal},
                       {"annual_rate", *numbers.rate},
                       {"months", *months}};
    if (growth) input["compounds_per_year"] = compounds_per_year(phrase);
    return input;
}

}  // namespace rustygpt::tools
