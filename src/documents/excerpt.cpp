#include "documents/excerpt.h"

#include <algorithm>
#include <bit>

#include "base/utf8.h"
#include "documents/passages.h"
#include "documents/words.h"

namespace rustygpt::documents {
namespace {

std::vector<Passage> sentences_of(std::string_view text, std::int64_t most) {
    // Nothing is wanted together, so that every sentence and every row is a passage of its own.
    return passages_of(text, Shape::sentences, {.wanted = most, .most = most});
}

// The terms in a stretch, as bits: there are never more than 16.
std::uint32_t terms_in(std::string_view text, const std::vector<Term>& terms) {
    std::uint32_t found = 0;
    for (const auto& word : words_of(text))
        for (std::size_t i = 0; i < terms.size() && i < 32; ++i)
            if (terms[i].fits(word.key)) found |= std::uint32_t{1} << i;
    return found;
}

std::vector<Range> highlights_in(std::string_view text, const std::vector<Term>& terms) {
    std::vector<Range> highlights;
    std::size_t counted = 0;
    std::int64_t points = 0;
    for (const auto& word : words_of(text)) {
        if (std::ranges::none_of(terms, [&](const Term& term) { return term.fits(word.key); })) continue;
        points += static_cast<std::int64_t>(utf8::code_points(text.substr(counted, word.begin - counted)));
        const auto length =
            static_cast<std::int64_t>(utf8::code_points(text.substr(word.begin, word.end - word.begin)));
        highlights.push_back({points, points + length});
        points += length;
        counted = word.end;
    }
    return highlights;
}

}  // namespace

Excerpt excerpt_of(std::string_view text, const std::vector<Term>& terms, std::int64_t most) {
    const auto sentences = sentences_of(text, most);
    std::vector<std::uint32_t> found;
    for (const auto& sentence : sentences)
        found.push_back(terms_in(text.substr(sentence.begin_byte, sentence.end_byte - sentence.begin_byte), terms));
    std::size_t first = 0;
    std::size_t last = 0;
    int best = -1;
    std::int64_t shortest = 0;
    for (std::size_t from = 0; from < sentences.size(); ++from) {
        std::uint32_t here = 0;
        for (std::size_t to = from; to < sentences.size(); ++to) {
            const auto length = sentences[to].end - sentences[from].start;
            if (length > most && to > from) break;
            here |= found[to];
            const int count = std::popcount(here);
            if (count < best || (count == best && length >= shortest)) continue;
            best = count;
            shortest = length;
            first = from;
            last = to;
        }
    }
    const auto begin = sentences[first].begin_byte;
    Excerpt excerpt{.range = {sentences[first].start, sentences[last].end},
                    .text = std::string(text.substr(begin, sentences[last].end_byte - begin)),
                    .highlights = {}};
    excerpt.highlights = highlights_in(excerpt.text, terms);
    return excerpt;
}

}  // namespace rustygpt::documents
