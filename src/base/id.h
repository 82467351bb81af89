#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rustygpt {

// A UUIDv7 (RFC 9562 section 5.7). Made by new_id() only; read from text by Id::parse.
struct Id {
    std::array<std::uint8_t, 16> bytes{};

    // Lower- or upper-case canonical form with hyphens, any version and variant. Nothing else.
    static std::optional<Id> parse(std::string_view text);
    [[nodiscard]] std::string text() const;

    auto operator<=>(const Id&) const = default;
};

// Rises strictly within the process, whatever the clock does. Thread-safe.
Id new_id();

}  // namespace rustygpt

template <>
struct std::hash<rustygpt::Id> {
    std::size_t operator()(const rustygpt::Id& id) const noexcept;
};
