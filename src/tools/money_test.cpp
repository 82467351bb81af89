// finance and percentage_change.

#include "tools/decimal.h"
#include "tools/invoke_test.h"

namespace rustygpt::tools {
namespace {

using Kind = ToolError::Kind;

Decimal amount(const json::object& output, std::string_view name) { return *Decimal::parse(text_at(output, name)); }

json::object loan(std::string principal, std::string rate, int months, int decimals = 2) {
    return output_of("finance", json::object{{"operation", "loan"},
                                             {"principal", std::move(principal)},
                                             {"annual_rate", std::move(rate)},
                                             {"months", months},
                                             {"decimals", decimals}});
}

TEST(Finance, KnowsFiguresOfOthers) {
    // A 30-year mortgage as every bank's calculator has it.
    EXPECT_EQ(text_at(loan("200000", "4.5", 360), "payment"), "1013.37");
    EXPECT_EQ(text_at(loan("1200", "0", 12), "payment"), "100.00");
    EXPECT_EQ(text_at(loan("1000", "12", 1), "last_payment"), "1010.00");
    const auto monthly = output_of("finance", R"({"operation": "compound_interest", "principal": 1500,
        "annual_rate": "4.3", "months": 72, "compounds_per_year": 4})");
    EXPECT_EQ(text_at(monthly, "balance"), "1938.84");
    const auto half_a_period = output_of("finance", R"({"operation": "compound_interest", "principal": 100,
        "annual_rate": 21, "months": 6, "decimals": 0})");
    EXPECT_EQ(text_at(half_a_period, "balance"), "110");
}

// Whatever the terms: the schedule adds up to the cent, and nothing is left.
TEST(Finance, SchedulesAddUp) {
    Random random(3);
    for (int round = 0; round < 60; ++round) {
        const int decimals = between(random, 0, 4);
        const auto principal = std::to_string(between(random, 1, 3'000'000));
        const auto rate = std::to_string(between(random, 0, 40)) + "." + std::to_string(between(random, 0, 99));
        const int months = between(random, 1, 480);
        const auto result = invoked("finance", json::object{{"operation", "loan"},
                                                            {"principal", principal},
                                                            {"annual_rate", rate},
                                                            {"months", months},
                                                            {"decimals", decimals}});
        if (!result) {
            // So little over so long that a payment is nothing.
            EXPECT_EQ(result.error().kind, Kind::failed);
            continue;
        }
        const auto& output = result->as_object();
        Decimal interest, paid_back;
        for (const auto& year : output.at("years").as_array()) {
            interest = interest + amount(year.as_object(), "interest");
            paid_back = paid_back + amount(year.as_object(), "principal");
        }
        const auto payments = output.at("payments").to_number<std::int64_t>();
        EXPECT_LE(payments, months);
        EXPECT_EQ(paid_back, *Decimal::parse(principal));
        EXPECT_EQ(interest, amount(output, "total_interest"));
        EXPECT_EQ(amount(output, "payment") * (payments - 1) + amount(output, "last_payment"),
                  amount(output, "total_paid"));
        EXPECT_EQ(amount(output.at("years").as_array().back().as_object(), "balance").sign(), 0);
        EXPECT_EQ(output.at("years").as_array().size(), static_cast<std::size_t>((payments + 11) / 12));
    }
}

