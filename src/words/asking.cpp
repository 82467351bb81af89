#include "words/asking.h"

#include <algorithm>

#include "base/utf8.h"
#include "words/asking_lists.h"
#include "words/characters.h"
#include "words/language.h"

namespace rustygpt::words {
namespace {

constexpr std::size_t looked_at = 4'096;        // bytes
constexpr std::size_t longest_phrase = 12;      // words
constexpr std::size_t longest_run = 24;         // characters of scripts without spaces
constexpr std::size_t last_asking_place = 2;    // "in about which year"

constexpr std::u32string_view question_marks =
    U"?\u037E\u055E\u061F\u1362\u1367\u1945\u203D\u2047\u2048\u2049\u2CFA\u2CFB\u2E2E\uA60F\uA6F7\uFE16\uFE56\uFF1F";
// Ends of sentences that tell.
constexpr std::u32string_view full_stops = U".!\u06D4\u0589\u0964\u2026\u3002\uFF01\uFF0E\uFF61";
// What tells that a text is more than a phrase.
constexpr std::u32string_view structure = U"\n:={}<>|\uFF1A";

// Letters that no other language has.
bool vietnamese(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto point = code_point_at(text, at);
        if ((point.code >= 0x1EA0 && point.code <= 0x1EF9) || point.code == 0x1A1 || point.code == 0x1B0) return true;
        at += point.bytes;
    }
    return false;
}

bool greek(std::int32_t code) { return code >= 0x370 && code < 0x400; }
bool white(std::int32_t code) {
    return code == ' ' || (code >= '\t' && code <= '\r') || code == 0xA0 || code == 0x3000;
}
bool is_in(std::u32string_view all, std::int32_t code) { return all.contains(static_cast<char32_t>(code)); }

// Calls seen(at, code, next) for each code point, where next is the one after it, 0 at the end.
template <class Seen>
void each_code_point(std::string_view text, Seen seen) {
    for (std::size_t at = 0; at < text.size();) {
        const auto point = code_point_at(text, at);
        const auto after = at + point.bytes;
        seen(at, point, after < text.size() ? code_point_at(text, after).code : 0);
        at = after;
    }
}

// Between ASCII letters and digits a dot or a question mark is no end: "3.5", "x?y=1".
bool ends_sentence(std::int32_t code, std::int32_t next) {
    return code >= 0x80 || next == 0 || white(next) ||
           std::u32string_view(U"\"')]*_.!?").contains(static_cast<char32_t>(next)) || next >= 0x80;
}

bool is_little(const Word& unit) { return stop_word_in(unit.key) != 0; }

bool asks_in_front(const std::vector<Word>& units) {
    if (units.empty()) return false;
    if (asking_in_front().length_at(units, 0) > 0) return true;
    for (std::size_t place = 0; place + 1 < units.size() && place < last_asking_place; ++place) {
        if (!is_little(units[place]) || telling().length_at(units, place) > 0) return false;
        if (is_little(units[place + 1]) && telling().length_at(units, place + 1) == 0 &&
            asking_in_front().length_at(units, place + 1) > 0)
            return true;
    }
    return false;
}

bool is_running(const Word& unit) { return unit.kind == Kind::character; }

bool touch(const Word& before, const Word& after) { return before.end == after.begin; }
// Hiragana: what is written so behind anything else is a particle or an ending.
bool is_kana(const Word& unit) {
    const auto code = code_point_at(unit.key, 0).code;
    return code >= 0x3041 && code <= 0x309F;
}

// A particle of a script without spaces, where it can't be a part of a word: Korean ones end a word, Japanese ones
// stand behind kanji or katakana.
bool is_particle(const std::vector<Word>& units, std::size_t place) {
    const auto& unit = units[place];
    if (!is_running(unit) || place == 0 || !touch(units[place - 1], unit)) return false;
    if (chinese_particles().length_at(units, place) > 0) return true;
    if (japanese_particles().length_at(units, place) > 0) return !is_kana(units[place - 1]);
    if (korean_particles().length_at(units, place) == 0) return false;
    return place + 1 == units.size() || !touch(unit, units[place + 1]);
}

bool has_structure(std::string_view text) {
    bool found = false;
    each_code_point(text, [&](std::size_t, CodePoint point, std::int32_t next) {
        found |= is_in(structure, point.code) || (is_in(full_stops, point.code) && ends_sentence(point.code, next));
    });
    return found;
}

std::vector<std::string_view> sentences_of(std::string_view text) {
    std::vector<std::string_view> sentences;
    std::size_t begin = 0;
    each_code_point(text, [&](std::size_t at, CodePoint point, std::int32_t next) {
        const bool mark = is_in(question_marks, point.code) || is_in(full_stops, point.code);
        if (point.code != '\n' && !(mark && ends_sentence(point.code, next))) return;
        sentences.push_back(text.substr(begin, at + point.bytes - begin));
        begin = at + point.bytes;
    });
    sentences.push_back(text.substr(begin));
    return sentences;
}

bool has_number(const std::vector<Word>& units) {
    return std::ranges::any_of(units, [](const Word& unit) {
        return std::ranges::any_of(unit.key, [](char c) { return ascii_digit(static_cast<unsigned char>(c)); });
    });
}

bool states(std::string_view sentence) {
    const auto units = units_of(sentence);
    if (units.empty() || asks(sentence, units)) return false;
    if (to_remember().length_at(units, 0) > 0) return units.size() > 1;
    if (commands(units)) return false;
    return !is_bare_phrase(sentence, units) || has_number(units);
}

}  // namespace

