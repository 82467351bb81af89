#include "tools/statistics.h"

#include <algorithm>

#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/describe.h"
#include "tools/given_number.h"
#include "tools/schema.h"
#include "tools/statistics_phrases.h"

namespace rustygpt::tools {

enum class Measure {
    sum,
    mean,
    median,
    mode,
    min,
    max,
    range,
    variance,
    population_variance,
    stddev,
    population_stddev,
    percentiles,
    regression,
};
BOOST_DESCRIBE_ENUM(Measure, sum, mean, median, mode, min, max, range, variance, population_variance, stddev,
                    population_stddev, percentiles, regression)
BOOST_DESCRIBE_ENUM(PercentileMethod, linear, exclusive, nearest_rank)

struct StatisticsInput {
    dto::List<GivenNumber, 10'000> values;
    std::optional<dto::List<GivenNumber, 10'000>> y;
    std::optional<dto::List<Measure, 13>> measures;
    std::optional<dto::List<GivenNumber, 100>> percentiles;
    std::optional<PercentileMethod> percentile_method;
};
BOOST_DESCRIBE_STRUCT(StatisticsInput, (), (values, y, measures, percentiles, percentile_method))

namespace {

constexpr std::size_t max_modes = 100;

json::object statistics_output() {
    json::object properties{{"count", schema::integer("How many values.")}};
    for (const auto* name : {"sum", "mean", "median", "min", "max", "range", "variance", "population_variance",
                             "stddev", "population_stddev"})
        properties[name] = schema::nullable(schema::text("Null where it was not asked for or has no value."));
    properties["mode"] = schema::nullable(
        schema::list({{"type", "string"}}, "The commonest values, at most 100; empty where no value occurs twice."));
    properties["percentiles"] = schema::nullable(
        schema::list(schema::closed({{"p", schema::text("0 to 100.")}, {"value", schema::text("The value there.")}}),
                     "In the order asked for."));
    auto line = schema::closed({{"slope", schema::text("Of y = slope x + intercept.")},
                                {"intercept", schema::text("y where x is 0.")},
                                {"r", schema::nullable(schema::text("Pearson's; null where all y are the same."))},
                                {"r_squared", schema::nullable(schema::text("The share that the line explains."))}});
    properties["regression"] = schema::nullable(std::move(line));
    properties["rounded"] = schema::list({{"type", "string"}}, "JSON pointers to the results that are not exact.");
    return schema::document(std::move(properties));
}

json::array texts(std::initializer_list<const char*> all) { return json::array(all.begin(), all.end()); }

json::object output_with(json::value count, json::object given, json::array rounded) {
    json::object out{{"count", std::move(count)}};
    for (const auto* name : {"sum", "mean", "median", "min", "max", "range", "variance", "population_variance",
                             "stddev", "population_stddev", "mode", "percentiles", "regression"})
        out[name] = given.contains(name) ? given[name] : json::value();
    out["rounded"] = std::move(rounded);
    return out;
}

Info describe_statistics() {
    Info info;
    info.name = "statistics";
    info.version = "1.0.0";
    info.description =
        "Describes a list of numbers, in decimal arithmetic: sum, mean, median, mode, range, variance and standard "
        "deviation (of a sample, over n-1, and of a population, over n), percentiles, and the least-squares line of y "
        "over the values. Percentiles by method: linear takes rank 1 + (n-1)p/100 between two sorted values in "
        "proportion, exclusive rank (n+1)p/100 held within 1 and n, nearest_rank the smallest value with at least p % "
        "at or below it.";
    info.input_schema =
        input_schema<StatisticsInput>({{"values", "1 to 10,000 numbers; strings keep digits that JSON numbers lose."},
                                       {"y", "As many as values: the second coordinates for regression."},
                                       {"measures", "What to work out; without it everything that has a value."},
                                       {"percentiles", "Numbers from 0 to 100; 25, 50 and 75 where there are none."},
                                       {"percentile_method", "linear where it is absent."}});
    info.input_schema["properties"].as_object()["values"].as_object()["minItems"] = 1;
    info.output_schema = statistics_output();
    info.limits = {{"max_values", 10'000},
                   {"max_percentiles", 100},
                   {"max_modes", max_modes},
                   {"max_number_digits", given_digits},
                   {"max_exponent", given_exponent}};
    info.examples = {
        {{{"values", {2, 4, 4, 4, 5, 5, 7, 9}}, {"measures", texts({"mean", "median", "mode", "population_stddev"})}},
         output_with(8, {{"mean", "5"}, {"median", "4.5"}, {"mode", texts({"4"})}, {"population_stddev", "2"}}, {})},
        {{{"values", {"0.1", "0.2", "0.4"}}, {"measures", texts({"mean", "stddev"})}},
         output_with(3, {{"mean", "0.233333333333"}, {"stddev", "0.152752523165"}}, texts({"/mean", "/stddev"}))},
        {{{"values", {15, 20, 35, 40, 50}},
          {"measures", texts({"percentiles"})},
          {"percentiles", {30, 40}},
          {"percentile_method", "nearest_rank"}},
         output_with(5, {{"percentiles", {{{"p", "30"}, {"value", "20"}}, {{"p", "40"}, {"value", "20"}}}}}, {})},
        {{{"values", {1, 2, 3}}, {"y", {3, 5, 7}}, {"measures", texts({"regression"})}},
         output_with(3, {{"regression", {{"slope", "2"}, {"intercept", "1"}, {"r", "1"}, {"r_squared", "1"}}}}, {})},
    };
    return info;
}

std::vector<Decimal> numbers_at(const std::string& path, const std::vector<GivenNumber>& given,
                                const std::stop_token& stop) {
    std::vector<Decimal> out;
    out.reserve(given.size());
    for (const auto& number : given) {
        if (stop.stop_requested()) throw ToolError{.kind = ToolError::Kind::cancelled, .message = "It was cancelled."};
        out.push_back(decimal_at(pointer(path, std::to_string(out.size())), number));
    }
    return out;
}

class Work {
public:
    Work(const StatisticsInput& input, const std::stop_token& stop)
        : input_(input), values_(numbers_at("/values", checked(input), stop)) {
        if (input.y) y_.emplace(numbers_at("/y", input.y->items, stop));
        output_ = output_with(values_.size(), {}, {});
    }

    json::value done() {
        for (const auto measure : asked()) work_out(measure);
        output_["rounded"] = std::move(rounded_);
        return std::move(output_);
    }

private:
    static const std::vector<GivenNumber>& checked(const StatisticsInput& input) {
        if (input.values.items.empty()) throw bad_input("/values", "must have at least one number");
        if (input.y && input.y->items.size() != input.values.items.size())
            throw bad_input("/y", "must have as many numbers as values");
        return input.values.items;
    }

    [[nodiscard]] std::vector<Measure> asked() const {
        if (input_.measures) return input_.measures->items;
        using enum Measure;
        std::vector<Measure> all{
            sum, mean, median, mode, min, max, range, population_variance, population_stddev, percentiles};
        if (values_.size() > 1) all.insert(all.end(), {variance, stddev});
        if (y_ && values_.spread_with(values_).sign() != 0) all.push_back(regression);
        return all;
    }

    void work_out(Measure measure) {
        const auto n = values_.size();
        const auto name = dto::Codec<Measure>::name_of(measure);
        const auto put = [&](const Decimal& value) { output_[name] = told(std::string("/") + name, value); };
        switch (measure) {
            case Measure::sum: return put(values_.sum());
            case Measure::mean: return put(tools::mean(values_));
            case Measure::median: return put(percentile(values_, 50, PercentileMethod::linear));
            case Measure::min: return put(values_.ranked(0));
            case Measure::max: return put(values_.ranked(n - 1));
            case Measure::range: return put(values_.ranked(n - 1) - values_.ranked(0));
            case Measure::variance: return put(tools::variance(values_, true));
            case Measure::population_variance: return put(tools::variance(values_, false));
            case Measure::stddev: return put(Decimal::root(tools::variance(values_, true), 2));
            case Measure::population_stddev: return put(Decimal::root(tools::variance(values_, false), 2));
            case Measure::mode: return put_modes();
            case Measure::percentiles: return put_percentiles();
            case Measure::regression: return put_regression();
        }
    }

    void put_modes() {
        json::array modes;
        for (const auto& mode : values_.modes())
            if (modes.size() < max_modes) modes.emplace_back(told("/mode/" + std::to_string(modes.size()), mode));
        output_["mode"] = std::move(modes);
    }

    void put_percentiles() {
        std::vector<GivenNumber> wanted{{"25"}, {"50"}, {"75"}};
        if (input_.percentiles) wanted = input_.percentiles->items;
        const auto method = input_.percentile_method.value_or(PercentileMethod::linear);
        json::array rows;
        for (const auto& given : wanted) {
            const auto at = std::to_string(rows.size());
            const auto p = decimal_at("/percentiles/" + at, given);
            if (p.sign() < 0 || Decimal(100) < p) throw bad_input("/percentiles/" + at, "must be 0 to 100");
            auto value = told("/percentiles/" + at + "/value", percentile(values_, p, method));
            rows.push_back(json::object{{"p", p.text()}, {"value", std::move(value)}});
        }
        output_["percentiles"] = std::move(rows);
    }

    void put_regression() {
        if (!y_) throw bad_input("/y", "is required for regression");
        const auto line = tools::regression(values_, *y_);
        json::object out{{"slope", told("/regression/slope", line.slope)},
                         {"intercept", told("/regression/intercept", line.intercept)},
                         {"r", nullptr},
                         {"r_squared", nullptr}};
        if (line.r) out["r"] = told("/regression/r", *line.r);
        if (line.r_squared) out["r_squared"] = told("/regression/r_squared", *line.r_squared);
        output_["regression"] = std::move(out);
    }

    std::string told(const std::string& path, const Decimal& value) {
        if (!value.text_is_exact()) rounded_.emplace_back(path);
        return value.text();
    }

    const StatisticsInput& input_;
    DecimalSeries values_;
    std::optional<DecimalSeries> y_;
    json::object output_;
    json::array rounded_;
};

class Statistics final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<StatisticsInput>(input);
            return Work(read, stop).done();
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto input = statistics_question(intent);
        if (!input) return std::nullopt;
        return Match{.input = std::move(*input), .confidence = 0.93};
    }

    [[nodiscard]] std::string explain(const json::object&, const json::value& output) const override {
        return statistics_answer(output.as_object());
    }

private:
    Info info_ = describe_statistics();
};

}  // namespace

std::unique_ptr<Tool> make_statistics_tool() { return std::make_unique<Statistics>(); }

}  // namespace rustygpt::tools
