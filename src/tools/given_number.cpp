#include "tools/given_number.h"

#include "tools/describe.h"

namespace rustygpt::tools {

Decimal decimal_at(std::string_view path, const GivenNumber& given) {
    if (given.text.size() > given_digits)
        throw exceeds("max_number_digits", "A number is too long: at most 100 characters.");
    const auto value = Decimal::parse(given.text);
    if (!value) throw bad_input(path, "must be a decimal number");
    static const auto most = Decimal::power(10, given_exponent);
    if (!(*value < most) || !(-*value < most) || !(*value * most).whole())
        throw exceeds("max_exponent",
                      "A number is too large or too small: at most 100 digits before or after the point.");
    return *value;
}

}  // namespace rustygpt::tools

namespace rustygpt::dto {

using tools::GivenNumber;

void Codec<GivenNumber>::read(const json::value& value, GivenNumber& out, const std::string& path, Problems& problems) {
    if (value.is_string()) out.text = value.get_string();
    else if (value.is_int64()) out.text = std::to_string(value.get_int64());
    else if (value.is_uint64()) out.text = std::to_string(value.get_uint64());
    else if (value.is_double()) append_number(out.text, value.get_double());
    else problems.add(path, "must be a number, or a decimal number as a string");
}

json::value Codec<GivenNumber>::schema(Schemas&, Direction) {
    return json::object{
        {"anyOf", json::array{json::object{{"type", "number"}},
                              json::object{{"type", "string"},
                                           {"minLength", 1},
                                           {"maxLength", 1100},
                                           {"pattern", "^[+-]?([0-9]+(\\.[0-9]+)?|\\.[0-9]+)([eE][+-]?[0-9]+)?$"}}}}};
}

}  // namespace rustygpt::dto
