#pragma once

// From bytes to text, one function per format. These run in the confined child only.

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>

#include <boost/describe/enum.hpp>

#include "documents/format.h"

namespace rustygpt::documents {

// Why a document has no text for us. What crosses from the child is the name, never a sentence of its making.
enum class Reason {
    empty,       // no word in it
    not_utf8,
    not_text,    // U+0000 in it
    wrong_type,  // its beginning says that it is something else
    malformed,   // broken JSON, CSV or PDF
    encrypted,
    too_deep,
    too_long,    // its text is over the limit
    too_many_pages,
    no_reader,   // this machine has no PDF library
    too_slow,    // past its time
    failed,      // the child ended without an answer
};
BOOST_DESCRIBE_ENUM(Reason, empty, not_utf8, not_text, wrong_type, malformed, encrypted, too_deep, too_long,
                    too_many_pages, no_reader, too_slow, failed)

// One sentence for people.
std::string_view sentence_of(Reason reason);

struct Unreadable : std::exception {
    explicit Unreadable(Reason reason_) : reason(reason_) {}
    [[nodiscard]] const char* what() const noexcept override { return "the document is unreadable"; }
    Reason reason;
};

struct ReadingLimits {
    std::size_t text_bytes = 33'554'432;  // of the resulting text
    int pages = 2'000;                    // of a PDF
};

// The text of a document: valid UTF-8, plain (base/plain_text.h), lines end with \n, at least one word. Headings of
// HTML become Markdown's ("## Methods"); a row of CSV and a value of JSON become a line each that names its columns or
// its path. Throws Unreadable.
std::string text_of(Format format, std::string_view bytes, const ReadingLimits& limits);

// Each of them may return more than the limit by one piece; text_of() checks the whole.
std::string html_text(std::string_view html, const ReadingLimits& limits);
std::string csv_text(std::string_view csv, const ReadingLimits& limits);
std::string json_text(std::string_view json, const ReadingLimits& limits);
std::string pdf_text(std::string_view pdf, const ReadingLimits& limits);

// Loads what pdf_text() needs: before the child is confined, which may open no file any more.
void load_pdf_library();

}  // namespace rustygpt::documents
