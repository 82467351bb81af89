#include "documents/passages.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace rustygpt::documents {
namespace {

constexpr std::size_t longest_context = 200;  // bytes

struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
};

bool white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

Stretch trimmed(std::string_view text, Stretch stretch) {
    while (stretch.begin < stretch.end && white(text[stretch.begin])) ++stretch.begin;
    while (stretch.end > stretch.begin && white(text[stretch.end - 1])) --stretch.end;
    return stretch;
}

std::int64_t length(std::string_view text, Stretch stretch) {
    return static_cast<std::int64_t>(utf8::code_points(text.substr(stretch.begin, stretch.end - stretch.begin)));
}

// 1 to 6 for "## Methods", else 0.
std::size_t heading_level(std::string_view line) {
    const auto level = std::min(line.find_first_not_of('#'), line.size());
    return level >= 1 && level <= 6 && level < line.size() && line[level] == ' ' ? level : 0;
}

// What ends a sentence in scripts that may go on at once behind it.
constexpr std::array<std::string_view, 17> full_stops{"\u3002", "\uFF01", "\uFF1F",
                                                      "\uFF61", "\uFF0E",  // Chinese and Japanese
                                                      "\u061F", "\u06D4",  // Arabic, Urdu
                                                      "\u0964", "\u0965",  // Indian scripts
                                                      "\u1362", "\u1367",  // Ethiopic
                                                      "\u104A", "\u104B",  // Burmese
                                                      "\u17D4", "\u17D5",  // Khmer
                                                      "\u0F0D", "\u037E"};  // Tibetan, Greek
// What closes with the sentence.
constexpr std::array<std::string_view, 8> closing{"\u300D", "\u300F", "\uFF09", "\u3011",
                                                  "\u201D", "\u2019", "\u00BB", "\u3009"};
// Where a line of a script without spaces may end.
constexpr std::array<std::string_view, 5> pauses{"\u3001", "\uFF0C", "\u3000", "\u200B", "\uFF1B"};

template <std::size_t N>
std::size_t one_of(const std::array<std::string_view, N>& signs, std::string_view text, std::size_t at) {
    if (static_cast<unsigned char>(text[at]) < 0xC0) return 0;  // ASCII, or inside a code point
    for (const auto sign : signs)
        if (text.substr(at).starts_with(sign)) return sign.size();
    return 0;
}

// The bytes of a full stop with all that closes behind it; 0 where there is none.
std::size_t full_stop_at(std::string_view text, std::size_t at) {
    auto bytes = one_of(full_stops, text, at);
    while (bytes > 0 && at + bytes < text.size()) {
        auto more = one_of(full_stops, text, at + bytes);
        if (more == 0) more = one_of(closing, text, at + bytes);
        if (more == 0) break;
        bytes += more;
    }
    return bytes;
}

// Where a text may be cut, from the best kind of border to the worst.
enum class Border { paragraph, row, sentence, word };

// The position after the border that comes next from `at`; npos where none comes.
std::size_t next_border(std::string_view text, std::size_t at, Border border) {
    for (; at < text.size(); ++at) {
        const char c = text[at];
        switch (border) {
            case Border::paragraph:
                if (c == '\n' && (text.substr(at + 1).starts_with('\n'))) return at + 2;
                break;
            case Border::row:
                if (c == '\n') return at + 1;
                break;
            case Border::sentence:
                if (c == '\n') return at + 1;
                if ((c == '.' || c == '?' || c == '!') && at + 1 < text.size() && white(text[at + 1])) return at + 1;
                if (const auto bytes = full_stop_at(text, at)) return at + bytes;
                break;
            case Border::word:
                if (white(c)) return at + 1;
                if (const auto bytes = one_of(pauses, text, at)) return at + bytes;
                break;
        }
    }
    return text.npos;
}

// One section's passages: pieces that are small enough, put together where they are very small.
class Section {
public:
    Section(std::string_view text, Shape shape, const PassageSizes& sizes)
        : text_(text), shape_(shape), sizes_(sizes) {}

    std::vector<Stretch> cut(Stretch section) {
        divide(section, shape_ == Shape::sentences ? Border::sentence : Border::paragraph);
        return std::move(passages_);
    }

private:
    void divide(Stretch stretch, Border border) {
        for (auto begin = stretch.begin; begin < stretch.end;) {
            const auto found = next_border(text_.substr(0, stretch.end), begin, border);
            const Stretch piece{begin, std::min(found, stretch.end)};
            begin = piece.end;
            place(trimmed(text_, piece), border);
        }
    }

