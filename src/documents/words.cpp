#include "documents/words.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <utf8proc.h>

namespace rustygpt::documents {
namespace {

struct CodePoint {
    utf8proc_int32_t code = 0;
    std::size_t bytes = 1;
};

CodePoint code_point_at(std::string_view text, std::size_t at) {
    CodePoint found;
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return {first, 1};
    const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                        static_cast<utf8proc_ssize_t>(text.size() - at), &found.code);
    found.bytes = bytes > 0 ? static_cast<std::size_t>(bytes) : 1;
    return found;
}

// What FTS5's tokenizer unicode61 makes words of: letters, numbers, private use, and the marks that go with them.
bool in_word(utf8proc_int32_t code) {
    if (code < 0x80)
        return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9');
    switch (utf8proc_category(code)) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_NO:
        case UTF8PROC_CATEGORY_CO: return true;
        default: return false;
    }
}

// Calls found(begin, end) for each word, until it returns false.
template <class Found>
void each_word(std::string_view text, Found found) {
    std::size_t at = 0;
    while (at < text.size()) {
        auto point = code_point_at(text, at);
        if (!in_word(point.code)) {
            at += point.bytes;
            continue;
        }
        const auto begin = at;
        while (at < text.size() && in_word((point = code_point_at(text, at)).code)) at += point.bytes;
        if (!found(begin, at)) return;
    }
}

}  // namespace

std::string key_of(std::string_view word) {
    const bool ascii = std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii) {
        std::string out(word);
        for (char& c : out)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        return out;
    }
    utf8proc_uint8_t* out = nullptr;
    const auto options =
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(word.data()),
                                     static_cast<utf8proc_ssize_t>(word.size()), &out, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(out, &std::free);
    if (length < 0) return std::string(word);
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(length)};
}

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    each_word(text, [&](std::size_t begin, std::size_t end) {
        words.push_back({begin, end, key_of(text.substr(begin, end - begin))});
        return true;
    });
    return words;
}

std::int64_t count_words(std::string_view text) {
    std::int64_t count = 0;
    each_word(text, [&](std::size_t, std::size_t) {
        ++count;
        return true;
    });
    return count;
}

bool has_words(std::string_view text) {
    bool any = false;
    each_word(text, [&](std::size_t, std::size_t) {
        any = true;
        return false;
    });
    return any;
}

}  // namespace rustygpt::documents
