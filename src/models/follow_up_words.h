#pragma once

// The wording of follow-ups, taken apart.

#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::models {

// A stretch of a prompt without what leads into it and out of it: "and in kilometres, please?" is "in kilometres".
struct Wording {
    std::string_view text;  // into the stretch
    bool led = false;       // by "and", "what about", "now", or but a word or two and "?": it goes on with something
};
Wording wording_of(std::string_view stretch);

// Takes "that", "it" or "the result" off the front, or off the end.
bool take_reference(std::string_view& text);
bool take_back_reference(std::string_view& text);

// The text with its one reference replaced by what it refers to. Nothing where it has none, or several.
std::optional<std::string> referring(std::string_view text, std::string_view thing);

// What something is to be expressed in: "feet" of "in feet", "convert that to feet", "how many feet is that", and of
// "feet" where the wording is led.
std::optional<std::string_view> target_in(const Wording& wording);

// Whether it is a number, perhaps of money, and nothing else; or a percentage.
bool lone_number(std::string_view text);
bool lone_percentage(std::string_view text);

}  // namespace rustygpt::models
