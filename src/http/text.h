#pragma once

// Small questions about the text of HTTP messages.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::http {

// RFC 9110 section 5.6.2.
bool is_token_char(char c);
// Visible US-ASCII, as a request target may hold (RFC 3986 has no others); '#' is not among them.
bool is_target_char(char c);
// ASCII only.
char lower(char c);
bool same_without_case(std::string_view a, std::string_view b);
std::string lowered(std::string_view text);
// Without leading and trailing SP and HT.
std::string_view trimmed(std::string_view text);
// Nothing where a '%' is not followed by two hex digits. plus_is_space: as in a form-encoded query.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);
// The value of two hex digits, or -1.
int hex_pair(char high, char low);
// "/name", as a JSON pointer.
std::string pointer_to(std::string_view name);

// Calls f(part) for each part between separators, empty ones left out.
template <class F>
void for_each_part(std::string_view text, char separator, F f) {
    while (!text.empty()) {
        const auto end = text.find(separator);
        const auto part = text.substr(0, end);
        if (!part.empty()) f(part);
        if (end == text.npos) return;
        text.remove_prefix(end + 1);
    }
}

}  // namespace rustygpt::http
