#include "words/stem.h"

#include <algorithm>
#include <array>
#include <memory>

#include <libstemmer.h>

#include "base/utf8.h"
#include "words/characters.h"
#include "words/fold.h"

namespace rustygpt::words {
namespace {

constexpr std::array<const char*, language_count> algorithms{
    nullptr,      "arabic",   "armenian", "catalan", "danish",    "dutch",      "english", "finnish",
    "french",     "german",   "greek",    "hindi",   "hungarian", "indonesian", "italian", "norwegian",
    "portuguese", "romanian", "russian",  "spanish", "swedish",   "tamil",      "turkish"};

struct Delete {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
using Stemmer = std::unique_ptr<sb_stemmer, Delete>;

// Stemmers keep what they work on: each thread has its own.
sb_stemmer* stemmer_for(Language language) {
    thread_local std::array<Stemmer, language_count> stemmers;
    const auto place = static_cast<std::size_t>(language);
    if (algorithms[place] == nullptr) return nullptr;
    if (!stemmers[place]) stemmers[place].reset(sb_stemmer_new(algorithms[place], "UTF_8"));
    return stemmers[place].get();
}

bool is_ascii(std::string_view word) {
    return std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Lower case; but for that as typed, for the algorithms want to see accents and points.
std::string lower(std::string_view word) {
    return is_ascii(word) ? fold(word) : utf8::fold(word).value_or(std::string(word));
}

std::string stemmed(std::string_view word, Language language) {
    auto* stemmer = stemmer_for(language);
    if (stemmer == nullptr) return fold(word);
    const auto whole = lower(word);
    const auto* stem =
        sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(whole.data()), static_cast<int>(whole.size()));
    if (stem == nullptr) return fold(word);
    auto key = fold({reinterpret_cast<const char*>(stem), static_cast<std::size_t>(sb_stemmer_length(stemmer))});
    return key.empty() ? fold(word) : key;
}

// What was stemmed lately: texts repeat their words.
struct Known {
    Language language = Language::none;
    std::string word;
    std::string stem;
};
constexpr std::size_t known_words = 8'192;
constexpr std::size_t longest_known = 24;     // bytes
constexpr std::size_t longest_stemmed = 100;  // bytes: longer ones are no words of a language

bool has_endings(const Word& word) {
    if (word.kind == Kind::character || word.kind == Kind::pair || word.end - word.begin > longest_stemmed)
        return false;
    return word.key.find_first_of("+#.") == word.key.npos && word.key.find_first_not_of("0123456789") != word.key.npos;
}

std::string remembered(std::string_view word, Language language) {
    if (word.size() > longest_known) return stemmed(word, language);
    thread_local const auto known = std::make_unique<std::array<Known, known_words>>();
    const auto place = std::hash<std::string_view>{}(word) + static_cast<std::size_t>(language);
    auto& one = (*known)[place % known_words];
    if (one.language != language || one.word != word) one = {language, std::string(word), stemmed(word, language)};
    return one.stem;
}

}  // namespace

std::string stem_of(std::string_view text, const Word& word, Language language) {
    if (language == Language::none || !has_endings(word)) return word.key;
    return remembered(text.substr(word.begin, word.end - word.begin), language);
}

}  // namespace rustygpt::words