    void place(Stretch piece, Border border) {
        if (piece.begin == piece.end) return;
        if (length(text_, piece) <= sizes_.most) return add(piece);
        if (border == Border::word) return hack(piece);
        divide(piece, worse_than(border));
    }

    // The lines of prose end anywhere: a paragraph is cut between sentences.
    [[nodiscard]] Border worse_than(Border border) const {
        if (border == Border::paragraph) return shape_ == Shape::rows ? Border::row : Border::sentence;
        return border == Border::row ? Border::sentence : Border::word;
    }

    // A "word" longer than a passage: cut between characters as people see them.
    void hack(Stretch piece) {
        while (piece.begin < piece.end) {
            const auto rest = text_.substr(piece.begin, piece.end - piece.begin);
            const auto end = piece.begin + utf8::first_characters(rest, static_cast<std::size_t>(sizes_.wanted)).size();
            passages_.push_back({piece.begin, end});
            piece.begin = end;
        }
    }

    void add(Stretch piece) {
        if (!passages_.empty() && shape_ != Shape::sentences) {
            const Stretch joined{passages_.back().begin, piece.end};
            if (length(text_, joined) <= sizes_.wanted) {
                passages_.back() = joined;
                return;
            }
        }
        passages_.push_back(piece);
    }

    std::string_view text_;
    Shape shape_;
    const PassageSizes& sizes_;
    std::vector<Stretch> passages_;
};

// The headings above where we are.
class Outline {
public:
    void enter(std::size_t level, std::string_view title) {
        for (auto below = level - 1; below < titles_.size(); ++below) titles_[below].clear();
        titles_[level - 1] = title;
    }
    [[nodiscard]] std::string path() const {
        std::string out;
        for (const auto& title : titles_) {
            if (title.empty()) continue;
            if (!out.empty()) out += " > ";
            out += title;
        }
        return std::string(utf8::prefix(out, longest_context));
    }

private:
    std::array<std::string, 6> titles_;
};

class Cutter {
public:
    Cutter(std::string_view text, Shape shape, const PassageSizes& sizes) : text_(text), shape_(shape), sizes_(sizes) {}

    std::vector<Passage> cut() {
        std::size_t begin = 0;
        bool fenced = false;
        for (std::size_t at = 0; shape_ == Shape::headed && at < text_.size();) {
            const auto end = std::min(text_.find('\n', at), text_.size());
            const auto line = text_.substr(at, end - at);
            if (line.starts_with("```") || line.starts_with("~~~")) fenced = !fenced;
            if (const auto level = fenced ? 0 : heading_level(line)) {
                emit({begin, at});
                const auto title = trimmed(line, {level, line.size()});
                outline_.enter(level, line.substr(title.begin, title.end - title.begin));
                begin = at;
            }
            at = end + 1;
        }
        emit({begin, text_.size()});
        return std::move(passages_);
    }

private:
    void emit(Stretch section) {
        for (const auto& stretch : Section(text_, shape_, sizes_).cut(section)) {
            Passage passage{.begin_byte = stretch.begin, .end_byte = stretch.end, .context = outline_.path()};
            passage.start = code_points_ + length(text_, {counted_to_, stretch.begin});
            passage.end = passage.start + length(text_, stretch);
            code_points_ = passage.end;
            counted_to_ = stretch.end;
            passages_.push_back(std::move(passage));
        }
    }

    std::string_view text_;
    Shape shape_;
    const PassageSizes& sizes_;
    Outline outline_;
    std::vector<Passage> passages_;
    std::int64_t code_points_ = 0;  // before counted_to_
    std::size_t counted_to_ = 0;
};

}  // namespace

Shape shape_of(Format format) {
    switch (format) {
        case Format::markdown:
        case Format::html: return Shape::headed;
        case Format::csv:
        case Format::json: return Shape::rows;
        default: return Shape::prose;
    }
}

std::vector<Passage> passages_of(std::string_view text, Shape shape, const PassageSizes& sizes) {
    return Cutter(text, shape, sizes).cut();
}

}  // namespace rustygpt::documents
