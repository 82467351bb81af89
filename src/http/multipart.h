#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rustygpt::http {

// One field of a form (RFC 7578). content points into the body.
struct FormPart {
    std::string name;
    std::optional<std::string> filename;
    std::string content_type;  // empty where the part has none
    std::string_view content;
};

inline constexpr std::size_t max_form_parts = 16;
inline constexpr std::size_t max_part_head = 8'192;  // bytes of one part's headers

// The parts of a multipart/form-data body. Strict: no preamble, no epilogue, CRLF everywhere, a closing delimiter,
// every part a named form-data. Throws Failure{malformed_request} that says what is wrong.
std::vector<FormPart> parse_form(std::string_view content_type, std::string_view body);

}  // namespace rustygpt::http
