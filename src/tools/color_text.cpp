#include <algorithm>

#include <fmt/format.h>

#include "tools/color.h"
#include "tools/english.h"

namespace rustygpt::tools {
namespace {

// A number in "rgb(...)" and whether "%" or "deg" follows it.
struct Argument {
    Decimal value;
    std::string_view unit;
};

std::optional<Argument> argument(std::string_view text) {
    const auto end = std::min(text.find_first_not_of("+-.0123456789"), text.size());
    // Without exponents, and too short for anything large.
    const auto value = end <= 20 ? Decimal::parse(text.substr(0, end)) : std::nullopt;
    const auto unit = text.substr(end);
    if (!value || (!unit.empty() && unit != "%" && unit != "deg")) return std::nullopt;
    return Argument{*value, unit};
}

// Three of them between parentheses, with commas or with white space.
std::optional<std::array<Argument, 3>> arguments(std::string_view text) {
    if (!text.starts_with('(') || !text.ends_with(')')) return std::nullopt;
    text = text.substr(1, text.size() - 2);
    const std::string_view separators = text.contains(',') ? "," : " ";
    std::array<Argument, 3> out;
    for (auto& one : out) {
        text = english::trimmed(text);
        const auto end = &one == &out.back() ? text.size() : text.find_first_of(separators);
        const auto read = end == text.npos ? std::nullopt : argument(english::trimmed(text.substr(0, end)));
        if (!read) return std::nullopt;
        one = *read;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::optional<Color> of_channels(const std::array<Argument, 3>& given) {
    Color color;
    for (std::size_t i = 0; i < 3; ++i) {
        if (given[i].unit == "deg") return std::nullopt;
        const auto value = given[i].unit == "%" ? given[i].value * 255 / 100 : given[i].value;
        if (value.sign() < 0 || Decimal(255) < value) return std::nullopt;
        color.rgb[i] = static_cast<int>(*Decimal::round(value).to_int64());
    }
    return color;
}

std::optional<Color> of_polar(const std::array<Argument, 3>& given, bool hsl) {
    const auto& [hue, saturation, last] = given;
    if (hue.unit == "%" || saturation.unit == "deg" || last.unit == "deg") return std::nullopt;
    for (const auto* share : {&saturation.value, &last.value})
        if (share->sign() < 0 || Decimal(100) < *share) return std::nullopt;
    return hsl ? from_hsl(hue.value, saturation.value, last.value) : from_hsv(hue.value, saturation.value, last.value);
}

int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::optional<Color> of_hex(std::string_view digits) {
    if (digits.find_first_not_of("0123456789abcdef") != digits.npos) return std::nullopt;
    if (digits.size() != 3 && digits.size() != 6) return std::nullopt;
    const std::size_t width = digits.size() / 3;
    Color color;
    for (std::size_t i = 0; i < 3; ++i)
        color.rgb[i] = hex_digit(digits[i * width]) * 16 + hex_digit(digits[i * width + width - 1]);
    return color;
}

}  // namespace

std::optional<Color> Color::parse(std::string_view text) {
    if (text.size() > 64) return std::nullopt;
    const auto lower = english::lower(english::trimmed(text));
    const std::string_view given = lower;
    if (given.starts_with('#')) return of_hex(given.substr(1));
    if (const auto open = given.find('('); open != given.npos) {
        const auto kind = given.substr(0, open);
        if (kind != "rgb" && kind != "hsl" && kind != "hsv" && kind != "hsb") return std::nullopt;
        const auto read = arguments(given.substr(open));
        if (!read) return std::nullopt;
        return kind == "rgb" ? of_channels(*read) : of_polar(*read, kind == "hsl");
    }
    const auto names = named_colors();
    const auto found =
        std::lower_bound(names.begin(), names.end(), given,
                         [](const NamedColor& color, std::string_view name) { return color.name < name; });
    if (found == names.end() || found->name != given) return std::nullopt;
    const auto byte = [rgb = found->rgb](int shift) { return static_cast<int>(rgb >> shift & 0xff); };
    return Color{{byte(16), byte(8), byte(0)}};
}

std::string Color::hex() const { return fmt::format("#{:02x}{:02x}{:02x}", rgb[0], rgb[1], rgb[2]); }

std::string_view Color::name() const {
    const auto own = static_cast<std::uint32_t>(rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
    for (const auto& [name, value] : named_colors())
        if (value == own) return name;
    return {};
}

}  // namespace rustygpt::tools
