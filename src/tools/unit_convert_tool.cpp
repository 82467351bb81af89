#include <algorithm>

#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/describe.h"
#include "tools/english.h"
#include "tools/given_number.h"
#include "tools/unit_phrases.h"
#include "tools/units.h"

namespace rustygpt::tools {

struct UnitConvertInput {
    GivenNumber value;
    dto::Text<1, 64> from;
    dto::Text<1, 64> to;
};
BOOST_DESCRIBE_STRUCT(UnitConvertInput, (), (value, from, to))

struct UnitConvertOutput {
    std::string value;
    bool exact = true;
    std::string from;
    std::string to;
    std::string dimension;
};
BOOST_DESCRIBE_STRUCT(UnitConvertOutput, (), (value, exact, from, to, dimension))

namespace {

Info describe_unit_convert() {
    Info info;
    info.name = "unit_convert";
    info.version = "1.0.0";
    info.description =
        "Converts between units by their exact definitions (a mile is 1609.344 m). A year is 365.25 days, a month a "
        "twelfth of "
        "it; gallon, pint, cup and fluid ounce are US ones unless \"imperial\" is said. Units by dimension: " +
        list_of_units() + ". English names work too.";
    info.input_schema = input_schema<UnitConvertInput>(
        {{"value",
          "A number, or a decimal number as a string: a JSON number has about 16 digits, a string up to 1,000."},
         {"from", "A unit: symbol (case matters: MB, Mb) or name."},
         {"to", "A unit of the same dimension."}});
    info.output_schema = output_schema<UnitConvertOutput>(
        {{"value", "The result as a decimal number: all its digits where it has at most 34, else rounded to 12."},
         {"exact", "Whether value is not rounded."},
         {"from", "The unit's symbol."},
         {"to", "The unit's symbol."},
         {"dimension", "What both measure."}});
    info.limits = {
        {"max_number_digits", Decimal::max_digits}, {"max_exponent", Decimal::max_exponent}, {"max_unit_bytes", 64}};
    const auto example = [&info](json::value value, std::string_view from, std::string_view to, json::value result) {
        info.examples.push_back({{{"value", std::move(value)}, {"from", from}, {"to", to}}, std::move(result)});
    };
    example(5, "miles", "km",
            {{"value", "8.04672"}, {"exact", true}, {"from", "mi"}, {"to", "km"}, {"dimension", "length"}});
    example("98.6", "fahrenheit", "celsius",
            {{"value", "37"}, {"exact", true}, {"from", "\u00b0F"}, {"to", "\u00b0C"}, {"dimension", "temperature"}});
    example(1, "GiB", "MB",
            {{"value", "1073.741824"}, {"exact", true}, {"from", "GiB"}, {"to", "MB"}, {"dimension", "data"}});
    example(180, "degrees", "rad",
            {{"value", "3.14159265359"}, {"exact", false}, {"from", "deg"}, {"to", "rad"}, {"dimension", "angle"}});
    return info;
}

const Unit& unit_at(std::string_view path, std::string_view name) {
    if (const auto* unit = find_unit(english::trimmed(name))) return *unit;
    const auto near = near_units(english::trimmed(name));
    throw bad_input(path, near.empty() ? "is not a known unit"
                                       : fmt::format("is not a known unit; near it: {}", fmt::join(near, ", ")));
}

class UnitConvert final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<UnitConvertInput>(input);
            const auto& from = unit_at("/from", read.from.value);
            const auto& to = unit_at("/to", read.to.value);
            const auto value = Decimal::parse(read.value.text);
            if (!value) throw bad_input("/value", "must be a decimal number of at most 1,000 digits");
            if (from.dimension != to.dimension)
                throw failed(fmt::format("{} measures {} and {} measures {}: there is no way from one to the other.",
                                         from.symbol, from.dimension, to.symbol, to.dimension));
            const auto base = (*value + from.offset) * from.factor;
            if (from.dimension == "temperature" && base.sign() < 0) throw failed("That is below absolute zero.");
            const auto result = &from == &to ? *value : base / to.factor - to.offset;
            return output(UnitConvertOutput{.value = result.text(),
                                            .exact = result.text_is_exact(),
                                            .from = std::string(from.symbol),
                                            .to = std::string(to.symbol),
                                            .dimension = std::string(from.dimension)});
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override { return unit_question(intent); }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto& given = input.at("value");
        std::string value;
        if (given.is_string()) value = given.get_string();
        else append_number(value, given.to_number<double>());
        const auto text = [&output](std::string_view field) { return std::string_view(output.at(field).as_string()); };
        return fmt::format("{} {} {} **{} {}**", value, text("from"), output.at("exact").as_bool() ? "=" : "\u2248",
                           text("value"), text("to"));
    }

private:
    Info info_ = describe_unit_convert();
};

}  // namespace

std::unique_ptr<Tool> make_unit_convert_tool() { return std::make_unique<UnitConvert>(); }

}  // namespace rustygpt::tools
