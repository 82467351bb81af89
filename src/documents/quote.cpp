#include "documents/quote.h"

#include <algorithm>
#include <cmath>

#include "documents/matches.h"
#include "documents/passages.h"

namespace rustygpt::documents {
namespace {

constexpr std::size_t longest_label = 40;  // bytes

bool white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool digit(char c) { return c >= '0' && c <= '9'; }

// "- ", "* ", "1. ", "b) ", "| ", "## ".
bool begins_item(std::string_view line) {
    for (const std::string_view mark : {"# ", "##", "- ", "* ", "+ ", "\u2022 ", "\u2013 ", "\u2014 ", "|"})
        if (line.starts_with(mark)) return true;
    std::size_t length = 0;
    while (length < 4 && length < line.size() && digit(line[length])) ++length;
    if (length == 0 && !line.empty() && line[0] >= 'a' && line[0] <= 'z') length = 1;
    return length > 0 && length + 1 < line.size() && (line[length] == '.' || line[length] == ')') &&
           white(line[length + 1]);
}

bool is_heading(std::string_view line) {
    return line.starts_with('#') && line.find_first_not_of('#') != line.npos &&
           line[line.find_first_not_of('#')] == ' ';
}

bool is_number(std::string_view sentence) {
    return sentence.size() <= 5 && sentence.ends_with('.') &&
           std::ranges::all_of(sentence.substr(0, sentence.size() - 1), digit);
}

// What stands before a line's first colon: "Q" of "Q: ...", "name" of "name: Ada, born: 1815"; empty where there is
// none.
std::string_view label_of(std::string_view line) {
    const auto end = std::min(line.find(": "), line.find("\uFF1A"));
    return end <= longest_label && end < line.size() ? line.substr(0, end) : std::string_view();
}

// From here on.
std::string_view line_at(std::string_view text, std::size_t at) {
    return text.substr(at, std::min(text.find('\n', at), text.size()) - at);
}

// Sentences, first to last.
struct Run {
    std::size_t first = 0;
    std::size_t last = 0;
};

class Quoting {
public:
    Quoting(std::string_view text, const std::vector<Term>& terms, const std::vector<double>& weights,
            std::int64_t most)
        : text_(text), weights_(weights), most_(most) {
        for (auto& sentence : passages_of(text, Shape::sentences, {.wanted = most, .most = most})) add(sentence);
        find_terms(terms);
        find_items();
    }

    [[nodiscard]] Passage made() const {
        auto run = best();
        while (run.last + 1 < sentences_.size() && items_[run.last] == items_[run.last + 1] &&
               fits({run.first, run.last + 1}))
            ++run.last;
        const auto& first = sentences_[run.first];
        const auto& last = sentences_[run.last];
        return {.start = first.start, .end = last.end, .begin_byte = first.begin_byte, .end_byte = last.end_byte};
    }

private:
    // "2." of a list is no sentence, but the beginning of the next.
    void add(const Passage& sentence) {
        if (!sentences_.empty() && is_number(text_of(sentences_.back())) &&
            sentence.end - sentences_.back().start <= most_) {
            sentences_.back().end = sentence.end;
            sentences_.back().end_byte = sentence.end_byte;
        } else {
            sentences_.push_back(sentence);
        }
    }
    [[nodiscard]] std::string_view text_of(const Passage& sentence) const {
        return text_.substr(sentence.begin_byte, sentence.end_byte - sentence.begin_byte);
    }

    // A sentence's terms, by the language of the whole text: a sentence alone would be guessed worse.
    void find_terms(const std::vector<Term>& terms) {
        found_.assign(sentences_.size(), std::vector<bool>(terms.size()));
        std::size_t sentence = 0;
        for (const auto& match : matches_in(text_, terms)) {
            while (sentence < sentences_.size() && sentences_[sentence].end_byte <= match.begin) ++sentence;
            if (sentence == sentences_.size()) break;
            found_[sentence][match.term] = true;
        }
    }

    [[nodiscard]] std::int64_t length(Run run) const { return sentences_[run.last].end - sentences_[run.first].start; }
    [[nodiscard]] bool fits(Run run) const { return length(run) <= most_; }

    void find_items() {
        std::size_t item = 0;
        std::string_view label;  // that the item begins with
        for (std::size_t i = 0; i < sentences_.size(); ++i) {
            const auto from = i > 0 ? sentences_[i - 1].end_byte : 0;
            const auto between = text_.substr(from, sentences_[i].begin_byte - from);
            if (i == 0 || between.contains('\n')) {
                const auto line = line_at(text_, sentences_[i].begin_byte);
                const bool blank = between.find('\n') != between.rfind('\n');
                const auto its = label_of(line);
                // What stands under a heading belongs to it.
                const bool under = i > 0 && is_heading(text_of(sentences_[i - 1]));
                if (i == 0 || (!under && (blank || begins_item(line) || (!its.empty() && its == label)))) {
                    item = i;
                    label = its;
                }
            }
            items_.push_back(item);
        }
    }

    // The shortest run with the most weight of terms, the first of these; the first sentence where only the headings
    // have any. Whole numbers: sums of them are the same in any order.
    [[nodiscard]] Run best() const {
        Run best;
        std::int64_t most_weight = 0;
        for (std::size_t from = 0; from < sentences_.size(); ++from) {
            std::vector<bool> here(weights_.size());
            std::int64_t weight = 0;
            for (std::size_t to = from; to < sentences_.size() && (to == from || fits({from, to})); ++to) {
                for (std::size_t term = 0; term < here.size(); ++term) {
                    if (here[term] || !found_[to][term]) continue;
                    here[term] = true;
                    weight += std::llround(weights_[term] * 1e4);
                }
                if (weight == 0 || weight < most_weight ||
                    (weight == most_weight && length({from, to}) >= length(best)))
                    continue;
                most_weight = weight;
                best = {from, to};
            }
        }
        return best;
    }

    std::string_view text_;
    const std::vector<double>& weights_;
    std::int64_t most_;
    std::vector<Passage> sentences_;
    std::vector<std::vector<bool>> found_;  // by sentence, then by term
    std::vector<std::size_t> items_;  // by sentence: its item's first one
};

}  // namespace

bool says_anything(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto line = line_at(text, at);
        if (line.find_first_not_of(" \t\r") != line.npos && !is_heading(line)) return true;
        at += line.size() + 1;
    }
    return false;
}

Excerpt quote_of(std::string_view text, const std::vector<Term>& terms, const std::vector<double>& weights,
                 std::int64_t most) {
    const auto chosen = Quoting(text, terms, weights, most).made();
    return {.range = {chosen.start, chosen.end},
            .text = std::string(text.substr(chosen.begin_byte, chosen.end_byte - chosen.begin_byte)),
            .highlights = {}};
}

}  // namespace rustygpt::documents
