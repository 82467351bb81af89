#include "http/chunked.h"

#include <algorithm>
#include <charconv>

#include "http/text.h"

namespace rustygpt::http {
namespace {

// More digits than fit 64 bits are no size, leading zeros included.
constexpr std::size_t most_size_digits = 16;

// Fields that would be believed in a head, and must not come behind a body: framing, routing, request modifiers,
// authentication, and how to read the content (RFC 9110 section 6.5.1).
constexpr std::string_view forbidden_trailers[] = {"authorization",
                                                   "cache-control",
                                                   "connection",
                                                   "content-encoding",
                                                   "content-length",
                                                   "content-range",
                                                   "content-type",
                                                   "cookie",
                                                   "expect",
                                                   "forwarded",
                                                   "host",
                                                   "if-match",
                                                   "if-modified-since",
                                                   "if-none-match",
                                                   "if-range",
                                                   "if-unmodified-since",
                                                   "keep-alive",
                                                   "max-forwards",
                                                   "origin",
                                                   "pragma",
                                                   "proxy-authenticate",
                                                   "proxy-authorization",
                                                   "proxy-connection",
                                                   "range",
                                                   "sec-fetch-site",
                                                   "set-cookie",
                                                   "te",
                                                   "transfer-encoding",
                                                   "upgrade",
                                                   "x-api-key",
                                                   "x-csrf-token",
                                                   "x-forwarded-for",
                                                   "x-forwarded-host",
                                                   "x-forwarded-proto",
                                                   "x-real-ip"};

bool quoted_char(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

void skip_blanks(std::string_view& text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
}

bool skip_token(std::string_view& text) {
    const auto size = static_cast<std::size_t>(std::ranges::find_if_not(text, is_token_char) - text.begin());
    text.remove_prefix(size);
    return size > 0;
}

bool skip_quoted(std::string_view& text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return true;
        }
        if (text[i] == '\\') ++i;
    }
    return false;
}

// *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )
bool extensions(std::string_view text) {
    if (!std::ranges::all_of(text, quoted_char)) return false;
    while (!text.empty()) {
        skip_blanks(text);
        if (!text.starts_with(';')) return false;
        text.remove_prefix(1);
        skip_blanks(text);
        if (!skip_token(text)) return false;
        auto value = text;
        skip_blanks(value);
        if (!value.starts_with('=')) continue;
        value.remove_prefix(1);
        skip_blanks(value);
        text = value;
        if (!(text.starts_with('"') ? skip_quoted(text) : skip_token(text))) return false;
    }
    return true;
}

bool trailer_field(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == line.npos || colon == 0) return false;
    const auto name = line.substr(0, colon);
    return std::ranges::all_of(name, is_token_char) && std::ranges::all_of(line.substr(colon + 1), quoted_char) &&
           std::ranges::none_of(forbidden_trailers, [&](auto other) { return same_without_case(name, other); });
}

}  // namespace

ChunkedBody::State ChunkedBody::read(std::string_view& bytes, std::string& out, std::size_t limit) {
    while (!bytes.empty() && part_ != Part::over) {
        if (part_ == Part::data) {
            const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
            out.append(bytes.substr(0, count));
            bytes.remove_prefix(count);
            left_ -= count;
            if (left_ == 0) part_ = Part::data_cr;
            continue;
        }
        const auto state = take(bytes.front(), limit - std::min(limit, out.size()));
        if (state != State::more) return state;
        bytes.remove_prefix(1);
    }
    return part_ == Part::over ? State::complete : State::more;
}

// Everything but data. room: how much data the body may still have.
ChunkedBody::State ChunkedBody::take(char c, std::size_t room) {
    switch (part_) {
        case Part::line:
        case Part::trailer:
            if (c == '\r') {
                part_ = part_ == Part::line ? Part::line_end : Part::trailer_end;
                return State::more;
            }
            if (c == '\n' || (line_.empty() && (c == ' ' || c == '\t'))) return State::malformed;
            if (part_ == Part::line && line_.size() == max_chunk_line_bytes) return State::malformed;
            if (part_ == Part::trailer && ++trailer_bytes_ > max_trailer_bytes) return State::malformed;
            line_.push_back(c);
            return State::more;
        case Part::line_end: return c == '\n' ? end_line(room) : State::malformed;
        case Part::data_cr: part_ = Part::data_lf; return c == '\r' ? State::more : State::malformed;
        case Part::data_lf: part_ = Part::line; return c == '\n' ? State::more : State::malformed;
        case Part::trailer_end: return c == '\n' ? end_trailer() : State::malformed;
        case Part::data:
        case Part::over: break;
    }
    return State::malformed;
}

ChunkedBody::State ChunkedBody::end_line(std::size_t room) {
    const auto digits = static_cast<std::size_t>(
        std::ranges::find_if_not(line_, [](char c) { return hex_pair('0', c) >= 0; }) - line_.begin());
    if (digits == 0 || digits > most_size_digits) return State::malformed;
    std::from_chars(line_.data(), line_.data() + digits, left_, 16);
    extension_bytes_ += line_.size() - digits;
    if (extension_bytes_ > max_extension_bytes || !extensions(std::string_view(line_).substr(digits)))
        return State::malformed;
    if (left_ > room) return State::too_large;
    line_.clear();
    part_ = left_ > 0 ? Part::data : Part::trailer;
    return State::more;
}

ChunkedBody::State ChunkedBody::end_trailer() {
    if (line_.empty()) {
        part_ = Part::over;
        return State::more;
    }
    if (!trailer_field(line_)) return State::malformed;
    trailer_bytes_ += 2;
    line_.clear();
    part_ = Part::trailer;
    return State::more;
}

}  // namespace rustygpt::http
