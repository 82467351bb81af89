#include "tools/number_base.h"

#include <charconv>

#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/asking.h"
#include "tools/describe.h"
#include "tools/english.h"

namespace rustygpt::tools {

using Base = dto::Integer<2, 36>;

struct NumberBaseInput {
    dto::Text<1, 4'400> value;
    std::optional<Base> from;
    Base to;
};
BOOST_DESCRIBE_STRUCT(NumberBaseInput, (), (value, from, to))

struct NumberBaseOutput {
    std::string value;
    bool exact = true;
    std::int64_t from = 10;
    std::int64_t to = 10;
};
BOOST_DESCRIBE_STRUCT(NumberBaseOutput, (), (value, exact, from, to))

namespace {

Info describe_number_base() {
    Info info;
    info.name = "number_base";
    info.version = "1.0.0";
    info.description =
        "Writes a number in another base, 2 to 36: whole numbers of thousands of digits, negative ones, fractions. A "
        "fraction that does not end within 256 digits after the point is rounded there, half away from zero.";
    info.input_schema = input_schema<NumberBaseInput>(
        {{"value",
          "[+-]digits[.digits]; the digits of bases over 10 are 0-9 and a-z in either case. 0x, 0o and 0b in front "
          "say the base."},
         {"from", "The base that value is written in; 10 where it is absent and value does not say."},
         {"to", "The base to write it in."}});
    info.output_schema = output_schema<NumberBaseOutput>({{"value", "In lower case, without a prefix."},
                                                          {"exact", "Whether no digit was rounded."},
                                                          {"from", "The base that was read."},
                                                          {"to", "The base that was written."}});
    info.limits = {{"max_digits", max_base_digits}, {"max_fraction_digits", max_fraction_digits}};
    const auto example = [&info](json::object input, std::string_view value, bool exact, int from, int to) {
        info.examples.push_back({std::move(input), {{"value", value}, {"exact", exact}, {"from", from}, {"to", to}}});
    };
    example({{"value", "255"}, {"to", 16}}, "ff", true, 10, 16);
    example({{"value", "-101101.101"}, {"from", 2}, {"to", 10}}, "-45.625", true, 2, 10);
    example({{"value", "0xDEADBEEF"}, {"to", 10}}, "3735928559", true, 16, 10);
    example({{"value", "340282366920938463463374607431768211456"}, {"to", 36}}, "f5lxx1zz5pnorynqglhzmsp34", true, 10,
            36);
    return info;
}

// The base that "0x" and the like in front of the digits say; they are taken off.
std::optional<int> take_prefix(std::string& value) {
    const std::size_t sign = value.starts_with('-') || value.starts_with('+') ? 1 : 0;
    for (const auto& [prefix, base] : {std::pair("0x", 16), std::pair("0o", 8), std::pair("0b", 2)})
        if (english::starts_with(std::string_view(value).substr(sign), prefix)) {
            value.erase(sign, 2);
            return base;
        }
    return std::nullopt;
}

struct Reading {
    std::string digits;
    int from = 10;
};

Reading reading_of(const NumberBaseInput& input) {
    Reading reading{.digits = input.value.value};
    if (input.from) reading.from = static_cast<int>(input.from->value);
    auto stripped = reading.digits;
    const auto said = take_prefix(stripped);
    // "0b1" is also a number of base 12 and more: what the input names goes first.
    if (said && (!input.from || reading.from == *said)) reading = {std::move(stripped), *said};
    return reading;
}

void check_length(std::string_view digits) {
    const auto point = std::min(digits.find('.'), digits.size());
    if (point > max_base_digits + 1) throw exceeds("max_digits", "The number is too long: at most 4,096 digits.");
    if (digits.size() - point > max_fraction_digits + 1)
        throw exceeds("max_fraction_digits", "The fraction is too long: at most 256 digits after the point.");
}

// "hex", "hexadecimal", "base 7", "base-7"
std::optional<int> base_named(std::string_view name) {
    static constexpr std::pair<std::string_view, int> names[] = {
        {"binary", 2}, {"octal", 8}, {"decimal", 10}, {"hex", 16}, {"hexadecimal", 16}};
    for (const auto& [word, base] : names)
        if (english::lower(name) == word) return base;
    if (!english::take(name, {"base-", "base"})) return std::nullopt;
    int base = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), base);
    const bool whole = error == std::errc{} && end == name.data() + name.size();
    return whole && base >= 2 && base <= 36 ? std::optional(base) : std::nullopt;
}

// "ff (hex)", "1010 in binary", "binary 1010", "hex number ff": the base and, left in `text`, the digits.
std::optional<int> take_base(std::string_view& text) {
    if (const auto halves = english::split(text, {"number", "value"}); halves && !halves->after.contains(' '))
        if (const auto base = base_named(halves->before)) {
            text = halves->after;
            return base;
        }
    const auto first = text.find(' '), last = text.rfind(' ');
    if (first == text.npos) return std::nullopt;
    if (const auto base = base_named(text.substr(0, first)); base && first == last) {
        text = english::trimmed(text.substr(first));
        return base;
    }
    for (auto at = first; at != text.npos; at = text.find(' ', at + 1)) {
        auto name = english::trimmed(text.substr(at));
        english::take(name, {"in", "from", "("});
        english::take_back(name, {")", "number"});
        if (const auto base = base_named(name)) {
            text = english::trimmed(text.substr(0, at));
            return base;
        }
    }
    return std::nullopt;
}

// "binary representation of 10", "hex value of 255": the base, and the digits are left.
std::optional<int> take_target(std::string_view& text) {
    english::take(text, {"the"});
    const auto halves = english::split(text, {"of", "for"});
    if (!halves) return std::nullopt;
    auto name = halves->before;
    if (!english::take_back(name, {"representation", "value", "form", "notation", "equivalent"})) return std::nullopt;
    text = halves->after;
    return base_named(name);
}

