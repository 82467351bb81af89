#include "models/follow_up_values.h"

#include "base/json.h"

namespace rustygpt::models {
namespace {

using reasoning::EarlierResult;

constexpr std::size_t most_expression = 200;  // bytes of one that stands for its result
constexpr std::size_t most_number = 1'000;

// Measures of a list beside the number; one alone is what was asked for.
std::string only_measure(const boost::json::object& output) {
    std::string found;
    for (const auto* name : {"sum", "mean", "median", "min", "max", "range", "variance", "population_variance",
                             "stddev", "population_stddev"}) {
        auto value = text_in(output, name);
        if (value.empty()) continue;
        if (!found.empty()) return {};
        found = std::move(value);
    }
    for (const auto* name : {"mode", "percentiles", "regression"})
        if (member_of(output, name) != nullptr) return {};
    return found;
}

std::string decimal_of(const EarlierResult& result) {
    const auto& tool = result.tool;
    const auto &input = result.input, &output = output_of(result);
    if (tool == "calculator") return text_in(output, "result");
    if (tool == "unit_convert") return text_in(output, "value");
    if (tool == "percentage_change") return text_in(output, "percent");
    if (tool == "statistics") return only_measure(output);
    if (tool == "date_math") return text_in(output, "days");
    if (tool == "roman_numerals") return text_in(output, "number");
    if (tool == "finance") return text_in(output, member_of(output, "years") ? "payment" : "balance");
    if (tool != "number_base") return {};
    if (text_in(output, "to") == "10") return text_in(output, "value");
    return text_in(output, "from") == "10" ? text_in(input, "value") : std::string();
}

bool is_number(std::string_view text) {
    return text.find_first_of("0123456789") != text.npos && text.find_first_not_of("0123456789+-.e") == text.npos &&
           text.size() <= most_number;
}

}  // namespace

const boost::json::object& output_of(const EarlierResult& result) {
    static const boost::json::object empty;
    return result.output.is_object() ? result.output.get_object() : empty;
}

const boost::json::value* member_of(const boost::json::object& object, std::string_view member) {
    const auto* found = object.if_contains(member);
    return found != nullptr && found->is_structured() ? found : nullptr;
}

std::string text_in(const boost::json::object& object, std::string_view member) {
    const auto* found = object.if_contains(member);
    if (found == nullptr) return {};
    if (found->is_string()) return std::string(found->get_string());
    std::string text;
    if (found->is_number()) append_json(text, *found);
    return text;
}

bool flag_in(const boost::json::object& object, std::string_view member) {
    const auto* found = object.if_contains(member);
    return found != nullptr && found->is_bool() && found->get_bool();
}

std::optional<Number> number_of(const EarlierResult& result) {
    Number number{.text = decimal_of(result), .operand = {}};
    if (!is_number(number.text)) return std::nullopt;
    const auto expression = result.tool == "calculator" ? text_in(result.input, "expression") : std::string();
    const bool rounded = !expression.empty() && !flag_in(output_of(result), "exact");
    if (rounded && expression.size() <= most_expression) number.operand = "(" + expression + ")";
    else if (number.text.find_first_not_of("0123456789.") == number.text.npos) number.operand = number.text;
    else number.operand = "(" + number.text + ")";
    return number;
}

std::string date_of(const EarlierResult& result) {
    if (result.tool != "date_math") return {};
    auto date = text_in(output_of(result), "date");
    return date.empty() ? text_in(result.input, "date") : date;
}

}  // namespace rustygpt::models
