#include "words/words.h"

#include <algorithm>

#include "words/characters.h"
#include "words/fold.h"

namespace rustygpt::words {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

// Half of a letter that is written in two parts, and belongs to the one before.
bool second_half(std::int32_t before, std::int32_t code) {
    switch (code) {
        case 0x0E33:                                  // the vowel am of Thai
        case 0x0EB3:                                  // and of Lao
        case 0xFF9E:                                  // the voicing of kana at half width
        case 0xFF9F: return true;
        case 0x0E32: return before == 0x0E4D;         // am in two
        case 0x0EB2: return before == 0x0ECD;
        default:                                      // Hangul vowels and finals
            return (code >= 0x1160 && code <= 0x11FF) || (code >= 0xD7B0 && code <= 0xD7FF);
    }
}

// A stretch of letters and digits.
struct Letters {
    std::size_t end = 0;   // of what is seen of it
    std::size_t next = 0;  // where to go on
    std::int32_t last = 0;
    int count = 0;
};

// What makes another word of the letters before it.
struct Sign {
    std::string_view key{};
    std::size_t bytes = 0;
};

Sign sign_at(std::string_view text, std::size_t at) {
    switch (at < text.size() ? code_point_at(text, at).code : 0) {
        case '+': return {"+", 1};
        case '#': return {"#", 1};
        case 0xFF0B: return {"+", 3};
        case 0xFF03:
        case 0x266F: return {"#", 3};
        default: return {};
    }
}

bool word_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return false;
    const auto role = role_of(code_point_at(text, at).code);
    return role == Role::letter || role == Role::running;
}

// "++" and "#" after letters, "+" after a single one: C++, F#, A+. Not in "a+b" and "issue#5".
Sign sign_after(std::string_view text, const Letters& letters) {
    auto sign = sign_at(text, letters.end);
    if (sign.bytes == 0 || digit_value(letters.last) >= 0) return {};
    const auto after = letters.end + sign.bytes;
    if (sign.key == "+") {
        if (const auto second = sign_at(text, after); second.key == "+") return {"++", sign.bytes + second.bytes};
        if (letters.count != 1) return {};
    }
    return word_at(text, after) ? Sign{} : sign;
}

// A sign that people set between thousands; 0 bytes where there is none. A dot is as often one between other things.
std::size_t thousands_sign(std::string_view text, std::size_t at) {
    for (const std::string_view sign : {",", "'", "\u2019", "\u00A0", "\u202F"})
        if (text.substr(at).starts_with(sign)) return sign.size();
    return 0;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
    std::size_t count = 0;
    while (ascii_digit(byte_at(text, at + count))) ++count;
    return count;
}

// Where "1,234,567" ends, from the end of its first group; the same where it has only one.
std::size_t end_of_thousands(std::string_view text, std::size_t begin, std::size_t end) {
    if (end - begin > 3 || digits_at(text, begin) != end - begin) return end;
    const auto sign = text.substr(end, thousands_sign(text, end));
    if (sign.empty()) return end;
    while (text.substr(end).starts_with(sign) && digits_at(text, end + sign.size()) == 3 &&
           !word_at(text, end + sign.size() + 3))
        end += sign.size() + 3;
    return end;
}

class Scanner {
public:
    Scanner(std::string_view text, std::vector<Word>& words) : text_(text), words_(words) {}

    void scan() {
        for (std::size_t at = 0; at < text_.size();) {
            const auto first = byte_at(text_, at);
            if (first < 0x80 && !ascii_word(first)) {
                at = first == '.' && dotted(at) ? dotted_word(at) : at + 1;
                continue;
            }
            const auto point = code_point_at(text_, at);
            switch (role_of(point.code)) {
                case Role::letter: at = word(at); break;
                case Role::running: at = run(at); break;
                default: at += point.bytes;
            }
        }
    }

private:
    [[nodiscard]] Letters letters(std::size_t at) const {
        Letters found;
        while (at < text_.size()) {
            auto point = CodePoint{byte_at(text_, at), 1};
            auto role = Role::letter;
            if (point.code >= 0x80) {
                point = code_point_at(text_, at);
                role = role_of(point.code);
            } else if (!ascii_word(static_cast<unsigned char>(point.code))) {
                break;
            }
            if (role == Role::separator || role == Role::running) break;
            at += point.bytes;
            if (role == Role::ignored) continue;
            found.end = at;
            if (role == Role::mark) continue;
            found.last = point.code;
            ++found.count;
        }
        found.next = at;
        return found;
    }

