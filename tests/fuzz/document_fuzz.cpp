// Documents, PDF aside: whatever the bytes are, there is a text that keeps text_of()'s promises, or a reason. Its
// passages have exact ranges, and an excerpt is a part of the text.

#include <cstdlib>

#include "base/plain_text.h"
#include "base/utf8.h"
#include "documents/excerpt.h"
#include "documents/passages.h"
#include "documents/reading.h"
#include "words/words.h"

using namespace rustygpt;
using namespace rustygpt::documents;

namespace {

void require(bool fulfilled) {
    if (!fulfilled) std::abort();
}

void check_passages(const std::string& text, Shape shape) {
    std::size_t at = 0;
    for (const auto& passage : passages_of(text, shape, {.wanted = 30, .most = 50})) {
        require(passage.begin_byte >= at && passage.begin_byte < passage.end_byte && passage.end_byte <= text.size());
        const auto words = text.substr(passage.begin_byte, passage.end_byte - passage.begin_byte);
        require(utf8::valid(words));
        require(passage.end - passage.start == static_cast<std::int64_t>(utf8::code_points(words)));
        at = passage.end_byte;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto format = static_cast<Format>(data[0] % 5);
    std::string text;
    try {
        text = text_of(format, {reinterpret_cast<const char*>(data + 1), size - 1}, {.text_bytes = 100'000});
    } catch (const Unreadable&) {
        return 0;
    }
    require(utf8::valid(text) && is_plain(text) && words::has_words(text) && text.size() <= 100'000);
    check_passages(text, shape_of(format));
    check_passages(text, Shape::sentences);
    const auto terms = terms_of(text.substr(0, 100));
    const auto excerpt = excerpt_of(text, terms, 60);
    require(excerpt.range.end - excerpt.range.start == static_cast<std::int64_t>(utf8::code_points(excerpt.text)));
    for (const auto& highlight : excerpt.highlights)
        require(highlight.start < highlight.end && highlight.end <= excerpt.range.end - excerpt.range.start);
    return 0;
}
