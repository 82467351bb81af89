#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/asking.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/phrase.h"
#include "tools/roman.h"

namespace rustygpt::tools {

// A number to write, or a numeral to read.
struct RomanValue {
    int number = 0;
};

struct RomanInput {
    RomanValue value;
};
BOOST_DESCRIBE_STRUCT(RomanInput, (), (value))

struct RomanOutput {
    std::int64_t number = 0;
    std::string numeral;
};
BOOST_DESCRIBE_STRUCT(RomanOutput, (), (number, numeral))

}  // namespace rustygpt::tools

template <>
struct rustygpt::dto::Codec<rustygpt::tools::RomanValue> {
    static void read(const json::value& value, tools::RomanValue& out, const std::string& path, Problems& problems) {
        if (value.is_string()) {
            const auto number = tools::parse_roman(value.get_string());
            if (number) out.number = *number;
            else problems.add(path, "must be a Roman numeral in its standard form, I to MMMCMXCIX");
        } else if (value.is_number()) {
            std::int64_t number = 0;
            if (!detail::read_integer(value, number, path, problems)) return;
            if (number < 1 || number > tools::max_roman) return problems.add(path, "must be 1 to 3999");
            out.number = static_cast<int>(number);
        } else {
            problems.add(path, "must be a whole number, or a Roman numeral as a string");
        }
    }
    static json::value schema(Schemas&, Direction) {
        return json::object{
            {"anyOf", json::array{json::object{{"type", "integer"}, {"minimum", 1}, {"maximum", tools::max_roman}},
                                  json::object{{"type", "string"},
                                               {"minLength", 1},
                                               {"maxLength", 15},
                                               {"pattern",
                                                "^(M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})|"
                                                "m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3}))$"}}}}};
    }
};

namespace rustygpt::tools {
namespace {

Info describe_roman() {
    Info info;
    info.name = "roman_numerals";
    info.version = "1.0.0";
    info.description =
        "Writes a number as a Roman numeral, or reads one. Strict: only the standard form (XL, never XXXX or VX), 1 to "
        "3999, in one case of letters.";
    info.input_schema = input_schema<RomanInput>({{"value", "A number to write, or a numeral to read."}});
    info.output_schema = output_schema<RomanOutput>({{"number", "1 to 3999."}, {"numeral", "In capital letters."}});
    info.limits = {{"min_number", 1}, {"max_number", max_roman}, {"max_numeral_letters", 15}};
    const auto example = [&info](json::value value, int number, std::string_view numeral) {
        info.examples.push_back({{{"value", std::move(value)}}, {{"number", number}, {"numeral", numeral}}});
    };
    example(1994, 1994, "MCMXCIV");
    example("MMXXIV", 2024, "MMXXIV");
    example("xlix", 49, "XLIX");
    example(3999, 3999, "MMMCMXCIX");
    return info;
}

std::optional<Match> matched(json::value value) {
    return Match{.input = {{"value", std::move(value)}}, .confidence = 0.96};
}

// "2024 in roman numerals", "the roman numeral for 9"
std::optional<Match> writing(std::string_view text) {
    const auto phrase = phrase_of(text);
    if (phrase.numbers.size() != 1 || !phrase.has({"roman"})) return std::nullopt;
    if (!phrase.only({"#",   "as",   "in",     "into",    "to",      "a",     "the", "roman", "numeral", "numerals",
                      "for", "of",   "number", "write",   "convert", "is",    "how", "do",    "you",     "i",
                      ",",   "what", "would",  "express", "written", "using", "can", "one",   "be",      "with"}))
        return std::nullopt;
    const auto& number = phrase.numbers.front();
    if (number.size() > 6 || number.find_first_not_of("0123456789") != number.npos) return std::nullopt;
    return matched(std::stoi(number));
}

// "MCMXCIV in numbers", "roman numeral XIV", "read the roman numeral XIV"
std::optional<Match> reading(std::string_view text) {
    english::take(text, {"convert", "read", "translate", "turn"});
    bool asked = english::take(
        text, {"what number is", "which number is", "what number does", "which number does", "number is"});
    english::take(text, {"the"});
    asked |= english::take(text, {"roman numeral", "roman number", "roman numerals"});
    asked |= english::take_back(
        text, {"in numbers", "as a number", "to a number", "in arabic numerals", "in arabic", "to arabic numerals",
               "to arabic", "in decimal", "to decimal", "as a decimal", "into a number", "into arabic numerals",
               "in numerals", "stand for", "mean", "represent", "from roman numerals", "from roman", "in digits"});
    if (!asked || !parse_roman(text)) return std::nullopt;
    return matched(json::value(text));
}

// One numeral in capitals of two letters or more, and words of numerals that ask: "what's MMXIX in normal numbers".
std::optional<Match> in_any_order(std::string_view text) {
    std::string numeral;
    std::string around;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find_first_of(" ,.?!:;\"", at), text.size());
        const auto word = text.substr(at, end - at);
        const bool capitals = word.size() > 1 && word.find_first_not_of("IVXLCDM") == word.npos;
        if (capitals && numeral.empty() && parse_roman(word)) numeral = word;
        else (around += word) += ' ';
        at = end + 1;
    }
    const auto words = english::words_of(around);
    if (numeral.empty() || !english::has_any(words, {"roman", "numeral", "numerals", "arabic", "numbers", "decimal"}))
        return std::nullopt;
    if (!english::only_asks(
            words, {"roman", "numeral", "numerals", "arabic", "numbers", "number", "decimal", "normal", "ordinary",
                    "modern", "digits", "stand", "stands", "mean", "represent", "read", "year"}))
        return std::nullopt;
    return matched(json::value(numeral));
}

class RomanNumerals final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto number = read_input<RomanInput>(input).value.number;
            return output(RomanOutput{.number = number, .numeral = roman_numeral(number)});
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        if (intent.size() > 200 || !english::mentions(intent, {"roman", "number", "arabic", "decimal", "digits"}))
            return std::nullopt;
        const auto text = english::request(intent);
        auto found = writing(text);
        if (!found) found = reading(text);
        return found ? found : in_any_order(intent);
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto number = output.at("number").as_int64();
        const std::string_view numeral = output.at("numeral").as_string();
        if (input.at("value").is_string()) return fmt::format("{} is **{}**.", numeral, number);
        return fmt::format("{} in Roman numerals is **{}**.", number, numeral);
    }

private:
    Info info_ = describe_roman();
};

}  // namespace

std::unique_ptr<Tool> make_roman_numerals_tool() { return std::make_unique<RomanNumerals>(); }

}  // namespace rustygpt::tools