// Deposits one by one come to what the formula says, up to the last digits that the balance is rounded to.
TEST(Finance, DepositsGrowPeriodByPeriod) {
    Random random(5);
    for (int round = 0; round < 40; ++round) {
        const int periods = between(random, 1, 240), rate = between(random, 0, 30), deposit = between(random, 0, 500);
        auto balance = Decimal(1'000);
        for (int i = 0; i < periods; ++i) balance = balance + balance * rate / 1'200 + deposit;
        const auto output = output_of("finance", json::object{{"operation", "compound_interest"},
                                                              {"principal", 1'000},
                                                              {"annual_rate", rate},
                                                              {"months", periods},
                                                              {"compounds_per_year", 12},
                                                              {"deposit", deposit}});
        EXPECT_EQ(amount(output, "balance"), Decimal::round(balance, 2)) << periods << " " << rate << " " << deposit;
        EXPECT_EQ(amount(output, "balance"), amount(output, "interest") + amount(output, "deposits") + 1'000);
    }
}

TEST(Finance, RefusesWhatIsNoMoney) {
    const auto with = [](std::string_view more) {
        return R"({"operation": "compound_interest", "principal": 100, "annual_rate": 5, "months": 12)" +
               std::string(more) + "}";
    };
    expect_refused(
        "finance",
        {
            {R"({"operation": "steal", "principal": 1, "annual_rate": 1, "months": 1})", Kind::bad_input, "/operation"},
            {R"({"operation": "loan", "principal": 0, "annual_rate": 1, "months": 1})", Kind::bad_input, "/principal"},
            {R"({"operation": "loan", "principal": -5, "annual_rate": 1, "months": 1})", Kind::bad_input, "/principal"},
            {R"({"operation": "loan", "principal": "1e15", "annual_rate": 1, "months": 1})", Kind::bad_input,
             "/principal"},
            {R"({"operation": "loan", "principal": 5.001, "annual_rate": 1, "months": 1})", Kind::bad_input,
             "/principal"},
            {R"({"operation": "loan", "principal": "abc", "annual_rate": 1, "months": 1})", Kind::bad_input,
             "/principal"},
            {R"({"operation": "loan", "principal": 5, "annual_rate": -1, "months": 1})", Kind::bad_input,
             "/annual_rate"},
            {R"({"operation": "loan", "principal": 5, "annual_rate": 1001, "months": 1})", Kind::bad_input,
             "/annual_rate"},
            {R"({"operation": "loan", "principal": 5, "annual_rate": 1, "months": 0})", Kind::bad_input, "/months"},
            {R"({"operation": "loan", "principal": 5, "annual_rate": 1, "months": 1201})", Kind::bad_input, "/months"},
            {R"({"operation": "loan", "principal": 5, "annual_rate": 1, "months": 1, "deposit": 1})", Kind::bad_input,
             "/deposit"},
            {R"({"operation": "loan", "principal": 1, "annual_rate": 0, "months": 1200})", Kind::failed, ""},
            {R"({"operation": "loan", "principal": "1e5000", "annual_rate": 1, "months": 1})", Kind::limit_exceeded,
             "max_exponent"},
            {with(R"(, "compounds_per_year": 0)"), Kind::bad_input, "/compounds_per_year"},
            {with(R"(, "compounds_per_year": 367)"), Kind::bad_input, "/compounds_per_year"},
            {with(R"(, "decimals": 7)"), Kind::bad_input, "/decimals"},
            {with(R"(, "deposit": -1)"), Kind::bad_input, "/deposit"},
            {R"({"operation": "compound_interest", "principal": 1, "annual_rate": 1, "months": 7, "deposit": 1})",
             Kind::bad_input, "/months"},
            {R"({"operation": "compound_interest", "principal": 1, "annual_rate": 1000, "months": 1200})",
             Kind::limit_exceeded, "max_result_digits"},
        });
}

TEST(PercentageChange, IsExact) {
    const auto told = [](std::string_view input) { return text_at(output_of("percentage_change", input), "percent"); };
    EXPECT_EQ(told(R"({"from": 80, "to": 100})"), "25");
    EXPECT_EQ(told(R"({"from": 100, "to": 80})"), "-20");
    EXPECT_EQ(told(R"({"from": -80, "to": -60})"), "25");
    EXPECT_EQ(told(R"({"from": 3, "to": 4})"), "33.3333333333");
    EXPECT_EQ(told(R"({"from": "0.1", "to": "0.3"})"), "200");
    EXPECT_EQ(told(R"({"from": 7, "to": 7})"), "0");
    EXPECT_EQ(told(R"({"from": 120, "to": 30, "operation": "share"})"), "25");
    EXPECT_EQ(told(R"({"from": -4, "to": 1, "operation": "share"})"), "-25");
}

// A change that is exact leads from the one to the other, and a share is a change and a hundred.
TEST(PercentageChange, LeadsThere) {
    Random random(13);
    for (int round = 0; round < 300; ++round) {
        const int from = between(random, 1, 5'000), to = between(random, -5'000, 5'000);
        const auto change = output_of("percentage_change", json::object{{"from", from}, {"to", to}});
        const auto share =
            output_of("percentage_change", json::object{{"from", from}, {"to", to}, {"operation", "share"}});
        if (!change.at("exact").as_bool()) continue;
        EXPECT_EQ(Decimal(from) * (amount(change, "percent") / 100 + 1), Decimal(to));
        EXPECT_EQ(amount(share, "percent"), amount(change, "percent") + 100);
        EXPECT_EQ(amount(change, "difference"), Decimal(to - from));
    }
}

TEST(PercentageChange, RefusesTheRest) {
    expect_refused(
        "percentage_change",
        {
            {R"({"from": 5})", Kind::bad_input, "/to"},
            {R"({"from": "a", "to": 5})", Kind::bad_input, "/from"},
            {R"({"from": {}, "to": 5})", Kind::bad_input, "/from"},
            {R"({"from": 1, "to": 5, "operation": "guess"})", Kind::bad_input, "/operation"},
            {R"({"from": 0, "to": 5})", Kind::failed, ""},
            {R"({"from": "1e200", "to": 5})", Kind::limit_exceeded, "max_exponent"},
            {R"({"from": 1, "to": "1e-999999999"})", Kind::limit_exceeded, "max_exponent"},
            {R"({"from": 1, "to": ")" + std::string(900, '9') + "\"}", Kind::limit_exceeded, "max_number_digits"},
        });
}

}  // namespace
}  // namespace rustygpt::tools
