#include "documents/excerpt.h"

#include <algorithm>
#include <bit>

#include "base/utf8.h"
#include "documents/matches.h"
#include "documents/passages.h"

namespace rustygpt::documents {
namespace {

std::vector<Passage> sentences_of(std::string_view text, std::int64_t most) {
    // Nothing is wanted together, so that every sentence and every row is a passage of its own.
    return passages_of(text, Shape::sentences, {.wanted = most, .most = most});
}

// The terms in a stretch, as bits: there are never more than 32.
std::uint32_t terms_in(std::string_view text, const std::vector<Term>& terms) {
    std::uint32_t found = 0;
    for (const auto& match : matches_in(text, terms))
        if (match.term < 32) found |= std::uint32_t{1} << match.term;
    return found;
}

// Pairs of neighbours overlap: what they cover together is one.
std::vector<Match> joined(std::vector<Match> matches) {
    std::vector<Match> out;
    for (const auto& match : matches) {
        if (!out.empty() && match.begin < out.back().end) out.back().end = std::max(out.back().end, match.end);
        else out.push_back(match);
    }
    return out;
}

std::vector<Range> highlights_in(std::string_view text, const std::vector<Term>& terms) {
    std::vector<Range> highlights;
    std::size_t counted = 0;
    std::int64_t points = 0;
    for (const auto& match : joined(matches_in(text, terms))) {
        points += static_cast<std::int64_t>(utf8::code_points(text.substr(counted, match.begin - counted)));
        const auto length =
            static_cast<std::int64_t>(utf8::code_points(text.substr(match.begin, match.end - match.begin)));
        highlights.push_back({points, points + length});
        points += length;
        counted = match.end;
    }
    return highlights;
}

// Sentences, first to last.
struct Run {
    std::size_t first = 0;
    std::size_t last = 0;
};

class Choice {
public:
    Choice(std::string_view text, const std::vector<Term>& terms, std::int64_t most)
        : text_(text), most_(most), sentences_(sentences_of(text, most)) {
        for (const auto& one : sentences_)
            found_.push_back(terms_in(text.substr(one.begin_byte, one.end_byte - one.begin_byte), terms));
    }

    // From the first byte of the chosen sentences to the last.
    [[nodiscard]] Passage made() const {
        auto run = shortest_with_most_terms();
        while (run.first > 0 && fits({run.first - 1, run.last}) && one_paragraph(run.first - 1)) --run.first;
        while (run.last + 1 < sentences_.size() && fits({run.first, run.last + 1}) && one_paragraph(run.last))
            ++run.last;
        const auto& first = sentences_[run.first];
        const auto& last = sentences_[run.last];
        return {.start = first.start, .end = last.end, .begin_byte = first.begin_byte, .end_byte = last.end_byte};
    }

private:
    [[nodiscard]] std::int64_t length(Run run) const { return sentences_[run.last].end - sentences_[run.first].start; }
    [[nodiscard]] bool fits(Run run) const { return length(run) <= most_; }

    // This sentence and the next one.
    [[nodiscard]] bool one_paragraph(std::size_t sentence) const {
        const auto from = sentences_[sentence].end_byte;
        return !text_.substr(from, sentences_[sentence + 1].begin_byte - from).contains("\n\n");
    }

    [[nodiscard]] Run shortest_with_most_terms() const {
        Run best;
        int most_terms = -1;
        for (std::size_t from = 0; from < sentences_.size(); ++from) {
            std::uint32_t here = 0;
            for (std::size_t to = from; to < sentences_.size() && (to == from || fits({from, to})); ++to) {
                here |= found_[to];
                const int count = std::popcount(here);
                if (count < most_terms || (count == most_terms && length({from, to}) >= length(best))) continue;
                most_terms = count;
                best = {from, to};
            }
        }
        return best;
    }

    std::string_view text_;
    std::int64_t most_;
    std::vector<Passage> sentences_;
    std::vector<std::uint32_t> found_;
};

Excerpt excerpt_at(std::string_view text, const Passage& chosen, const std::vector<Term>& terms) {
    Excerpt excerpt{.range = {chosen.start, chosen.end},
                    .text = std::string(text.substr(chosen.begin_byte, chosen.end_byte - chosen.begin_byte)),
                    .highlights = {}};
    excerpt.highlights = highlights_in(excerpt.text, terms);
    return excerpt;
}

// A match that no sentence has wholly, with a little before it: a text without borders was cut anywhere.
Passage around(std::string_view text, const Match& match, std::int64_t most) {
    const auto is_inside = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; };
    auto begin = match.begin;
    for (std::int64_t taken = 0; begin > 0 && taken < most / 8; ++taken)
        for (--begin; begin > 0 && is_inside(begin);) --begin;
    auto end = begin;
    std::int64_t length = 0;
    for (; end < text.size() && length < most; ++length)
        for (++end; end < text.size() && is_inside(end);) ++end;
    const auto start = static_cast<std::int64_t>(utf8::code_points(text.substr(0, begin)));
    return {.start = start, .end = start + length, .begin_byte = begin, .end_byte = end};
}

}  // namespace

Excerpt excerpt_of(std::string_view text, const std::vector<Term>& terms, std::int64_t most) {
    auto excerpt = excerpt_at(text, Choice(text, terms, most).made(), terms);
    if (!excerpt.highlights.empty()) return excerpt;
    const auto matches = matches_in(text, terms);
    return matches.empty() ? excerpt : excerpt_at(text, around(text, matches.front(), most), terms);
}

}  // namespace rustygpt::documents