struct Asked {
    std::string digits;  // with the name of their base behind, where it is said
    int to = 0;
};

// "hex ff is what in binary": the base that stands beside the number is its own.
std::optional<Asked> of_two_bases(const std::vector<std::string>& words) {
    std::vector<std::size_t> bases;
    for (std::size_t at = 0; at < words.size(); ++at)
        if (base_named(words[at])) bases.push_back(at);
    if (bases.size() != 2) return std::nullopt;
    for (const std::size_t own : {bases[0], bases[1]}) {
        const std::size_t other = bases[0] + bases[1] - own;
        for (const std::size_t number : {own + 1, own - 1}) {
            if (number >= words.size() || words[number].find_first_of("0123456789") == std::string::npos) continue;
            auto around = words;
            around.erase(around.begin() + static_cast<std::ptrdiff_t>(std::max(own, number)));
            around.erase(around.begin() + static_cast<std::ptrdiff_t>(std::min(own, number)));
            if (english::only_asks(around, {"number", words[other], "digits", "equal", "equals"}))
                return Asked{words[number] + " " + words[own], *base_named(words[other])};
        }
    }
    return std::nullopt;
}

// One number, the name of one base, and words that ask, in any order: "what would 77 look like in binary".
std::optional<Asked> in_any_order(std::string_view text) {
    const auto words = english::words_of(text);
    if (auto found = of_two_bases(words)) return found;
    Asked out;
    for (const auto& word : words) {
        const bool number = word.find_first_not_of("0123456789") == word.npos || word.starts_with("0x") ||
                            word.starts_with("0b") || word.starts_with("0o");
        const auto base = base_named(word);
        if ((number && !out.digits.empty()) || (base && out.to != 0)) return std::nullopt;
        if (number) out.digits = word;
        else if (base) out.to = *base;
        else if (!english::only_asks(
                     {word}, {"number", "represent", "represented", "representation", "form", "notation", "look",
                              "looks", "written", "expressed", "system", "converted", "equivalent"}))
            return std::nullopt;
    }
    // "2.5" and "5 * 3" are more than one number.
    const auto sign = text.find_first_of(".%+*^\"");
    if (out.digits.empty() || out.to == 0 || (sign != text.npos && sign + 1 < text.size())) return std::nullopt;
    return out;
}

// A person reads no 256 digits of a fraction.
std::string shortened(std::string_view number) {
    constexpr std::size_t most = 40;
    const auto point = number.find('.');
    if (point == number.npos || number.size() - point <= most) return std::string(number);
    return std::string(number.substr(0, point + most)) + "\u2026";
}

class NumberBase final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<NumberBaseInput>(input);
            const auto reading = reading_of(read);
            check_length(reading.digits);
            const auto to = static_cast<int>(read.to.value);
            auto result = rewritten(reading.digits, reading.from, to);
            if (!result)
                throw bad_input("/value",
                                fmt::format("must be [+-]digits[.digits] with digits of base {}", reading.from));
            return output(NumberBaseOutput{
                .value = std::move(result->digits), .exact = result->exact, .from = reading.from, .to = to});
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        if (intent.size() > 1'000 || !english::mentions(intent, {"base", "binary", "octal", "decimal", "hex"}))
            return std::nullopt;
        if (auto found = in_order(intent)) return found;
        const auto free = in_any_order(intent);
        return free ? written(free->digits, free->to) : std::nullopt;
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        return fmt::format("{} (base {}) {} **{}** (base {})", std::string_view(input.at("value").as_string()),
                           output.at("from").as_int64(), output.at("exact").as_bool() ? "=" : "\u2248",
                           shortened(output.at("value").as_string()), output.at("to").as_int64());
    }

private:
    // The digits as they are asked for in another base.
    static std::optional<Match> written(std::string_view digits, int to) {
        const auto from = take_base(digits);
        if (digits.size() > max_base_digits) return std::nullopt;
        json::object input{{"value", digits}, {"to", to}};
        if (from) input["from"] = *from;
        auto bare = std::string(digits);
        const auto said = from ? from : take_prefix(bare);
        // "12 in decimal" asks for nothing.
        if (said.value_or(10) == to || !rewritten(bare, said.value_or(10), to)) return std::nullopt;
        return Match{.input = std::move(input), .confidence = 0.94};
    }

    // "255 in hex", "convert 0xff to decimal", "1010 in binary to base 7", "ff from base 16 to base 10"
    static std::optional<Match> in_order(std::string_view intent) {
        auto text = english::request(intent);
        english::take(text, {"convert", "write", "express", "how do i write", "how do you write", "how would you write",
                             "represent", "turn", "change"});
        std::optional<english::Halves> halves;
        std::optional<int> to;
        for (std::size_t from = 0; (halves = english::split(text, {"to", "in", "into", "as"}, from));
             from = halves->at + 1) {
            auto name = halves->after;
            english::take(name, {"a", "an"});
            english::take_back(name, {"number", "notation", "form"});
            if ((to = base_named(name))) break;
        }
        auto digits = to ? halves->before : text;
        if (!to) to = take_target(digits);
        if (!to) return std::nullopt;
        english::take_back(digits, {"written", "expressed"});
        english::take(digits, {"the"});
        english::take(digits, {"number"});
        english::take(digits, {"from"});
        return written(digits, *to);
    }

    Info info_ = describe_number_base();
};

}  // namespace

std::unique_ptr<Tool> make_number_base_tool() { return std::make_unique<NumberBase>(); }

}  // namespace rustygpt::tools
