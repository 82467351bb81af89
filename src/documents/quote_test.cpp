#include "documents/quote.h"

#include <gtest/gtest.h>

namespace rustygpt::documents {
namespace {

std::string quote(std::string_view question, std::string_view text, std::int64_t most = 400) {
    const auto terms = terms_of(question);
    return quote_of(text, terms, std::vector<double>(terms.size(), 1.0), most).text;
}

TEST(Quote, HasTheMatchFirstAndGoesOnToTheEndOfTheParagraph) {
    EXPECT_EQ(quote("zebra grass",
                    "Before it. Much of it. A zebra eats grass. At noon it sleeps.\nThen it runs.\n\nOther things."),
              "A zebra eats grass. At noon it sleeps.\nThen it runs.");
    EXPECT_EQ(quote("zebra", "# Animals\n\nNothing of it.\n\nThe zebra."), "The zebra.");
}

TEST(Quote, TakesWhatStandsUnderAHeadingThatMatches) {
    EXPECT_EQ(quote("holidays", "# Handbook\n\n## Holidays\n\nThirty days a year. They lapse.\n\nOther things."),
              "## Holidays\n\nThirty days a year. They lapse.");
    EXPECT_EQ(quote("handbook", "Thirty days a year. They lapse."), "Thirty days a year. They lapse.");
    EXPECT_TRUE(says_anything("## Holidays\n\nThirty days."));
    EXPECT_FALSE(says_anything("# Handbook\n\n## Holidays\n"));
}

TEST(Quote, EndsWhereTheItemOfAListEnds) {
    const std::string_view list =
        "Rules:\n- Doors close at ten. Ask Bob\n  for a key.\n- Windows stay shut.\n- No smoking.";
    EXPECT_EQ(quote("doors", list), "- Doors close at ten. Ask Bob\n  for a key.");
    EXPECT_EQ(quote("windows", list), "- Windows stay shut.");
    EXPECT_EQ(quote("second step", "1. First step.\n2. Second step. Wait.\n3. Third step."), "2. Second step. Wait.");
    EXPECT_EQ(quote("zebra", "| animal | food |\n| zebra | grass |\n| lion | meat |"), "| zebra | grass |");
}

TEST(Quote, TakesTheAnswerToAQuestionAndNotTheNextQuestion) {
    const std::string_view text =
        "Q: What about rain?\nA: Stay in.\nQ: What about snow?\nA: Take the sledge.\nIt is red.\nQ: What about "
        "fog?\nA: Wait.";
    EXPECT_EQ(quote("What about snow?", text), "Q: What about snow?\nA: Take the sledge.\nIt is red.");
    EXPECT_EQ(quote("Ada born", "name: Ada, born: 1815\nname: Bob, born: 1820"), "name: Ada, born: 1815");
}

TEST(Quote, PrefersTheWordsThatWeighMore) {
    const auto terms = terms_of("common rare");
    const auto text = "A common thing. A rare thing.";
    EXPECT_EQ(quote_of(text, terms, {0.1, 2.0}, 20).text, "A rare thing.");
}

TEST(Quote, CountsCodePointsAndIsNeverLongerThanAsked) {
    const auto terms = terms_of("zebra");
    const auto quote = quote_of("\u00c4\u00f6\u00fc. The z\u00e8bra.", terms, {1.0}, 400);
    EXPECT_EQ(quote.range.start, 5);
    EXPECT_EQ(quote.range.end, 15);
    EXPECT_EQ(quote.text, "The z\u00e8bra.");
    std::string text;
    for (int i = 0; i < 200; ++i) text += "A zebra eats grass here. ";
    const auto cut = quote_of(text, terms, {1.0}, 100);
    EXPECT_LE(cut.range.end - cut.range.start, 100);
    EXPECT_GE(cut.range.end - cut.range.start, 75);
}

}  // namespace
}  // namespace rustygpt::documents
