#pragma once

// Text encodings, strict both ways: what decodes encodes back to the same text, but for the freedom named with each.

#include <optional>
#include <string>
#include <string_view>

#include <boost/describe/enum.hpp>

namespace rustygpt::tools {

// base64     RFC 4648 section 4, with padding
// base64url  RFC 4648 section 5, without padding
// hex        lower case; read in either case
// url        percent-encoding: all but RFC 3986's unreserved characters; read with hex digits in either case, and
//            unreserved or other ASCII characters as they stand. A + is a +.
// html       & < > " ' as references; read with numeric references and the named ones of HTML 4
BOOST_DEFINE_ENUM_CLASS(TextFormat, base64, base64url, hex, url, html)

std::string encode(TextFormat format, std::string_view bytes);
// The bytes. Nothing where the text is not of the format; `why` then says what is wrong in it, with the byte's offset.
std::optional<std::string> decode(TextFormat format, std::string_view text, std::string& why);

}  // namespace rustygpt::tools
