#include "accounts/identity.h"

#include <algorithm>

#include "base/utf8.h"

namespace rustygpt::accounts {
namespace {

constexpr std::size_t max_email_bytes = 254;
constexpr std::size_t max_local_bytes = 64;

bool is_plain_local(std::string_view local) {
    if (local.empty() || local.size() > max_local_bytes) return false;
    if (local.starts_with('.') || local.ends_with('.') || local.contains("..")) return false;
    // Quoted local parts, comments and routes (RFC 5321) have no users here.
    return local.find_first_of("()<>[]:;,\\\"") == local.npos;
}

bool is_plain_domain(std::string_view domain) {
    if (domain.empty() || domain.starts_with('.') || domain.ends_with('.') || domain.contains("..")) return false;
    return std::ranges::all_of(domain, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

// Code points that can't be seen, or that reorder what can: names with them look like other names.
bool invisible(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || c == 0x61C || c == 0x1680 || c == 0x180E ||
           (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) ||
           c == 0x3000 || c == 0x3164 || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFF) || (c >= 0xE0000 && c <= 0xE0FFF);
}

// The text must be valid UTF-8.
bool any_invisible(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t code = length == 1 ? lead : lead & (0x7Fu >> length);
        for (std::size_t k = 1; k < length; ++k) code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
        if (invisible(code)) return true;
        i += length;
    }
    return false;
}

}  // namespace

std::expected<Email, std::string> Email::parse(std::string_view text) {
    auto composed = utf8::nfc(text);
    auto key = utf8::fold(text);
    const auto bad = std::unexpected<std::string>("must be an email address of at most 254 bytes");
    if (!composed || !key || composed->size() > max_email_bytes || any_invisible(*composed)) return bad;
    const auto at = composed->find('@');
    if (at == composed->npos || composed->contains(' ')) return bad;
    const auto whole = std::string_view(*composed);
    if (!is_plain_local(whole.substr(0, at)) || !is_plain_domain(whole.substr(at + 1))) return bad;
    return Email{std::move(*composed), std::move(*key)};
}

std::string Email::key_of(std::string_view text) { return utf8::fold(text).value_or(""); }

std::expected<Username, std::string> Username::parse(std::string_view text) {
    auto composed = utf8::nfc(text);
    auto key = utf8::fold(text);
    if (!composed || !key) return std::unexpected("must be valid UTF-8");
    const auto length = utf8::code_points(*composed);
    if (length < 3 || length > 64) return std::unexpected("must have 3 to 64 characters");
    if (any_invisible(*composed) || composed->find_first_of("@/\\\"<>") != composed->npos)
        return std::unexpected("must have no invisible characters and none of @ / \\ \" < >");
    if (composed->starts_with(' ') || composed->ends_with(' ') || composed->contains("  "))
        return std::unexpected("must have single spaces only, and none at its ends");
    return Username{std::move(*composed), std::move(*key)};
}

std::expected<Label, std::string> Label::parse(std::string_view text) {
    auto composed = utf8::nfc(text);
    if (!composed) return std::unexpected("must be valid UTF-8");
    const auto length = utf8::code_points(*composed);
    if (length < 1 || length > 100) return std::unexpected("must have 1 to 100 characters");
    if (any_invisible(*composed)) return std::unexpected("must have no invisible characters");
    if (composed->starts_with(' ') || composed->ends_with(' '))
        return std::unexpected("must have no space at its ends");
    return Label{std::move(*composed)};
}

std::expected<NewPassword, std::string> NewPassword::parse(std::string_view text) {
    if (!utf8::valid(text) || text.contains('\0')) return std::unexpected("must be valid UTF-8 without U+0000");
    if (text.size() > 1'024 || utf8::code_points(text) < 12)
        return std::unexpected("must have at least 12 characters and at most 1,024 bytes");
    return NewPassword{std::string(text)};
}

}  // namespace rustygpt::accounts
