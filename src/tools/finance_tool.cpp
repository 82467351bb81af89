#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/describe.h"
#include "tools/finance_phrases.h"
#include "tools/given_number.h"
#include "tools/loan.h"
#include "tools/schema.h"

namespace rustygpt::tools {

enum class FinanceOperation { compound_interest, loan };
BOOST_DESCRIBE_ENUM(FinanceOperation, compound_interest, loan)

struct FinanceInput {
    FinanceOperation operation{};
    GivenNumber principal;
    GivenNumber annual_rate;
    dto::Integer<1, max_months> months;
    std::optional<dto::Integer<1, 366>> compounds_per_year;
    std::optional<GivenNumber> deposit;
    std::optional<dto::Integer<0, 6>> decimals;
};
BOOST_DESCRIBE_STRUCT(FinanceInput, (),
                      (operation, principal, annual_rate, months, compounds_per_year, deposit, decimals))

namespace {

constexpr int max_amount_digits = 15;  // before the point, of what is given
constexpr int max_result_digits = 28;  // of what comes out: with 6 decimals, all of 34 digits are true
constexpr int max_annual_rate = 1'000;

json::object finance_output() {
    auto year = schema::closed({{"year", schema::integer("From 1 on.")},
                                {"interest", schema::text("Paid in this year.")},
                                {"principal", schema::text("Paid back in this year.")},
                                {"balance", schema::text("Left after it.")}});
    json::array shapes{schema::closed({{"balance", schema::text("At the end.")},
                                       {"deposits", schema::text("Paid in beside the principal.")},
                                       {"interest", schema::text("The balance less principal and deposits.")}}),
                       schema::closed({{"payment", schema::text("Each month but the last.")},
                                       {"last_payment", schema::text("Pays exactly what is left.")},
                                       {"payments", schema::integer("How many there are.")},
                                       {"total_paid", schema::text("All payments.")},
                                       {"total_interest", schema::text("total_paid less the principal.")},
                                       {"years", schema::list(std::move(year), "The schedule, summed by year.")}})};
    return {
        {"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"type", "object"}, {"oneOf", std::move(shapes)}};
}

Info describe_finance() {
    Info info;
    info.name = "finance";
    info.version = "1.0.0";
    info.description =
        "Compound interest and loans with equal monthly payments, in decimal arithmetic. Amounts are rounded to cents "
        "(decimals: 2) half away from zero: a balance once, at the end; a loan's payment, and the interest of each "
        "month, so that the schedule adds up to the cent. The last payment pays what is left.";
    info.input_schema = input_schema<FinanceInput>(
        {{"operation", "compound_interest or loan."},
         {"principal", "The amount at the beginning: over 0 and under 10^15."},
         {"annual_rate", "Percent a year, nominal, 0 to 1,000. 4.5 is 4.5 %."},
         {"months", "The term."},
         {"compounds_per_year", "compound_interest only; 1 where it is absent."},
         {"deposit",
          "compound_interest only: paid in at the end of each compounding period, of which the term must then have a "
          "whole number."},
         {"decimals", "Digits after the point of every amount; 2 where it is absent."}});
    info.output_schema = finance_output();
    info.limits = {{"max_months", max_months},
                   {"max_annual_rate", max_annual_rate},
                   {"max_amount_digits", max_amount_digits},
                   {"max_result_digits", max_result_digits},
                   {"max_number_digits", given_digits},
                   {"max_exponent", given_exponent}};
    info.examples = {
        {{{"operation", "compound_interest"}, {"principal", 1000}, {"annual_rate", 5}, {"months", 120}},
         {{"balance", "1628.89"}, {"deposits", "0.00"}, {"interest", "628.89"}}},
        {{{"operation", "compound_interest"},
          {"principal", "100"},
          {"annual_rate", "6"},
          {"months", 24},
          {"compounds_per_year", 12},
          {"deposit", "50"}},
         {{"balance", "1384.31"}, {"deposits", "1200.00"}, {"interest", "84.31"}}},
        {{{"operation", "loan"}, {"principal", 1200}, {"annual_rate", "6"}, {"months", 14}},
         {{"payment", "88.96"},
          {"last_payment", "89.01"},
          {"payments", 14},
          {"total_paid", "1245.49"},
          {"total_interest", "45.49"},
          {"years",
           {{{"year", 1}, {"interest", "44.17"}, {"principal", "1023.35"}, {"balance", "176.65"}},
            {{"year", 2}, {"interest", "1.32"}, {"principal", "176.65"}, {"balance", "0.00"}}}}}},
    };
    return info;
}

// "5.10" where a Decimal's own text is "5.1". The value has no more than `decimals` places.
std::string money(const Decimal& value, std::int64_t decimals) {
    static const auto most = Decimal::power(10, max_result_digits);
    if (!(value < most)) throw exceeds("max_result_digits", "The amount grows too large: at most 28 digits.");
    auto text = value.text();
    if (decimals == 0) return text;
    auto point = text.find('.');
    if (point == text.npos) {
        point = text.size();
        text.push_back('.');
    }
    text.resize(point + 1 + static_cast<std::size_t>(decimals), '0');
    return text;
}

struct Terms {
    Decimal principal;
    Decimal rate;
    std::int64_t months;
    std::int64_t decimals;
};

Decimal amount_at(std::string_view path, const GivenNumber& given, bool zero, std::int64_t decimals) {
    const auto value = decimal_at(path, given);
    static const auto most = Decimal::power(10, max_amount_digits);
    if (value.sign() < 0 || (!zero && value.sign() == 0) || !(value < most))
        throw bad_input(path, zero ? "must be at least 0 and under 10^15" : "must be over 0 and under 10^15");
    if (!(value * Decimal::power(10, decimals)).whole())
        throw bad_input(path, fmt::format("must have at most {} digits after the point (see decimals)", decimals));
    return value;
}

Terms terms_of(const FinanceInput& read) {
    const auto decimals = read.decimals ? read.decimals->value : 2;
    Terms terms{.principal = amount_at("/principal", read.principal, false, decimals),
                .rate = decimal_at("/annual_rate", read.annual_rate),
                .months = read.months.value,
                .decimals = decimals};
    if (terms.rate.sign() < 0 || Decimal(max_annual_rate) < terms.rate)
        throw bad_input("/annual_rate", "must be 0 to 1000");
    return terms;
}

json::value compound_interest(const FinanceInput& read) {
    const auto terms = terms_of(read);
    const auto per_year = read.compounds_per_year ? read.compounds_per_year->value : 1;
    const auto deposit = read.deposit ? amount_at("/deposit", *read.deposit, true, terms.decimals) : Decimal(0);
    const auto periods = Decimal(terms.months * per_year) / 12;
    if (deposit.sign() != 0 && !periods.whole())
        throw bad_input("/months", "must be a whole number of compounding periods where there are deposits");
    const auto growth = grown(terms.principal, terms.rate / 100 / per_year, periods, deposit, terms.decimals);
    const auto told = [&](const Decimal& value) { return money(value, terms.decimals); };
    return {{"balance", told(growth.balance)},
            {"deposits", told(growth.deposits)},
            {"interest", told(growth.balance - terms.principal - growth.deposits)}};
}

json::value loan(const FinanceInput& read, const std::stop_token& stop) {
    if (read.compounds_per_year) throw bad_input("/compounds_per_year", "is not of this operation");
    if (read.deposit) throw bad_input("/deposit", "is not of this operation");
    const auto terms = terms_of(read);
    const auto schedule = amortised(terms.principal, terms.rate, terms.months, terms.decimals, stop);
    const auto told = [&](const Decimal& value) { return money(value, terms.decimals); };
    json::array years;
    for (const auto& year : schedule.years)
        years.push_back(json::object{{"year", years.size() + 1},
                                     {"interest", told(year.interest)},
                                     {"principal", told(year.principal)},
                                     {"balance", told(year.balance)}});
    return {{"payment", told(schedule.payment)},
            {"last_payment", told(schedule.last_payment)},
            {"payments", schedule.payments},
            {"total_paid", told(terms.principal + schedule.interest)},
            {"total_interest", told(schedule.interest)},
            {"years", std::move(years)}};
}

std::string given_text(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    std::string out;
    append_json(out, value);
    return out;
}

std::string term_of(const json::object& input) {
    const auto months = input.at("months").to_number<std::int64_t>();
    if (months % 12 != 0) return fmt::format("{} month{}", months, months == 1 ? "" : "s");
    return fmt::format("{} year{}", months / 12, months == 12 ? "" : "s");
}

class Finance final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<FinanceInput>(input);
            return read.operation == FinanceOperation::loan ? loan(read, stop) : compound_interest(read);
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto input = finance_question(intent);
        if (!input) return std::nullopt;
        return Match{.input = std::move(*input), .confidence = 0.96};
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto text = [&output](std::string_view name) { return std::string_view(output.at(name).as_string()); };
        const auto terms = fmt::format("{} at {} % over {}", given_text(input.at("principal")),
                                       given_text(input.at("annual_rate")), term_of(input));
        if (output.as_object().contains("balance"))
            return fmt::format("{} grows to **{}**: {} of interest{}.", terms, text("balance"), text("interest"),
                               input.contains("deposit") ? fmt::format(", {} of deposits", text("deposits")) : "");
        return fmt::format(
            "A loan of {} costs **{}** a month ({} payments, the last {}): {} in all, {} of it interest.", terms,
            text("payment"), output.at("payments").as_int64(), text("last_payment"), text("total_paid"),
            text("total_interest"));
    }

private:
    Info info_ = describe_finance();
};

}  // namespace

std::unique_ptr<Tool> make_finance_tool() { return std::make_unique<Finance>(); }

}  // namespace rustygpt::tools
