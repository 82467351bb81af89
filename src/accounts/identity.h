#pragma once

// What names a person. Checked once, when read; inside they are simply true.

#include <expected>
#include <string>
#include <string_view>

#include "base/parsed_text.h"

namespace rustygpt::accounts {

// NFC, at most 254 bytes (RFC 5321 section 4.5.3.1.3), one "@" with something sensible on both sides, nothing that
// can't be seen.
struct Email {
    static constexpr std::size_t most_bytes = 1'024;

    std::string text{};
    std::string key{};  // what compares: utf8::lookalike_key

    // The error is a phrase such as "must be an email address".
    static std::expected<Email, std::string> parse(std::string_view text);
    static json::object schema() { return {{"type", "string"}, {"format", "email"}, {"maxLength", 254}}; }
    // The key of whatever somebody typed; text that is no address gets one that nobody has.
    static std::string key_of(std::string_view text);
    // The key that releases before made: NFC and case folded. Only who shared the present one with another person at
    // the upgrade still has it.
    static std::string former_key_of(std::string_view text);
};

// NFC, 3 to 64 code points, nothing that can't be seen or turns the direction of the text, no "@", which would make it
// look like an address. Two names that look alike in another form (full-width, a ligature) have one key.
struct Username {
    static constexpr std::size_t most_bytes = 1'024;

    std::string text{};
    std::string key{};  // utf8::lookalike_key

    static std::expected<Username, std::string> parse(std::string_view text);
    static json::object schema() { return {{"type", "string"}, {"minLength", 3}, {"maxLength", 64}}; }
};

// What people call a thing, or themselves: NFC, 1 to 100 code points, nothing invisible, no space at its ends. Need not
// be unique.
struct Label {
    static constexpr std::size_t most_bytes = 1'024;

    std::string text{};

    static std::expected<Label, std::string> parse(std::string_view text);
    static json::object schema() { return {{"type", "string"}, {"minLength", 1}, {"maxLength", 100}}; }
};

// What is looked at of a password as it was typed. Its NFC may be shorter: 1,024 bytes of it can be more than 3,000 as
// some keyboards send them.
inline constexpr std::size_t most_password_bytes = 4'096;

// A new password's text: NFC, 12 code points to 1,024 bytes, none of them unassigned, whose NFC a later Unicode may
// change. Whether it is too common depends on whose it is.
struct NewPassword {
    static constexpr std::size_t most_bytes = most_password_bytes;

    std::string text{};

    static std::expected<NewPassword, std::string> parse(std::string_view text);
    static json::object schema() {
        return {{"type", "string"}, {"format", "password"}, {"minLength", 12}, {"maxLength", most_bytes}};
    }
};

// True for the passwords that attackers try first, and for the person's own names.
bool too_common(std::string_view password, std::string_view email, std::string_view username);
inline constexpr std::string_view too_common_message = "is among the passwords that are guessed first; choose another";

}  // namespace rustygpt::accounts
