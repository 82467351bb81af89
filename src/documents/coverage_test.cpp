#include "documents/coverage.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "documents/ranking.h"

namespace rustygpt::documents {
namespace {

using Texts = std::vector<std::string>;

struct Asked {
    explicit Asked(std::string_view question) : terms(terms_of(question)), weights(terms.size(), 1.0) {}
    // How much a passage that has these keys has.
    [[nodiscard]] std::vector<double> has(const Texts& keys) const {
        std::vector<double> out;
        for (const auto& term : terms) out.push_back(std::ranges::find(keys, term.key) != keys.end() ? 1 : 0);
        return out;
    }
    [[nodiscard]] double share(const Texts& keys) const { return Coverage(terms, weights).share(has(keys)); }
    [[nodiscard]] Texts missing(const Texts& keys) const { return Coverage(terms, weights).missing(has(keys)); }

    std::vector<Term> terms;
    std::vector<double> weights;
};

TEST(Coverage, CountsWordsAndNamesThoseThatAreMissingAsTyped) {
    const Asked asked("What does the Zebra eat in Möwensand?");
    EXPECT_DOUBLE_EQ(asked.share({"zebra"}), 1.0 / 3);
    EXPECT_EQ(asked.missing({"zebra"}), (Texts{"eat", "Möwensand"}));
    EXPECT_DOUBLE_EQ(asked.share({"zebra", "eat", "mowensand"}), 1);
    EXPECT_EQ(asked.missing({}), (Texts{"Zebra", "eat", "Möwensand"}));
}

TEST(Coverage, TakesAnIdeographForThereWithOneOfItsPairs) {
    const Asked asked("海鸥灯塔");  // 海鸥 鸥灯 灯塔
    EXPECT_DOUBLE_EQ(asked.share({"灯塔"}), 0.5);
    EXPECT_EQ(asked.missing({"灯塔"}), Texts{"海鸥"});
    EXPECT_DOUBLE_EQ(asked.share({"海鸥", "灯塔"}), 1);
    EXPECT_EQ(asked.missing({"海鸥", "灯塔"}), Texts{});
}

TEST(Coverage, TakesAsMuchOfAnAlphabetWithoutSpacesAsThereIsOfItsPairs) {
    const Asked asked("มกราคม");  // four characters
    ASSERT_GE(asked.terms.size(), 3U);
    const auto one = asked.share({asked.terms.front().key});
    EXPECT_GT(one, 0);
    EXPECT_LT(one, 0.5);
}

TEST(Coverage, DoesNotNameWhatIsHalfThere) {
    const Asked asked("Schmalspur Bahnhof");
    const Coverage coverage(asked.terms, asked.weights);
    EXPECT_DOUBLE_EQ(coverage.share({0.5, 0}), 0.25);
    EXPECT_EQ(coverage.missing({0.5, 0}), Texts{"Bahnhof"});
}

TEST(Grades, AreStricterAmongFewPassagesAndTellAnyWordInCommon) {
    EXPECT_GT(least_found(1), 0.5);  // one of two words is not found
    EXPECT_LT(least_found(1), 2.0 / 3);
    EXPECT_LT(least_found(100'000), least_found(1));
    EXPECT_LT(least_told(1), 0.01);
    EXPECT_GT(least_told(1'000), 0.1);
}

TEST(Grades, WordsThatNoPassageHasWeighLikeOnesThatOneHas) {
    const auto terms = terms_of("alpha beta gamma");
    const auto weights = weights_of(terms, {.passages = 1, .words = 10, .having = {0, 1, 1}});
    EXPECT_DOUBLE_EQ(weights[0], weights[1]);
    const auto many = weights_of(terms, {.passages = 1'000, .words = 10'000, .having = {0, 1, 900}});
    EXPECT_DOUBLE_EQ(many[0], many[1]);
    EXPECT_GT(many[1], 10 * many[2]);
}

}  // namespace
}  // namespace rustygpt::documents
