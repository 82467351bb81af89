#include "tools/decimal.h"
#include "tools/invoke_test.h"

namespace rustygpt::tools {
namespace {

using Kind = ToolError::Kind;

json::array numbers(std::initializer_list<const char*> given) { return json::array(given.begin(), given.end()); }

std::string measured(const char* measure, json::array values) {
    return text_at(
        output_of("statistics", json::object{{"values", std::move(values)}, {"measures", json::array{measure}}}),
        measure);
}

std::string percentile_of(const char* p, const char* method, json::array values) {
    const auto output = output_of("statistics", json::object{{"values", std::move(values)},
                                                             {"measures", json::array{"percentiles"}},
                                                             {"percentiles", json::array{p}},
                                                             {"percentile_method", method}});
    return std::string(output.at("percentiles").at(0).at("value").as_string());
}

TEST(Statistics, AreExactDecimals) {
    const auto thirds = numbers({"0.1", "0.2", "0.3"});
    EXPECT_EQ(measured("sum", thirds), "0.6");
    EXPECT_EQ(measured("mean", thirds), "0.2");
    EXPECT_EQ(measured("population_variance", thirds), "0.00666666666667");
    EXPECT_EQ(measured("variance", thirds), "0.01");
    EXPECT_EQ(measured("stddev", thirds), "0.1");
    // Where doubles lose everything: the same spread on top of a great number.
    const auto far = numbers({"1000000000000000000000.1", "1000000000000000000000.2", "1000000000000000000000.3"});
    EXPECT_EQ(measured("variance", far), "0.01");
    EXPECT_EQ(measured("median", numbers({"-1e-50", "1e50", "3", "4"})), "3.5");
    EXPECT_EQ(measured("range", numbers({"-1.5", "2.25"})), "3.75");
}

// Each method against its definition, on the list that textbooks use.
TEST(Statistics, PercentilesFollowTheirMethod) {
    const auto list = numbers({"15", "20", "35", "40", "50"});
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"0", "linear", "15"},        {"40", "linear", "29"},          {"50", "linear", "35"},
        {"100", "linear", "50"},      {"75", "exclusive", "45"},       {"5", "exclusive", "15"},
        {"99", "exclusive", "50"},    {"0", "nearest_rank", "15"},     {"5", "nearest_rank", "15"},
        {"30", "nearest_rank", "20"}, {"40.01", "nearest_rank", "35"}, {"100", "nearest_rank", "50"}};
    for (const auto& [p, method, value] : cases) EXPECT_EQ(percentile_of(p, method, list), value) << p << method;
}

TEST(Statistics, NameEveryModeAndNoneWhereNoneRepeats) {
    const auto modes = [](json::array values) {
        return json::serialize(
            output_of("statistics", json::object{{"values", std::move(values)}, {"measures", json::array{"mode"}}})
                .at("mode"));
    };
    EXPECT_EQ(modes(numbers({"2", "1", "2.0", "1", "3"})), R"(["1","2"])");
    EXPECT_EQ(modes(numbers({"1", "2", "3"})), "[]");
    EXPECT_EQ(modes(numbers({"7"})), "[]");
    json::array pairs;
    for (int i = 0; i < 300; ++i) pairs.emplace_back(i / 2);
    EXPECT_EQ(output_of("statistics", json::object{{"values", pairs}, {"measures", json::array{"mode"}}})
                  .at("mode")
                  .as_array()
                  .size(),
              100u);
}

