#include "accounts/identity.h"

#include <algorithm>

#include "base/plain_text.h"
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

// The text must be valid UTF-8.
template <class Unfit>
bool any(std::string_view text, Unfit unfit) {
    while (!text.empty()) {
        const auto [code, bytes] = utf8::decode(text);
        if (bytes == 0 || unfit(code)) return true;
        text.remove_prefix(bytes);
    }
    return false;
}

bool is_address(std::string_view text) {
    const auto at = text.find('@');
    return at != text.npos && !text.contains(' ') && is_plain_local(text.substr(0, at)) &&
           is_plain_domain(text.substr(at + 1));
}

// What can't stand in a user name, in no form of it.
bool has_marks(std::string_view text) { return text.find_first_of("@/\\\"<>") != text.npos; }

}  // namespace

std::expected<Email, std::string> Email::parse(std::string_view text) {
    auto composed = utf8::nfc(text);
    auto key = utf8::lookalike_key(text);
    const auto bad = std::unexpected<std::string>("must be an email address of at most 254 bytes");
    if (!composed || !key || composed->size() > max_email_bytes || any(*composed, unfit_for_names)) return bad;
    if (!is_address(*composed) || !is_address(*key)) return bad;
    return Email{std::move(*composed), std::move(*key)};
}

std::string Email::key_of(std::string_view text) { return utf8::lookalike_key(text).value_or(""); }
std::string Email::former_key_of(std::string_view text) { return utf8::fold(text).value_or(""); }

std::expected<Username, std::string> Username::parse(std::string_view text) {
    const auto bad_length = std::unexpected<std::string>("must have 3 to 64 characters");
    if (text.size() > utf8::longest_normalized) return bad_length;
    auto composed = utf8::nfc(text);
    auto key = utf8::lookalike_key(text);
    if (!composed || !key) return std::unexpected("must be valid UTF-8");
    const auto length = utf8::code_points(*composed);
    if (length < 3 || length > 64) return bad_length;
    if (any(*composed, unfit_for_names) || has_marks(*composed) || has_marks(*key))
        return std::unexpected("must have no invisible characters and none of @ / \\ \" < >");
    if (composed->starts_with(' ') || composed->ends_with(' ') || composed->contains("  "))
        return std::unexpected("must have single spaces only, and none at its ends");
    return Username{std::move(*composed), std::move(*key)};
}

std::expected<Label, std::string> Label::parse(std::string_view text) {
    const auto bad_length = std::unexpected<std::string>("must have 1 to 100 characters");
    if (text.size() > utf8::longest_normalized) return bad_length;
    auto composed = utf8::nfc(text);
    if (!composed) return std::unexpected("must be valid UTF-8");
    const auto length = utf8::code_points(*composed);
    if (length < 1 || length > 100) return bad_length;
    if (any(*composed, unfit_for_names)) return std::unexpected("must have no invisible characters");
    if (composed->starts_with(' ') || composed->ends_with(' '))
        return std::unexpected("must have no space at its ends");
    return Label{std::move(*composed)};
}

std::expected<NewPassword, std::string> NewPassword::parse(std::string_view text) {
    const auto bad_length = std::unexpected<std::string>("must have at least 12 characters and at most 1,024 bytes");
    if (text.size() > utf8::longest_normalized) return bad_length;
    auto composed = utf8::nfc(text);
    if (!composed || composed->contains('\0')) return std::unexpected("must be valid UTF-8 without U+0000");
    if (composed->size() > 1'024 || utf8::code_points(*composed) < 12) return bad_length;
    if (any(*composed, unassigned)) return std::unexpected("has a character that Unicode does not know");
    return NewPassword{std::move(*composed)};
}

}  // namespace rustygpt::accounts
