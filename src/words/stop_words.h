#pragma once

#include <span>
#include <string_view>

#include "words/language.h"

namespace rustygpt::words {

// The little words of a language, as they are typed, between spaces.
struct StopWords {
    Language language;
    std::string_view words;
};
std::span<const StopWords> stop_words();

}  // namespace rustygpt::words
