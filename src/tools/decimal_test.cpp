#include "tools/decimal.h"

#include <random>

#include <gtest/gtest.h>

#include "tools/expression.h"

namespace rustygpt::tools {
namespace {

Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

ToolError error_of(std::string_view expression) {
    try {
        (void)Expression::parse(expression).evaluate({});
    } catch (const ToolError& error) {
        return error;
    }
    return {.message = "no error"};
}

TEST(Decimal, ReadsWhatItWrites) {
    for (const auto* text : {"0", "1", "-1", "0.1", "-0.001", "123456789012345678901234567890.1234", "1e+40",
                             "-2.5e-30", "9999999999999999999999999999999999", "0.00000001"})
        EXPECT_EQ(number(text).text(), text);
}

TEST(Decimal, RefusesWhatIsNoNumber) {
    for (const auto* text :
         {"", "-", ".", "1.", "1e", "1e+", "1e+-3", "0x10", "1,000", " 1", "1 ", "--1", "1..2", "inf", "nan", "\u0661"})
        EXPECT_FALSE(Decimal::parse(text)) << text;
    EXPECT_TRUE(Decimal::parse(std::string(1'000, '7')));
    EXPECT_FALSE(Decimal::parse(std::string(1'001, '7')));
    EXPECT_THROW(Decimal::parse("1e4901"), ToolError);
    EXPECT_THROW(Decimal::parse("1e99999999999999999999"), ToolError);
}

TEST(Decimal, IsExactWithin34DigitsAndRoundedTo12Beyond) {
    EXPECT_EQ((Decimal(1) / Decimal(3)).text(), "0.333333333333");
    EXPECT_FALSE((Decimal(1) / Decimal(3)).text_is_exact());
    EXPECT_EQ((Decimal(2) / Decimal(3)).text(), "0.666666666667");
    EXPECT_EQ((number("1e-17") + Decimal(1)).text(), "1.00000000000000001");
    EXPECT_EQ(number("12345678901234567890123456789012345").text(), "1.23456789012e+34");
    EXPECT_EQ((Decimal(1) / Decimal(3) * Decimal(3)).text(), "1");
    EXPECT_TRUE((Decimal(1) / Decimal(3) * Decimal(3)).text_is_exact());
}

TEST(Decimal, SumsAndProductsKeepTheirLaws) {
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::int64_t> any(-1'000'000'000, 1'000'000'000);
    const auto some = [&] { return Decimal(any(random)) / Decimal(1'000'000); };
    for (int i = 0; i < 500; ++i) {
        const auto a = some(), b = some(), c = some();
        EXPECT_EQ(a + b, b + a);
        EXPECT_EQ((a + b) - b, a);
        EXPECT_EQ(a * (b + c), a * b + a * c);
        if (b.sign() != 0) {
            EXPECT_EQ(a / b * b, a);
            EXPECT_EQ(Decimal::floor(a / b) * b + Decimal::modulo(a, b), a);
        }
        EXPECT_EQ(number(a.text()), a) << a.text();
    }
}

TEST(Expression, WorksOut) {
    const std::pair<const char*, const char*> cases[] = {{"0.1 + 0.2", "0.3"},
                                                         {"17% of 2340", "397.8"},
                                                         {"17% of 2340 + 12^3", "2125.8"},
                                                         {"200 + 15%", "230"},
                                                         {"200 - 15%", "170"},
                                                         {"100 - 20% - 10%", "72"},
                                                         {"200 + 15% * 2", "200.3"},
                                                         {"10 % 3", "1"},
                                                         {"-7 % 3", "2"},
                                                         {"7 mod -3", "-2"},
                                                         {"floor(sqrt(2) / 7)", "0"},
                                                         {"10% + 3", "3.1"},
                                                         {"10% - 3", "-2.9"},
                                                         {"10 % (3)", "1"},
                                                         {"50%", "0.5"},
                                                         {"50%%", "0.005"},
                                                         {"2^3^2", "512"},
                                                         {"-2^2", "-4"},
                                                         {"(-2)^2", "4"},
                                                         {"2^-3", "0.125"},
                                                         {"2**10", "1024"},
                                                         {"0^0", "1"},
                                                         {"8^(1/3)", "2"},
                                                         {"(4/9)^0.5*3", "2"},
                                                         {"5!", "120"},
                                                         {"3!!", "720"},
                                                         {"sqrt(16)", "4"},
                                                         {"\u221a16 + 1", "5"},
                                                         {"cbrt(-27)", "-3"},
                                                         {"6 \u00d7 7 \u00f7 2 \u2212 1", "20"},
                                                         {"2\u00b3", "8"},
                                                         {"1,234,567 + 1", "1234568"},
                                                         {"max(1,234,5)", "234"},
                                                         {"min(3; 1)", "!"},
                                                         {"round(2.5)", "3"},
                                                         {"round(-2.5)", "-3"},
                                                         {"round(2.345, 2)", "2.35"},
                                                         {"round(1234, -2)", "1200"},
                                                         {"floor(-1.5)", "-2"},
                                                         {"ceil(-1.5)", "-1"},
                                                         {"trunc(-1.5)", "-1"},
                                                         {"sign(-3)", "-1"},
                                                         {"abs(-3.5)", "3.5"},
                                                         {"ln(1)", "0"},
                                                         {"log(1000)", "3"},
                                                         {"log2(0.125)", "-3"},
                                                         {"exp(0)", "1"},
                                                         {"gcd(12, 18, 8)", "2"},
                                                         {"lcm(4, 6)", "12"},
                                                         {"pow(2, 0.5)", "1.41421356237"},
                                                         {"sin(pi)", "0"},
                                                         {"cos(pi)", "-1"},
                                                         {"sqrt(2)^2 - 2", "0"},
                                                         {"pi", "3.14159265359"},
                                                         {"e", "2.71828182846"},
                                                         {"exp(1)", "2.71828182846"},
                                                         {"1.0001^10000", "2.71814592683"},
                                                         {"1000!/998!", "999000"},
                                                         {"3^5000 / 3^4999", "3"},
                                                         {"floor(sqrt(2)^2)", "2"},
                                                         {"factorial(floor(sqrt(17)))", "24"},
                                                         {"1e3 + 1E-3", "1000.001"},
                                                         {"2 plus 3 times 4", "14"},
                                                         {"--5", "5"},
                                                         {"+5 - -5", "10"},
                                                         {"0^5", "0"},
                                                         {"12 over 5", "2.4"}};
    for (const auto& [expression, result] : cases) {
        if (std::string_view(result) == "!") {
            EXPECT_EQ(error_of(expression).kind, ToolError::Kind::bad_input) << expression;
            continue;
        }
        EXPECT_EQ(Expression::parse(expression).evaluate({}).text(), result) << expression;
    }
}

TEST(Expression, SaysWhatIsWrong) {
    using enum ToolError::Kind;
    const std::tuple<std::string, ToolError::Kind, const char*> cases[] = {
        {"", bad_input, ""},
        {"1 +", bad_input, ""},
        {"(1", bad_input, ""},
        {"1)", bad_input, ""},
        {"2 3", bad_input, ""},
        {"foo(1)", bad_input, ""},
        {"round(1,2,3)", bad_input, ""},
        {"gcd(1)", bad_input, ""},
        {"1 \u20ac", bad_input, ""},
        {"min()", bad_input, ""},
        {"sqrt", bad_input, ""},
        {"\xff", bad_input, ""},
        {"1/0", failed, ""},
        {"5 mod 0", failed, ""},
        {"0^-1", failed, ""},
        {"sqrt(-1)", failed, ""},
        {"(-8)^0.5", failed, ""},
        {"ln(0)", failed, ""},
        {"2.5!", failed, ""},
        {"(-1)!", failed, ""},
        {"gcd(1.5, 2)", failed, ""},
        {"tan(pi/2)", failed, ""},
        {"round(1, 5000)", failed, ""},
        {"10^10^10", limit_exceeded, "max_exponent"},
        {"9^9^9^9", limit_exceeded, "max_exponent"},
        {"(1/10)^5000", limit_exceeded, "max_exponent"},
        {"exp(1e9)", limit_exceeded, "max_exponent"},
        {"9999999!", limit_exceeded, "max_factorial"},
        {"1e5000", limit_exceeded, "max_exponent"},
        {"sin(1e16)", limit_exceeded, "max_angle"},
        {std::string(1'001, '9'), limit_exceeded, "max_number_digits"},
        {std::string(65, '(') + "1" + std::string(65, ')'), limit_exceeded, "max_depth"},
        {std::string(10'000'000, '1'), limit_exceeded, "max_expression_bytes"},
        {"2^" + std::string(3'000, '-') + "1 +", bad_input, ""}};
    for (const auto& [expression, kind, limit] : cases) {
        const auto error = error_of(expression);
        EXPECT_EQ(error.kind, kind) << expression.substr(0, 40) << ": " << error.message;
        EXPECT_EQ(error.limit, limit) << expression.substr(0, 40);
        EXPECT_EQ(error.errors.size(), kind == bad_input ? 1u : 0u);
    }
}

TEST(Expression, BoundsItsWork) {
    std::string expression = "1700!/1699!";
    while (expression.size() + 20 < Expression::max_bytes) expression += "+1/(1699!+7)";
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(error_of(expression).limit, "max_work");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(Expression, StopsWhenItIsTold) {
    std::stop_source stop;
    stop.request_stop();
    try {
        (void)Expression::parse("1 + 1").evaluate(stop.get_token());
        FAIL();
    } catch (const ToolError& error) {
        EXPECT_EQ(error.kind, ToolError::Kind::cancelled);
    }
}

}  // namespace
}  // namespace rustygpt::tools
