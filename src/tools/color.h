#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tools/decimal.h"

namespace rustygpt::tools {

// An opaque sRGB colour of 8 bits a channel.
struct Color {
    std::array<int, 3> rgb{};  // red, green, blue: 0 to 255

    // "#f80", "#ff8800", "rgb(255, 136, 0)", "rgb(100% 53% 0%)", "hsl(32deg, 100%, 50%)", "hsv(32, 100%, 100%)" or a
    // CSS name; letters in either case. Channels that are no whole number are rounded half away from zero.
    static std::optional<Color> parse(std::string_view text);
    [[nodiscard]] std::string hex() const;  // "#ff8800"
    // Its first name by the alphabet (aqua, not cyan); empty where it has none.
    [[nodiscard]] std::string_view name() const;
    bool operator==(const Color&) const = default;
};

// Hue in degrees, 0 to under 360; the others in percent. Rounded half away from zero to one digit after the point.
struct Polar {
    Decimal hue;
    Decimal saturation;
    Decimal last;  // lightness of HSL, value of HSV
};
Polar to_hsl(const Color& color);
Polar to_hsv(const Color& color);
// Hue in degrees, saturation and the last in percent, 0 to 100.
Color from_hsl(const Decimal& hue, const Decimal& saturation, const Decimal& lightness);
Color from_hsv(const Decimal& hue, const Decimal& saturation, const Decimal& value);

// WCAG 2's relative luminance, 0 to 1.
Decimal luminance(const Color& color);
// WCAG 2's contrast ratio, 1 to 21.
Decimal contrast(const Color& a, const Color& b);

struct NamedColor {
    std::string_view name;
    std::uint32_t rgb;  // 0xrrggbb
};
std::span<const NamedColor> named_colors();  // of CSS, sorted by name

}  // namespace rustygpt::tools