bool has_question_mark(std::string_view text) {
    bool found = false;
    bool semicolon = false;
    bool has_greek = false;
    each_code_point(utf8::prefix(text, looked_at), [&](std::size_t, CodePoint point, std::int32_t next) {
        found |= point.code == 0xBF || (is_in(question_marks, point.code) && ends_sentence(point.code, next));
        semicolon |= point.code == ';' && ends_sentence(point.code, next);
        has_greek |= greek(point.code);
    });
    return found || (semicolon && has_greek);
}

bool asks(std::string_view text, const std::vector<Word>& units) {
    return has_question_mark(text) || asks_in_front(units) || asking_anywhere().in(units);
}

bool commands(const std::vector<Word>& units) {
    if (units.empty()) return false;
    // Languages without spaces command at the end, too.
    for (std::size_t place = 0; place < units.size(); ++place) {
        if (place > 0 && !is_running(units[place])) continue;
        const auto length = orders().length_at(units, place);
        if (length > 0 && (place == 0 || place + length == units.size())) return true;
    }
    return to_remember().length_at(units, 0) > 0;
}

bool is_bare_phrase(std::string_view text, const std::vector<Word>& units) {
    const auto running = static_cast<std::size_t>(std::ranges::count_if(units, is_running));
    if (units.empty() || units.size() - running > longest_phrase || running > longest_run) return false;
    return !has_structure(text) && !commands(units) && !telling().in(units);
}

std::vector<Stretch> silent_stretches(std::string_view question, Places wanted) {
    const auto units = units_of(question);
    const bool has_place = wanted == Places::silent && places().in(units);
    const bool in_vietnamese = vietnamese(question);
    std::vector<Stretch> silent;
    for (std::size_t place = 0; place < units.size();) {
        std::size_t length = std::max(asking_anywhere().length_at(units, place), particles().length_at(units, place));
        if (is_particle(units, place)) length = std::max<std::size_t>(length, 1);
        if (place == 0) length = std::max(length, asking_in_front().length_at(units, place));
        if (in_vietnamese) length = std::max(length, vietnamese_particles().length_at(units, place));
        if (has_place)
            length = std::max({length, places().length_at(units, place), standing_there().length_at(units, place)});
        if (length > 0) silent.push_back({units[place].begin, units[place + length - 1].end});
        place += std::max<std::size_t>(length, 1);
    }
    return silent;
}

bool states_something(std::string_view text) {
    return std::ranges::any_of(sentences_of(utf8::prefix(text, looked_at)), states);
}

}  // namespace rustygpt::words
