#include "documents/ranking.h"

#include <algorithm>
#include <cmath>

#include "documents/matches.h"
#include "words/words.h"

namespace rustygpt::documents {
namespace {

constexpr double k1 = 1.2;
constexpr double b = 0.75;
constexpr double absent_weight = 0.75;  // of a word that none of the passages has: it can't tell them apart
constexpr double neighbour_bonus = 0.1;

// Machines differ in a logarithm's last bits; not in these.
double four_decimals(double value) { return std::round(value * 1e4) / 1e4; }

// How often each term occurs, and how many neighbours of the question are neighbours here.
struct Counts {
    std::vector<double> of_term;
    int neighbours = 0;
    double words = 0;
};

void count(Counts& counts, const Matcher& matcher, std::string_view text, const std::vector<words::Word>& all,
           bool is_text) {
    const auto none = counts.of_term.size();
    std::size_t before = none;  // the term that the word before was
    for (const auto& word : all) {
        const auto here = matcher.term_of(text, word);
        if (here < none) ++counts.of_term[here];
        if (is_text) {
            counts.neighbours += here < none && before < none && here == before + 1;
            counts.words += word.kind == words::Kind::word || word.kind == words::Kind::character;
        }
        // A run's pairs have characters between them, a word with a sign has its parts behind it.
        if (here < none || word.kind == words::Kind::word || word.kind == words::Kind::pair) before = here;
    }
}

Counts counts_in(const std::vector<Term>& terms, const Candidate& candidate) {
    Counts counts{.of_term = std::vector<double>(terms.size())};
    const auto all = words::words_of(candidate.text);
    const Matcher matcher(terms, words::language_of(all));
    count(counts, matcher, candidate.text, all, true);
    count(counts, matcher, candidate.context, words::words_of(candidate.context), false);
    return counts;
}

class Scale {
public:
    Scale(const std::vector<Term>& terms, const Statistics& statistics) {
        const auto all = static_cast<double>(std::max<std::int64_t>(statistics.passages, 1));
        average_ = std::max(1.0, static_cast<double>(statistics.words) / all);
        for (std::size_t i = 0; i < terms.size(); ++i) {
            const double having = i < statistics.having.size() ? static_cast<double>(statistics.having[i]) : 0;
            weights_.push_back(std::log(1 + (std::max(all - having, 0.0) + 0.5) / (having + 0.5)));
            total_ += weights_.back() * (having > 0 ? 1 : absent_weight);
        }
    }

    [[nodiscard]] Ranked ranked(std::size_t place, const Counts& counts) const {
        double score = 0;
        double covered = 0;
        for (std::size_t i = 0; i < weights_.size(); ++i) {
            const double often = counts.of_term[i];
            if (often == 0) continue;
            covered += weights_[i];
            score += weights_[i] * often * (k1 + 1) / (often + k1 * (1 - b + b * counts.words / average_));
        }
        const double coverage = total_ > 0 ? covered / total_ : 0;
        score *= std::sqrt(coverage) * (1 + neighbour_bonus * counts.neighbours);
        return {.candidate = place, .score = four_decimals(score), .coverage = four_decimals(coverage)};
    }

private:
    std::vector<double> weights_;
    double total_ = 0;
    double average_ = 1;
};

}  // namespace

std::vector<Ranked> rank(const std::vector<Term>& terms, const Statistics& statistics,
                         const std::vector<Candidate>& candidates) {
    const Scale scale(terms, statistics);
    std::vector<Ranked> ranked;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto one = scale.ranked(i, counts_in(terms, candidates[i]));
        if (one.score > 0) ranked.push_back(one);
    }
    std::ranges::sort(ranked, [&](const Ranked& a, const Ranked& c) {
        if (a.score != c.score) return a.score > c.score;
        return candidates[a.candidate].id < candidates[c.candidate].id;
    });
    return ranked;
}

}  // namespace rustygpt::documents
