#pragma once

#include <string>
#include <vector>

#include "documents/query.h"

namespace rustygpt::documents {

// How much of a question a passage speaks of, and which of its words it lacks. What is counted are the words as one
// typed them. Of a script without spaces these are characters, each of which is in one or two pairs: a Chinese one is
// there where one of its pairs is, for it means something by itself; of others, as of Thai, as much is there as is of
// its pairs.
class Coverage {
public:
    // weights: of the terms, each above 0.
    Coverage(const std::vector<Term>& terms, const std::vector<double>& weights);

    // has: of each term how surely the passage has it, 0 to 1. The same of the question.
    [[nodiscard]] double share(const std::vector<double>& has) const;
    // As they were typed, in their order; characters that stand together are one.
    [[nodiscard]] std::vector<std::string> missing(const std::vector<double>& has) const;

private:
    struct Unit {
        std::size_t begin = 0;  // bytes of the question
        std::string text{};
        bool ideograph = false;
        bool of_pair = false;
        std::vector<std::size_t> terms{};
    };

    void add(std::size_t begin, std::string_view text, std::size_t term, bool of_pair);
    [[nodiscard]] double weight(const Unit& unit) const;
    [[nodiscard]] double covered(const Unit& unit, const std::vector<double>& has) const;

    const std::vector<double>& weights_;
    std::vector<Unit> units_;  // by where they begin
};

}  // namespace rustygpt::documents
