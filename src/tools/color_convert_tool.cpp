#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/color.h"
#include "tools/asking.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/schema.h"

namespace rustygpt::tools {

struct ColorInput {
    dto::Text<3, 64> color;
    std::optional<dto::Text<3, 64>> against;
};
BOOST_DESCRIBE_STRUCT(ColorInput, (), (color, against))

namespace {

json::object color_output() {
    const auto polar = [](std::string_view last) {
        return schema::closed({{"h", schema::text("Degrees, 0 to under 360.")},
                               {"s", schema::text("Percent.")},
                               {last, schema::text("Percent.")}});
    };
    return schema::document(
        {{"hex", schema::text("#rrggbb, lower case.")},
         {"rgb", schema::closed({{"r", schema::integer("0 to 255.")},
                                 {"g", schema::integer("0 to 255.")},
                                 {"b", schema::integer("0 to 255.")}})},
         {"hsl", polar("l")},
         {"hsv", polar("v")},
         {"name", schema::nullable(schema::text("Its CSS name, the first by the alphabet."))},
         {"luminance", schema::text("WCAG 2's relative luminance, 0 to 1, to 12 significant digits.")},
         {"contrast", schema::nullable(schema::closed(
                          {{"against", schema::text("The other colour, as #rrggbb.")},
                           {"ratio", schema::text("WCAG 2's contrast ratio, 1 to 21, to 12 significant digits.")},
                           {"aa", schema::flag("At least 4.5: enough for text.")},
                           {"aa_large", schema::flag("At least 3: enough for large text.")},
                           {"aaa", schema::flag("At least 7: enhanced, for text.")},
                           {"aaa_large", schema::flag("At least 4.5: enhanced, for large text.")}}))}});
}

json::value polar_json(const Polar& polar, std::string_view last) {
    return {{"h", polar.hue.text()}, {"s", polar.saturation.text()}, {last, polar.last.text()}};
}

json::value contrast_json(const Color& color, const Color& other) {
    const auto ratio = contrast(color, other);
    const auto reaches = [&ratio](const Decimal& least) { return !(ratio < least); };
    static const auto four_and_a_half = *Decimal::parse("4.5");
    return {{"against", other.hex()}, {"ratio", ratio.text()}, {"aa", reaches(four_and_a_half)},
            {"aa_large", reaches(3)}, {"aaa", reaches(7)},     {"aaa_large", reaches(four_and_a_half)}};
}

Info describe_color() {
    Info info;
    info.name = "color_convert";
    info.version = "1.0.0";
    info.description =
        "Converts a colour between hex, rgb, hsl, hsv and the CSS names, and works out the WCAG 2 contrast of two. All "
        "by way of 8 bits a channel: what is read is rounded to those half away from zero, and hsl and hsv are told to "
        "one digit after the point.";
    info.input_schema = input_schema<ColorInput>(
        {{"color", "#f80, #ff8800, rgb(255, 136, 0), hsl(32, 100%, 50%), hsv(32, 100%, 100%) or a CSS name. Opaque."},
         {"against", "A second colour, for the contrast."}});
    info.output_schema = color_output();
    info.limits = {{"max_color_bytes", 64}};
    const auto example = [&info](json::object input, json::object output) {
        info.examples.push_back({std::move(input), std::move(output)});
    };
    example({{"color", "rebeccapurple"}}, {{"hex", "#663399"},
                                           {"rgb", {{"r", 102}, {"g", 51}, {"b", 153}}},
                                           {"hsl", {{"h", "270"}, {"s", "50"}, {"l", "40"}}},
                                           {"hsv", {{"h", "270"}, {"s", "66.7"}, {"v", "60"}}},
                                           {"name", "rebeccapurple"},
                                           {"luminance", "0.0749234115945"},
                                           {"contrast", nullptr}});
    example({{"color", "hsl(32deg 100% 50%)"}}, {{"hex", "#ff8800"},
                                                 {"rgb", {{"r", 255}, {"g", 136}, {"b", 0}}},
                                                 {"hsl", {{"h", "32"}, {"s", "100"}, {"l", "50"}}},
                                                 {"hsv", {{"h", "32"}, {"s", "100"}, {"v", "100"}}},
                                                 {"name", nullptr},
                                                 {"luminance", "0.388683188861"},
                                                 {"contrast", nullptr}});
    example({{"color", "#777"}, {"against", "white"}}, {{"hex", "#777777"},
                                                        {"rgb", {{"r", 119}, {"g", 119}, {"b", 119}}},
                                                        {"hsl", {{"h", "0"}, {"s", "0"}, {"l", "46.7"}}},
                                                        {"hsv", {{"h", "0"}, {"s", "0"}, {"v", "46.7"}}},
                                                        {"name", nullptr},
                                                        {"luminance", "0.1844749945"},
                                                        {"contrast",
                                                         {{"against", "#ffffff"},
                                                          {"ratio", "4.47808945358"},
                                                          {"aa", false},
                                                          {"aa_large", true},
                                                          {"aaa", false},
                                                          {"aaa_large", false}}}});
    return info;
}

Color color_at(std::string_view path, std::string_view text) {
    const auto color = Color::parse(text);
    if (!color)
        throw bad_input(path, "must be #rgb, #rrggbb, rgb(...), hsl(...), hsv(...) or a CSS colour name, and opaque");
    return *color;
}

std::optional<Match> matched(json::object input) { return Match{.input = std::move(input), .confidence = 0.95}; }

// "contrast of #777 and white", "contrast ratio between black and white"
std::optional<Match> contrast_question(std::string_view text) {
    english::take(text, {"the"});
    if (const auto halves = english::split(text, {"contrast"});
        halves && english::only_asks(english::words_of(halves->before), {"good", "bad", "high", "low", "big", "strong",
                                                                         "wcag", "color", "colour", "enough"}))
        text = text.substr(halves->at);
    if (!english::take(text, {"contrast ratio", "contrast"})) return std::nullopt;
    english::take(text, {"do", "does"});
    english::take(text, {"of", "between", "for"});
    const auto halves = english::split(text, {"and", "on", "against", "with", "vs"});
    if (!halves) return std::nullopt;
    auto color = halves->before, against = halves->after;
    english::take_back(color, {"text"});
    english::take(against, {"a", "the"});
    english::take_back(against, {"background", "text"});
    if (!Color::parse(color) || !Color::parse(against)) return std::nullopt;
    return matched({{"color", color}, {"against", against}});
}

bool color_space(std::string_view text) {
    english::take_back(text, {"code", "value", "color", "colour", "format"});
    for (const std::string_view name : {"hex", "rgb", "hsl", "hsv", "hsb", "css"})
        if (english::lower(text) == name) return true;
    return false;
}

// "#ff8800 in rgb", "rgb(255, 0, 0) to hex", "hex code of tomato", "#ff8800"
std::optional<Match> conversion_question(std::string_view text) {
    english::take(text, {"convert", "turn", "change", "what color is", "what colour is", "which color is",
                         "which colour is", "the"});
    english::take(text, {"the"});
    english::take(text, {"color", "colour"});
    std::size_t from = 0;
    while (const auto halves = english::split(text, {"in", "to", "into", "as"}, from)) {
        if (color_space(halves->after) && Color::parse(halves->before)) return matched({{"color", halves->before}});
        from = halves->at + 1;
    }
    if (const auto halves = english::split(text, {"of", "for"});
        halves && color_space(halves->before) && Color::parse(halves->after))
        return matched({{"color", halves->after}});
    if (text.starts_with('#') && Color::parse(text)) return matched({{"color", text}});
    return std::nullopt;
}

// One colour that names itself as one (#..., rgb(...)), a space, and words that ask, in any order.
std::optional<Match> in_any_order(std::string_view text) {
    auto begin = text.find('#');
    for (const std::string_view space : {"rgb(", "hsl(", "hsv("}) begin = std::min(begin, text.find(space));
    if (begin == text.npos) return std::nullopt;
    auto color = text.substr(begin);
    color = color.substr(
        0, color.starts_with('#') ? color.find_first_of(" \n,;?!") : std::min(color.find(')'), color.size() - 1) + 1);
    if (color.ends_with('.')) color.remove_suffix(1);
    if (!Color::parse(color)) return std::nullopt;
    const auto words =
        english::words_of(std::string(text.substr(0, begin)) + " " + std::string(text.substr(begin + color.size())));
    if (!english::has_any(words, {"hex", "rgb", "hsl", "hsv", "color", "colour", "name"})) return std::nullopt;
    if (!english::asks_about(words,
                             {"hex", "rgb", "hsl", "hsv", "color", "colour", "code", "values", "format", "css", "name",
                              "called", "representation", "look", "equivalent", "hexadecimal"},
                             text.contains('?')))
        return std::nullopt;
    return matched({{"color", color}});
}

// To two digits, downwards: 4.499 does not pass for 4.5.
std::string two_digits(std::string_view ratio) { return (Decimal::floor(*Decimal::parse(ratio) * 100) / 100).text(); }

class ColorConvert final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<ColorInput>(input);
            const auto color = color_at("/color", read.color.value);
            json::object out{{"hex", color.hex()},
                             {"rgb", {{"r", color.rgb[0]}, {"g", color.rgb[1]}, {"b", color.rgb[2]}}},
                             {"hsl", polar_json(to_hsl(color), "l")},
                             {"hsv", polar_json(to_hsv(color), "v")},
                             {"name", nullptr},
                             {"luminance", luminance(color).text()},
                             {"contrast", nullptr}};
            if (const auto name = color.name(); !name.empty()) out["name"] = name;
            if (read.against) out["contrast"] = contrast_json(color, color_at("/against", read.against->value));
            return out;
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        if (intent.size() > 300 || !english::mentions(intent, {"#", "hex", "rgb", "hs", "css", "contrast"}))
            return std::nullopt;
        const auto text = english::request(intent);
        auto found = contrast_question(text);
        if (!found) found = conversion_question(text);
        return found ? found : in_any_order(intent);
    }

