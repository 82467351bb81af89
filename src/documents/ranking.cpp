#include "documents/ranking.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "documents/coverage.h"
#include "documents/matches.h"
#include "words/stem.h"
#include "words/words.h"

namespace rustygpt::documents {
namespace {

constexpr double k1 = 1.2;
constexpr double b = 0.75;
constexpr double neighbour_bonus = 0.1;
// A word that goes on where a term ends, or ends where it goes on, is half of it: "Schmalspurbahn" and "Schmalspur". So
// long must be what they share.
constexpr double half = 0.5;
constexpr std::size_t least_shared = 4;  // code points
// Passages that one may think of beside those that there are: among a few, rare and common can't be told apart.
constexpr double imagined = 20;

// Machines differ in a logarithm's last bits; not in these.
double four_decimals(double value) { return std::round(value * 1e4) / 1e4; }

// How few passages there are: 1 for none, 0 for very many.
double fewness(std::int64_t passages) {
    return imagined / (imagined + static_cast<double>(std::max<std::int64_t>(passages, 0)));
}

// How often each term occurs, and how many neighbours of the question are neighbours here.
struct Counts {
    std::vector<double> of_term;
    int neighbours = 0;
    double words = 0;
};

// Pairs overlap: of them each is its neighbour's neighbour, which says nothing.
bool are_neighbours(const std::vector<Term>& terms, std::size_t before, std::size_t here) {
    return here == before + 1 && terms[here].second == 0 && terms[before].second == 0;
}

// Words that begin alike, in a text's language.
class Beginnings {
public:
    Beginnings(const std::vector<Term>& terms, words::Language language) : language_(language) {
        for (std::size_t i = 0; i < terms.size(); ++i) {
            if (!terms[i].inflects) continue;
            const auto word = words::words_of(terms[i].text);
            auto stem = word.empty() ? terms[i].key : words::stem_of(terms[i].text, word.front(), language);
            if (utf8::code_points(stem) >= least_shared) stems_.emplace_back(std::move(stem), i);
        }
    }

    // The first term that this word shares its beginning with; nothing where there is none.
    [[nodiscard]] std::optional<std::size_t> term_of(std::string_view text, const words::Word& word) const {
        if (word.kind != words::Kind::word || stems_.empty()) return std::nullopt;
        std::string stem;
        for (const auto& [wanted, term] : stems_) {
            if (word.key.starts_with(wanted)) return term;
            if (word.key.front() != wanted.front()) continue;
            if (stem.empty()) stem = words::stem_of(text, word, language_);
            if (wanted.starts_with(stem) && utf8::code_points(stem) >= least_shared) return term;
        }
        return std::nullopt;
    }

private:
    words::Language language_;
    std::vector<std::pair<std::string, std::size_t>> stems_;
};

void count(Counts& counts, const std::vector<Term>& terms, const Matcher& matcher, const Beginnings& beginnings,
           std::string_view text, const std::vector<words::Word>& all, bool is_text) {
    const auto none = terms.size();
    std::size_t before = none;  // the term that the word before was
    for (const auto& word : all) {
        const auto here = matcher.term_of(text, word);
        if (here < none) ++counts.of_term[here];
        else if (const auto near = beginnings.term_of(text, word)) counts.of_term[*near] += half;
        if (is_text) {
            counts.neighbours += here < none && before < none && are_neighbours(terms, before, here);
            counts.words += word.kind == words::Kind::word || word.kind == words::Kind::character;
        }
        // A run's pairs have characters between them, a word with a sign has its parts behind it.
        if (here < none || word.kind == words::Kind::word || word.kind == words::Kind::pair) before = here;
    }
}

Counts counts_in(const std::vector<Term>& terms, const Candidate& candidate) {
    Counts counts{.of_term = std::vector<double>(terms.size())};
    const auto all = words::words_of(candidate.text);
    const auto language = words::language_of(all);
    const Matcher matcher(terms, language);
    const Beginnings beginnings(terms, language);
    count(counts, terms, matcher, beginnings, candidate.text, all, true);
    count(counts, terms, matcher, beginnings, candidate.context, words::words_of(candidate.context), false);
    return counts;
}

class Scale {
public:
    Scale(const std::vector<Term>& terms, const Statistics& statistics)
        : weights_(weights_of(terms, statistics)), coverage_(terms, weights_) {
        const auto all = static_cast<double>(std::max<std::int64_t>(statistics.passages, 1));
        average_ = std::max(1.0, static_cast<double>(statistics.words) / all);
    }

    [[nodiscard]] Ranked ranked(std::size_t place, const Counts& counts) const {
        double score = 0;
        std::vector<double> has;
        for (std::size_t i = 0; i < weights_.size(); ++i) {
            const double often = counts.of_term[i];
            has.push_back(std::min(often, 1.0));
            score += weights_[i] * often * (k1 + 1) / (often + k1 * (1 - b + b * counts.words / average_));
        }
        const double coverage = coverage_.share(has);
        score *= std::sqrt(coverage) * (1 + neighbour_bonus * counts.neighbours);
        return {.candidate = place,
                .score = four_decimals(score),
                .coverage = four_decimals(coverage),
                .missing = coverage_.missing(has)};
    }

private:
    std::vector<double> weights_;
    Coverage coverage_;
    double average_ = 1;
};

}  // namespace

std::vector<double> weights_of(const std::vector<Term>& terms, const Statistics& statistics) {
    const auto all = static_cast<double>(std::max<std::int64_t>(statistics.passages, 1)) + imagined;
    std::vector<double> weights;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const double counted = i < statistics.having.size() ? static_cast<double>(statistics.having[i]) : 0;
        const double having = std::max(counted, 1.0);
        weights.push_back(
            std::max(1e-4, four_decimals(std::log(1 + (std::max(all - having, 0.0) + 0.5) / (having + 0.5)))));
    }
    return weights;
}

std::vector<Ranked> rank(const std::vector<Term>& terms, const Statistics& statistics,
                         const std::vector<Candidate>& candidates) {
    const Scale scale(terms, statistics);
    std::vector<Ranked> ranked;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        auto one = scale.ranked(i, counts_in(terms, candidates[i]));
        if (one.score > 0) ranked.push_back(std::move(one));
    }
    std::ranges::sort(ranked, [&](const Ranked& a, const Ranked& c) {
        if (a.score != c.score) return a.score > c.score;
        return candidates[a.candidate].id < candidates[c.candidate].id;
    });
    return ranked;
}

double least_found(std::int64_t passages) { return 0.52 + 0.08 * fewness(passages); }
double least_told(std::int64_t passages) { return 0.15 * (1 - fewness(passages)); }

}  // namespace rustygpt::documents
