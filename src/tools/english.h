#pragma once

// Small pieces of plain English for the tools' matchers. ASCII letters compare without case.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::tools::english {

std::string_view trimmed(std::string_view text);
std::string lower(std::string_view text);
bool starts_with(std::string_view text, std::string_view prefix);
// Whether it is one of these.
bool among(std::string_view word, std::initializer_list<std::string_view> all);

// What stands before and behind an amount of money.
inline const std::initializer_list<std::string_view> money_signs{"$", "\u20ac", "\u00a3", "\u00a5"};
inline const std::initializer_list<std::string_view> money_names{"dollars", "dollar", "euros", "euro", "pounds",
                                                                 "usd",     "eur",    "gbp",   "bucks"};

// Whether one of these (lower case) stands anywhere in the text: spares a matcher most of what is none of its business.
bool mentions(std::string_view text, std::initializer_list<std::string_view> parts);

// Takes one of the phrases off the front, with the white space behind it; only where a word ends there.
bool take(std::string_view& text, std::initializer_list<std::string_view> phrases);
// The same at the end.
bool take_back(std::string_view& text, std::initializer_list<std::string_view> phrases);

// Without greetings and what politeness puts in front ("hi", "could you please", "I'd like to know"); the end stays as
// it is, for questions that end with a text.
std::string_view without_courtesy(std::string_view text);

// The same, without "what is", "calculate" and the like in front, too, and "?", "." and "please" behind.
std::string_view request(std::string_view text);

struct Halves {
    std::string_view before;
    std::string_view after;
    std::size_t at = 0;  // where the word stands
};
// Around the first word that is one of these (" in ", " to "), searching from `from`.
std::optional<Halves> split(std::string_view text, std::initializer_list<std::string_view> words, std::size_t from = 0);

}  // namespace rustygpt::tools::english
