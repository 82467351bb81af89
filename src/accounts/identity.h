#pragma once

// What names a person. Checked once, when read; inside they are simply true.

#include <expected>
#include <string>
#include <string_view>

#include "base/dto.h"

namespace rustygpt::accounts {

// NFC, at most 254 bytes (RFC 5321 section 4.5.3.1.3), one "@" with something sensible on both sides.
struct Email {
    std::string text{};
    std::string key{};  // what compares: NFC and case folded

    // The error is a phrase such as "must be an email address".
    static std::expected<Email, std::string> parse(std::string_view text);
    // The key of whatever somebody typed; text that is no address gets one that nobody has.
    static std::string key_of(std::string_view text);
};

// NFC, 3 to 64 code points, nothing invisible, no "@", which would make it look like an address.
struct Username {
    std::string text{};
    std::string key{};

    static std::expected<Username, std::string> parse(std::string_view text);
};

// What people call a thing, or themselves: NFC, 1 to 100 code points, nothing invisible, no space at its ends. Need not
// be unique.
struct Label {
    std::string text{};

    static std::expected<Label, std::string> parse(std::string_view text);
};

// A new password's text: 12 code points to 1,024 bytes. Whether it is too common depends on whose it is.
struct NewPassword {
    std::string text{};

    static std::expected<NewPassword, std::string> parse(std::string_view text);
};

// True for the passwords that attackers try first, and for the person's own names.
bool too_common(std::string_view password, std::string_view email, std::string_view username);
inline constexpr std::string_view too_common_message = "is among the passwords that are guessed first; choose another";

}  // namespace rustygpt::accounts

namespace rustygpt::dto {

template <class T>
    requires requires(std::string_view text) {
        { T::parse(text) } -> std::same_as<std::expected<T, std::string>>;
    }
struct Codec<T> {
    static void read(const json::value& value, T& out, const std::string& path, Problems& problems) {
        std::string text;
        if (!detail::read_text(value, text, 1, 1'024, path, problems)) return;
        auto parsed = T::parse(text);
        if (parsed) out = std::move(*parsed);
        else problems.add(path, parsed.error());
    }
    static void write(std::string& out, const T& value) { append_quoted(out, value.text); }
    static json::value schema(Schemas&, Direction) {
        if constexpr (std::is_same_v<T, accounts::Email>)
            return json::object{{"type", "string"}, {"format", "email"}, {"maxLength", 254}};
        else if constexpr (std::is_same_v<T, accounts::Username>)
            return json::object{{"type", "string"}, {"minLength", 3}, {"maxLength", 64}};
        else if constexpr (std::is_same_v<T, accounts::Label>)
            return json::object{{"type", "string"}, {"minLength", 1}, {"maxLength", 100}};
        else return json::object{{"type", "string"}, {"format", "password"}, {"minLength", 12}, {"maxLength", 1'024}};
    }
};

}  // namespace rustygpt::dto