    [[nodiscard]] std::string explain(const json::object&, const json::value& output) const override {
        const auto text = [](const json::value& value) { return std::string_view(value.as_string()); };
        if (const auto& with = output.at("contrast"); with.is_object())
            return fmt::format("{} on {} has a contrast of **{} : 1**, {}.", text(output.at("hex")),
                               text(with.at("against")), two_digits(text(with.at("ratio"))),
                               with.at("aaa").as_bool()        ? "enough for any text (WCAG AAA)"
                               : with.at("aa").as_bool()       ? "enough for text (WCAG AA)"
                               : with.at("aa_large").as_bool() ? "enough for large text only (WCAG AA)"
                                                               : "too little for text (WCAG)");
        const auto& rgb = output.at("rgb");
        const auto polar = [&](std::string_view name, std::string_view last) {
            const auto& given = output.at(name);
            return fmt::format("{}({}, {}%, {}%)", name, text(given.at("h")), text(given.at("s")),
                               text(given.at(last)));
        };
        auto line = fmt::format("**{}** = rgb({}, {}, {}) = {} = {}", text(output.at("hex")), rgb.at("r").as_int64(),
                                rgb.at("g").as_int64(), rgb.at("b").as_int64(), polar("hsl", "l"), polar("hsv", "v"));
        if (output.at("name").is_string()) line += fmt::format(", named {}", text(output.at("name")));
        return line + ".";
    }

private:
    Info info_ = describe_color();
};

}  // namespace

std::unique_ptr<Tool> make_color_convert_tool() { return std::make_unique<ColorConvert>(); }

}  // namespace rustygpt::tools
