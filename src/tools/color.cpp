#include "tools/color.h"

#include <algorithm>

namespace rustygpt::tools {
namespace {

const Decimal& least(const Decimal& a, const Decimal& b) { return b < a ? b : a; }
const Decimal& most(const Decimal& a, const Decimal& b) { return a < b ? b : a; }

int channel(const Decimal& share) { return static_cast<int>(*Decimal::round(share * 255).to_int64()); }

struct Spread {
    explicit Spread(const Color& color)
        : low(*std::min_element(color.rgb.begin(), color.rgb.end())),
          high(*std::max_element(color.rgb.begin(), color.rgb.end())) {}
    int low;
    int high;
};

Decimal hue_of(const Color& color, const Spread& spread) {
    if (spread.low == spread.high) return 0;
    const auto [red, green, blue] = color.rgb;
    const Decimal size(spread.high - spread.low);
    Decimal sixth = Decimal(red - green) / size + 4;
    if (spread.high == red) sixth = Decimal(green - blue) / size;
    else if (spread.high == green) sixth = Decimal(blue - red) / size + 2;
    return Decimal::modulo(Decimal::round(Decimal::modulo(sixth * 60, 360), 1), 360);
}

Decimal percent(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? Decimal(0) : Decimal::round(Decimal(part) * 100 / whole, 1);
}

// One channel's linear light, from its 8 bits (IEC 61966-2-1).
Decimal linear(int value) {
    static const auto bend = *Decimal::parse("0.04045"), slope = *Decimal::parse("12.92"),
                      shift = *Decimal::parse("0.055"), gamma = *Decimal::parse("2.4");
    const auto share = Decimal(value) / 255;
    return bend < share ? Decimal::power((share + shift) / (shift + 1), gamma) : share / slope;
}

}  // namespace

Polar to_hsl(const Color& color) {
    const Spread spread(color);
    const int sum = spread.high + spread.low;
    return {hue_of(color, spread), percent(spread.high - spread.low, 255 - std::abs(sum - 255)), percent(sum, 510)};
}

Polar to_hsv(const Color& color) {
    const Spread spread(color);
    return {hue_of(color, spread), percent(spread.high - spread.low, spread.high), percent(spread.high, 255)};
}

Color from_hsl(const Decimal& hue, const Decimal& saturation, const Decimal& lightness) {
    const auto light = lightness / 100;
    const auto reach = saturation / 100 * least(light, Decimal(1) - light);
    const auto share = [&](std::int64_t n) {
        const auto k = Decimal::modulo(hue / 30 + n, 12);
        return channel(light - reach * most(-1, least(least(k - 3, Decimal(9) - k), 1)));
    };
    return {{share(0), share(8), share(4)}};
}

Color from_hsv(const Decimal& hue, const Decimal& saturation, const Decimal& value) {
    const auto bright = value / 100;
    const auto share = [&](std::int64_t n) {
        const auto k = Decimal::modulo(hue / 60 + n, 6);
        return channel(bright - bright * (saturation / 100) * most(0, least(least(k, Decimal(4) - k), 1)));
    };
    return {{share(5), share(3), share(1)}};
}

Decimal luminance(const Color& color) {
    static const Decimal weights[] = {*Decimal::parse("0.2126"), *Decimal::parse("0.7152"), *Decimal::parse("0.0722")};
    Decimal sum;
    for (std::size_t i = 0; i < 3; ++i) sum = sum + weights[i] * linear(color.rgb[i]);
    return sum;
}

Decimal contrast(const Color& a, const Color& b) {
    static const auto flare = *Decimal::parse("0.05");
    const auto x = luminance(a) + flare, y = luminance(b) + flare;
    return x < y ? y / x : x / y;
}

}  // namespace rustygpt::tools