    std::size_t word(std::size_t begin) {
        const auto found = letters(begin);
        if (const auto end = end_of_thousands(text_, begin, found.end); end > found.end) return thousands(begin, end);
        auto key = key_of(begin, found.end);
        const auto sign = sign_after(text_, found);
        if (sign.bytes == 0) {
            add(begin, found.end, std::move(key), Kind::word);
            return found.next;
        }
        add(begin, found.end + sign.bytes, key + std::string(sign.key), Kind::word);
        add(begin, found.end, std::move(key), Kind::part);
        return found.end + sign.bytes;
    }

    std::size_t thousands(std::size_t begin, std::size_t end) {
        const auto first = words_.size();
        std::string key;
        for (auto at = begin; at < end;) {
            const auto digits = digits_at(text_, at);
            if (digits == 0) {
                ++at;
                continue;
            }
            key += text_.substr(at, digits);
            add(at, at + digits, std::string(text_.substr(at, digits)), Kind::part);
            at += digits;
        }
        key.resize(std::min(key.size(), longest_key));
        words_.insert(words_.begin() + static_cast<std::ptrdiff_t>(first), {begin, end, std::move(key), Kind::word});
        return end;
    }

    // ".NET", ".env", and not the end of a sentence or a name's inside.
    [[nodiscard]] bool dotted(std::size_t at) const {
        if (!ascii_letter(byte_at(text_, at + 1))) return false;
        return at == 0 || std::string_view(" \t\n\r([{\"'`/,;:").contains(text_[at - 1]);
    }

    std::size_t dotted_word(std::size_t at) {
        const auto found = letters(at + 1);
        auto key = key_of(at + 1, found.end);
        add(at, found.end, '.' + key, Kind::word);
        add(at + 1, found.end, std::move(key), Kind::part);
        return found.next;
    }

    // A stretch of a script without spaces, from a character to where it ends.
    std::size_t run(std::size_t at) {
        Word before;
        while (at < text_.size()) {
            const auto found = character(at);
            if (found.end == at) break;
            Word now{at, found.end, key_of(at, found.end), Kind::character};
            at = found.next;
            if (now.key.empty()) continue;
            if (!before.key.empty()) add(before.begin, now.end, before.key + now.key, Kind::pair);
            before = now;
            words_.push_back(std::move(now));
        }
        return at;
    }

    // A letter of such a script with all that is written on it; nothing where there is another.
    [[nodiscard]] Letters character(std::size_t at) const {
        Letters found{.end = at, .next = at};
        while (at < text_.size()) {
            const auto point = code_point_at(text_, at);
            const auto role = role_of(point.code);
            const bool goes_on = role == Role::mark || role == Role::ignored;
            if (found.count == 0 ? role != Role::running && role != Role::ignored
                                 : !goes_on && !(role == Role::running && second_half(found.last, point.code)))
                break;
            at += point.bytes;
            found.next = at;
            if (role == Role::ignored) continue;
            found.end = at;
            found.last = point.code;
            ++found.count;
        }
        return found;
    }

    [[nodiscard]] std::string key_of(std::size_t begin, std::size_t end) const {
        return fold(text_.substr(begin, end - begin));
    }

    void add(std::size_t begin, std::size_t end, std::string key, Kind kind) {
        if (!key.empty()) words_.push_back({begin, end, std::move(key), kind});
    }

    std::string_view text_;
    std::vector<Word>& words_;
};

}  // namespace

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    words.reserve(text.size() / 5);
    Scanner(text, words).scan();
    return words;
}

std::int64_t count_words(std::string_view text) {
    return std::ranges::count_if(
        words_of(text), [](const Word& word) { return word.kind == Kind::word || word.kind == Kind::character; });
}

bool has_words(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (word_at(text, at)) return true;
        at += code_point_at(text, at).bytes;
    }
    return false;
}

}  // namespace rustygpt::words
