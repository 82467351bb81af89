#pragma once

// Texts with rules: a type with parse() crosses the wire as a string, and what parse() says against it is the problem
// that a client is told.

#include <concepts>
#include <expected>
#include <string>
#include <string_view>

#include "base/dto.h"

namespace rustygpt::dto {

// T::parse(text) makes one or says what is wrong, as a phrase; T::schema() is its JSON Schema, whose lengths count code
// points; T::most_bytes is what is looked at at all. The text itself is `text`.
template <class T>
concept ParsedText = requires(std::string_view text, T value) {
    { T::parse(text) } -> std::same_as<std::expected<T, std::string>>;
    { T::schema() } -> std::same_as<json::object>;
    { T::most_bytes } -> std::convertible_to<std::size_t>;
    { value.text } -> std::convertible_to<std::string>;
};

template <ParsedText T>
struct Codec<T> {
    static void read(const json::value& value, T& out, const std::string& path, Problems& problems) {
        std::string text;
        if (!detail::read_text(value, text, 1, T::most_bytes, path, problems)) return;
        auto parsed = T::parse(text);
        if (parsed) out = std::move(*parsed);
        else problems.add(path, parsed.error());
    }
    static void write(std::string& out, const T& value) { append_quoted(out, value.text); }
    static json::value schema(Schemas&, Direction) { return T::schema(); }
};

}  // namespace rustygpt::dto