// Any shuffled list: laws that hold between the measures, whatever the numbers.
TEST(Statistics, KeepTheirLaws) {
    Random random(7);
    for (int round = 0; round < 40; ++round) {
        json::array values, y;
        Decimal sum;
        const int n = between(random, 2, 60);
        for (int i = 0; i < n; ++i) {
            const auto text =
                std::to_string(between(random, -9'999, 9'999)) + "e-" + std::to_string(between(random, 0, 4));
            values.emplace_back(text);
            const auto number = *Decimal::parse(text);
            sum = sum + number;
            y.emplace_back((number * 3 - *Decimal::parse("0.5")).text());
        }
        const auto output = output_of("statistics", json::object{{"values", values}, {"y", y}});
        const auto at = [&](std::string_view name) { return *Decimal::parse(text_at(output, name)); };
        EXPECT_EQ(at("sum"), sum);
        EXPECT_EQ(at("range"), at("max") - at("min"));
        EXPECT_FALSE(at("mean") < at("min") || at("max") < at("mean"));
        EXPECT_FALSE(at("variance") < at("population_variance"));
        EXPECT_EQ(output.at("percentiles").at(1).at("value"), output.at("median"));
        // A line through points of a line is that line.
        EXPECT_EQ(output.at("regression").at("slope"), "3");
        EXPECT_EQ(output.at("regression").at("intercept"), "-0.5");
        EXPECT_EQ(output.at("regression").at("r"), "1");
        std::shuffle(values.begin(), values.end(), random);
        EXPECT_EQ(output_of("statistics", json::object{{"values", values}}).at("stddev"), output.at("stddev"));
    }
}

TEST(Statistics, SayWhichResultsAreRounded) {
    const auto output = output_of("statistics", R"({"values": [1, 2, 5], "measures": ["mean", "sum", "stddev"]})");
    EXPECT_EQ(json::serialize(output.at("rounded")), R"(["/mean","/stddev"])");
    EXPECT_TRUE(output.at("median").is_null());
}

TEST(Statistics, WithoutMeasuresGiveEachThatHasAValue) {
    const auto alone = output_of("statistics", R"({"values": [4], "y": [2]})");
    EXPECT_EQ(alone.at("mean"), "4");
    EXPECT_EQ(alone.at("population_stddev"), "0");
    EXPECT_TRUE(alone.at("stddev").is_null());
    EXPECT_TRUE(alone.at("regression").is_null());
}

TEST(Statistics, RefuseWhatTheyCannotDescribe) {
    std::string many = R"({"values": [)";
    for (int i = 0; i < 10'000; ++i) many += "1,";
    expect_refused(
        "statistics",
        {
            {R"({"values": []})", Kind::bad_input, "/values"},
            {R"({"values": "1, 2"})", Kind::bad_input, "/values"},
            {R"({"values": [1, "two"]})", Kind::bad_input, "/values/1"},
            {R"({"values": [1, null]})", Kind::bad_input, "/values/1"},
            {R"({"values": [1, [2]]})", Kind::bad_input, "/values/1"},
            {R"({"values": ["0x10"]})", Kind::bad_input, "/values/0"},
            {many + "1]}", Kind::bad_input, "/values"},
            {R"({"values": [1, 2], "y": [1]})", Kind::bad_input, "/y"},
            {R"({"values": [1, 2], "measures": ["regression"]})", Kind::bad_input, "/y"},
            {R"({"values": [1, 2], "measures": ["kurtosis"]})", Kind::bad_input, "/measures/0"},
            {R"({"values": [1, 2], "percentiles": [101]})", Kind::bad_input, "/percentiles/0"},
            {R"({"values": [1, 2], "percentiles": [-1]})", Kind::bad_input, "/percentiles/0"},
            {R"({"values": [1], "measures": ["variance"]})", Kind::failed, ""},
            {R"({"values": [1, 1], "y": [1, 2], "measures": ["regression"]})", Kind::failed, ""},
            {R"({"values": ["1e101"]})", Kind::limit_exceeded, "max_exponent"},
            {R"({"values": ["1e-101"]})", Kind::limit_exceeded, "max_exponent"},
            {R"({"values": ["1e99999"]})", Kind::limit_exceeded, "max_exponent"},
            {R"({"values": [1e300]})", Kind::limit_exceeded, "max_exponent"},
            {R"({"values": [")" + std::string(101, '1') + R"("]})", Kind::limit_exceeded, "max_number_digits"},
        });
}

// The longest list of the longest numbers ends in time, and its answer is of a bounded size.
TEST(Statistics, BoundTheirWork) {
    json::array values;
    for (int i = 0; i < 10'000; ++i)
        values.emplace_back(std::to_string(i) + std::string(60, '7') + "." + std::string(30, '3'));
    const auto begin = std::chrono::steady_clock::now();
    const auto output = output_of("statistics", json::object{{"values", values}, {"y", values}});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
    EXPECT_LT(json::serialize(output).size(), 10'000u);
}

}  // namespace
}  // namespace rustygpt::tools
