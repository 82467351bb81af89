#include "documents/reading.h"

#include <algorithm>

#include "base/plain_text.h"
#include "base/utf8.h"
#include "words/words.h"

namespace rustygpt::documents {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t pdf_header_within = 1024;  // where readers look for it

bool looks_like_pdf(std::string_view bytes) {
    return bytes.substr(0, pdf_header_within).find("%PDF-") != std::string_view::npos;
}

// \r\n and \r become \n.
std::string with_plain_line_ends(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\r') out.push_back(text[at]);
        else if (at + 1 == text.size() || text[at + 1] != '\n') out.push_back('\n');
    }
    return out;
}

void require_text(std::string_view bytes) {
    if (bytes.starts_with("%PDF-")) throw Unreadable(Reason::wrong_type);
    if (!utf8::valid(bytes)) throw Unreadable(Reason::not_utf8);
    if (bytes.contains('\0')) throw Unreadable(Reason::not_text);
}

std::string raw_text_of(Format format, std::string_view bytes, const ReadingLimits& limits) {
    if (format == Format::pdf) {
        if (!looks_like_pdf(bytes)) throw Unreadable(Reason::wrong_type);
        return pdf_text(bytes, limits);
    }
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    require_text(bytes);
    switch (format) {
        case Format::html: return html_text(bytes, limits);
        case Format::csv: return csv_text(bytes, limits);
        case Format::json: return json_text(bytes, limits);
        default: return std::string(bytes);
    }
}

}  // namespace

std::string_view sentence_of(Reason reason) {
    switch (reason) {
        case Reason::empty: return "It holds no words that could be read.";
        case Reason::not_utf8: return "It is not valid UTF-8.";
        case Reason::not_text: return "It is binary, not text.";
        case Reason::wrong_type: return "It is not what its media type says.";
        case Reason::malformed: return "It is damaged or incomplete.";
        case Reason::encrypted: return "It is encrypted.";
        case Reason::too_deep: return "It is nested too deeply.";
        case Reason::too_long: return "Its text is too long.";
        case Reason::too_many_pages: return "It has too many pages.";
        case Reason::no_reader: return "This server cannot read PDF: libpoppler-glib is not installed.";
        case Reason::too_slow: return "Reading it took too long.";
        case Reason::failed: break;
    }
    return "It could not be read within the limits.";
}

std::string text_of(Format format, std::string_view bytes, const ReadingLimits& limits) {
    if (bytes.empty()) throw Unreadable(Reason::empty);
    auto raw = raw_text_of(format, bytes, limits);
    if (!utf8::valid(raw)) throw Unreadable(Reason::malformed);
    auto text = with_plain_line_ends(plain_text(std::move(raw)));
    if (text.size() > limits.text_bytes) throw Unreadable(Reason::too_long);
    if (!words::has_words(text)) throw Unreadable(Reason::empty);
    return text;
}

}  // namespace rustygpt::documents
