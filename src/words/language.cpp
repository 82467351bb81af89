#include "words/language.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <unordered_map>

#include "base/utf8.h"
#include "words/characters.h"
#include "words/fold.h"
#include "words/stop_words.h"
#include "words/words.h"

namespace rustygpt::words {
namespace {

constexpr std::size_t looked_at = 200;   // words
constexpr std::size_t enough_text = 4'096;  // bytes
constexpr std::size_t longest_latin = 10;    // bytes of a little word
constexpr std::size_t longest_little = 24;

struct ByContents {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
};
using Table = std::unordered_map<std::string, Languages, ByContents, std::equal_to<>>;

Table made_table() {
    Table table;
    for (const auto& list : stop_words())
        for (const auto& word : words_of(list.words)) table[word.key] |= only(list.language);
    return table;
}

enum class Script { latin, cyrillic, greek, armenian, arabic, devanagari, tamil, other, count };

Script script_of(std::int32_t code) {
    struct Block {
        std::int32_t end;
        Script script;
    };
    constexpr std::array blocks{
        Block{0x0250, Script::latin},    Block{0x0370, Script::other},      Block{0x0400, Script::greek},
        Block{0x0530, Script::cyrillic}, Block{0x0590, Script::armenian},   Block{0x0600, Script::other},
        Block{0x0700, Script::arabic},   Block{0x0750, Script::other},      Block{0x0780, Script::arabic},
        Block{0x0900, Script::other},    Block{0x0980, Script::devanagari}, Block{0x0B80, Script::other},
        Block{0x0C00, Script::tamil}};
    const auto* block = std::ranges::upper_bound(blocks, code, {}, &Block::end);
    return block == blocks.end() ? Script::other : block->script;
}

// Letters of neighbours: a text that has them is in none of the languages that we know in that script.
bool foreign(std::string_view key, Script script) {
    constexpr std::u32string_view cyrillic = U"іїєґўђјљњћџқғңөұүһә";
    constexpr std::u32string_view arabic = U"پچژگٹڈڑںےۇېڭ";
    if (script != Script::cyrillic && script != Script::arabic) return false;
    const auto& letters = script == Script::cyrillic ? cyrillic : arabic;
    for (std::size_t at = 0; at < key.size();) {
        const auto point = code_point_at(key, at);
        if (letters.contains(static_cast<char32_t>(point.code))) return true;
        at += point.bytes;
    }
    return false;
}

// Of languages with the same number of votes the first is taken; English where nobody votes: most texts without little
// words are tables, names and code, and its endings are the commonest in these.
constexpr std::array latin_languages{Language::english,    Language::spanish,   Language::french,  Language::german,
                                     Language::portuguese, Language::italian,   Language::dutch,   Language::swedish,
                                     Language::danish,     Language::norwegian, Language::turkish, Language::indonesian,
                                     Language::romanian,   Language::hungarian, Language::finnish, Language::catalan};

// A word that few languages have says more.
int votes(Languages languages) {
    switch (std::popcount(languages)) {
        case 1: return 6;
        case 2: return 3;
        case 3: return 2;
        default: return 1;
    }
}

Language voted(const std::array<int, language_count>& tally) {
    auto best = latin_languages.front();
    for (const auto language : latin_languages)
        if (tally[static_cast<std::size_t>(language)] > tally[static_cast<std::size_t>(best)]) best = language;
    return best;
}

Language language_in(Script script, const std::array<int, language_count>& tally, bool foreign_letters) {
    switch (script) {
        case Script::latin: return voted(tally);
        case Script::cyrillic: return foreign_letters ? Language::none : Language::russian;
        case Script::arabic: return foreign_letters ? Language::none : Language::arabic;
        case Script::greek: return Language::greek;
        case Script::armenian: return Language::armenian;
        case Script::devanagari: return Language::hindi;
        case Script::tamil: return Language::tamil;
        default: return Language::none;
    }
}

}  // namespace

Languages stop_word_in(std::string_view key) {
    static const Table table = made_table();
    const auto found = table.find(key);
    return found == table.end() ? 0 : found->second;
}

Language language_of(const std::vector<Word>& words) {
    std::array<int, static_cast<std::size_t>(Script::count)> scripts{};
    std::array<int, language_count> tally{};
    bool foreign_letters = false;
    std::size_t seen = 0;
    for (const auto& word : words) {
        if (word.kind == Kind::pair || ascii_digit(static_cast<unsigned char>(word.key.front()))) continue;
        if (++seen > looked_at) break;
        const auto first = static_cast<unsigned char>(word.key.front());
        const auto script = first < 0x80 ? Script::latin : script_of(code_point_at(word.key, 0).code);
        ++scripts[static_cast<std::size_t>(script)];
        foreign_letters |= foreign(word.key, script);
        if (script == Script::other || word.key.size() > (first < 0x80 ? longest_latin : longest_little)) continue;
        const auto languages = stop_word_in(word.key);
        for (auto left = languages; left != 0; left &= left - 1)
            tally[static_cast<std::size_t>(std::countr_zero(left))] += votes(languages);
    }
    if (seen == 0) return Language::none;
    const auto script = static_cast<Script>(std::ranges::max_element(scripts) - scripts.begin());
    return language_in(script, tally, foreign_letters);
}

Language language_of(std::string_view text) { return language_of(words_of(utf8::prefix(text, enough_text))); }

}  // namespace rustygpt::words
