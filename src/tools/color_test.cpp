#include "tools/color.h"

#include "tools/invoke_test.h"

namespace rustygpt::tools {
namespace {

using Kind = ToolError::Kind;

std::string hex_of(std::string_view text) {
    const auto color = Color::parse(text);
    return color ? color->hex() : "nothing";
}

TEST(ColorConvert, ReadsEachForm) {
    for (const auto* text : {"#f80", "#FF8800", " #ff8800 ", "rgb(255, 136, 0)", "RGB(255 136 0)",
                             "rgb(100%,53.33%,0%)", "rgb( 254.5 , 135.5, 0.4 )", "hsl(32, 100%, 50%)",
                             "hsl(32deg 100% 50%)", "hsl(-328,100,50)", "hsv(392, 100%, 100%)", "hsb(32, 100%, 100%)"})
        EXPECT_EQ(hex_of(text), "#ff8800") << text;
    EXPECT_EQ(hex_of("RebeccaPurple"), "#663399");
    EXPECT_EQ(hex_of("hsl(0, 0%, 50%)"), "#808080");  // 127.5 is rounded away from zero
    EXPECT_EQ(Color::parse("cyan")->name(), "aqua");
    EXPECT_EQ(named_colors().size(), 148u);
}

TEST(ColorConvert, RefusesTheRest) {
    for (const auto* text : {"",
                             "#",
                             "#ff",
                             "#ffff",
                             "#fffff",
                             "#ff8800ff",
                             "#ggg",
                             "ff8800",
                             "rgb",
                             "rgb(",
                             "rgb()",
                             "rgb(1,2)",
                             "rgb(1,2,3,4)",
                             "rgb(256,0,0)",
                             "rgb(-1,0,0)",
                             "rgb(1,2,x)",
                             "rgb(1deg,2,3)",
                             "rgb(1e1,2,3)",
                             "rgb(101%,0%,0%)",
                             "hsl(0,101%,0%)",
                             "hsl(10%,1%,1%)",
                             "hsl(0,1deg,1)",
                             "rgba(1,2,3,1)",
                             "cmyk(0,0,0,0)",
                             "transparent",
                             "currentcolor",
                             "reddish",
                             "rgb(1,,2)",
                             "rgb (1,2,3)",
                             "rgb(1111111111111111111111111,2,3)",
                             "\xc3\xa9\xc3\xa9"})
        EXPECT_EQ(hex_of(text), "nothing") << text;
    expect_refused("color_convert",
                   {
                       {R"({"color": "reddish"})", Kind::bad_input, "/color"},
                       {R"({"color": 16746496})", Kind::bad_input, "/color"},
                       {R"({"color": "#fff", "against": "#ffff"})", Kind::bad_input, "/against"},
                       {R"({"color": ")" + std::string(99'999, 'f') + "\"}", Kind::bad_input, "/color"},
                   });
}

// Each name is found again by its colour, and one beside it has none or another.
TEST(ColorConvert, NamesAreSortedAndFound) {
    std::string_view last;
    for (const auto& [name, rgb] : named_colors()) {
        EXPECT_LT(last, name);
        last = name;
        const auto color = Color::parse(name);
        ASSERT_TRUE(color) << name;
        EXPECT_EQ(Color::parse(color->name()), color);
    }
}

// Through hsl and hsv with one digit after the point, and back: no channel is off by more than their rounding.
TEST(ColorConvert, ComesBack) {
    Random random(23);
    for (int round = 0; round < 400; ++round) {
        const Color color{{between(random, 0, 255), between(random, 0, 255), between(random, 0, 255)}};
        EXPECT_EQ(Color::parse(color.hex()), color);
        const auto hsl = to_hsl(color), hsv = to_hsv(color);
        const auto one = from_hsl(hsl.hue, hsl.saturation, hsl.last), two = from_hsv(hsv.hue, hsv.saturation, hsv.last);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_LE(std::abs(one.rgb[i] - color.rgb[i]), 1) << color.hex();
            EXPECT_LE(std::abs(two.rgb[i] - color.rgb[i]), 1) << color.hex();
        }
        EXPECT_TRUE(hsl.hue.sign() >= 0 && hsl.hue < 360);
    }
}

TEST(ColorConvert, ContrastIsThatOfWcag) {
    const auto ratio = [](std::string_view a, std::string_view b) {
        return text_at(
            output_of("color_convert", json::object{{"color", a}, {"against", b}}).at("contrast").as_object(), "ratio");
    };
    EXPECT_EQ(ratio("black", "white"), "21");
    EXPECT_EQ(ratio("white", "black"), "21");
    EXPECT_EQ(ratio("#777", "#777"), "1");
    EXPECT_TRUE(ratio("#767676", "white").starts_with("4.54"));  // the lightest grey that passes on white
    EXPECT_TRUE(ratio("#777777", "white").starts_with("4.47"));
    const auto just =
        output_of("color_convert", R"({"color": "#767676", "against": "white"})").at("contrast").as_object();
    EXPECT_TRUE(just.at("aa").as_bool() && just.at("aaa_large").as_bool());
    EXPECT_FALSE(just.at("aaa").as_bool());
}

}  // namespace
}  // namespace rustygpt::tools
