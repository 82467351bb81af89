#pragma once

#include <optional>
#include <string_view>

#include <boost/describe/enum.hpp>

namespace rustygpt::documents {

enum class Format { text, markdown, html, csv, json, pdf };
BOOST_DESCRIBE_ENUM(Format, text, markdown, html, csv, json, pdf)

// The types that can be read, for people and for the API's document.
inline constexpr std::string_view known_media_types =
    "text/plain, text/markdown, text/html, text/csv, application/json, application/pdf";

// Of "text/csv" or "Text/CSV; charset=utf-8"; nothing for a type that can't be read, or a charset other than UTF-8.
std::optional<Format> format_of(std::string_view media_type);
// By the end of a file's name: "notes.md"; nothing where that tells nothing.
std::optional<Format> format_of_file(std::string_view name);
// "text/csv"
std::string_view media_type_of(Format format);

}  // namespace rustygpt::documents
