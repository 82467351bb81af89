#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/parsed_text.h"

namespace rustygpt {

// What a person calls a conversation or a document: one line of 1 to 200 code points with something to see, no control
// characters, and nothing that turns the direction of what stands beside it. Kept as it was typed.
struct Title {
    static constexpr std::size_t longest = 200;
    static constexpr std::size_t most_bytes = 4 * longest;

    std::string text{};

    static std::expected<Title, std::string> parse(std::string_view text);
    static json::object schema() { return {{"type", "string"}, {"minLength", 1}, {"maxLength", longest}}; }
    // Of what was not typed as one, such as the name of a file: made to fit. Nothing where nothing is left.
    static std::string made_from(std::string_view text, std::size_t most = longest);
};

// What a person says about a thing: at most 500 code points, on lines of plain text.
struct Description {
    static constexpr std::size_t longest = 500;
    static constexpr std::size_t most_bytes = 4 * longest;

    std::string text{};

    static std::expected<Description, std::string> parse(std::string_view text);
    static json::object schema() { return {{"type", "string"}, {"minLength", 0}, {"maxLength", longest}}; }
};

}  // namespace rustygpt
