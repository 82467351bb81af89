#include "app/evaluation_test.h"

#include <set>

#include <gtest/gtest.h>

namespace rustygpt::app {
namespace {

const std::filesystem::path folder = RUSTYGPT_SOURCE_DIR "/bench/reasoning";

// The least prompts of a category, and of them those held back.
constexpr std::size_t least_of_category = 25;
constexpr std::size_t least_held_of_category = 6;

void expect_share(const char* file, std::size_t percent) {
    Asker asker;
    const auto evaluation = evaluate(asker, prompts_in(folder / file));
    EXPECT_TRUE(evaluation.total.reaches(percent))
        << file << ": " << evaluation.total.right << " of " << evaluation.total.asked;
}

TEST(AnswersEvaluation, AnswersTheTunedPromptsRightly) { expect_share("tuned.jsonl", least_tuned); }

TEST(AnswersEvaluation, AnswersThoseThatWereHeldBackToo) { expect_share("held_back.jsonl", least_held_back); }

TEST(AnswersEvaluation, HasEnoughDifferentPromptsOfEveryCategory) {
    std::map<std::string, std::size_t> tuned;
    std::map<std::string, std::size_t> held;
    std::set<std::string> ids;
    std::set<std::vector<std::string>> turns;
    std::size_t count = 0;
    const auto add = [&](const char* file, std::map<std::string, std::size_t>& categories) {
        for (const auto& prompt : prompts_in(folder / file)) {
            ++categories[prompt.category];
            ++count;
            EXPECT_TRUE(ids.insert(prompt.id).second) << prompt.id;
            EXPECT_TRUE(turns.insert(prompt.turns).second) << prompt.id;
        }
    };
    add("tuned.jsonl", tuned);
    add("held_back.jsonl", held);
    EXPECT_GE(count, 300u);
    EXPECT_EQ(tuned.size(), 10u);
    std::size_t held_back = 0;
    for (const auto& [category, some] : tuned) {
        EXPECT_GE(some + held[category], least_of_category) << category;
        EXPECT_GE(held[category], least_held_of_category) << category;
        held_back += held[category];
    }
    EXPECT_EQ(held.size(), 10u);
    EXPECT_GE(held_back * 5, count);
}

// Numbers, units, dates and years in sentences that ask for nothing: no tool may find work in them.
TEST(AnswersEvaluation, LeavesATextOfFactsAlone) {
    constexpr std::size_t every = 8;  // all of them take a while where nothing is optimised
    std::ifstream in(folder / "texts/world-factbook.md");
    Asker asker;
    std::size_t count = 0;
    for (std::string line; std::getline(in, line);)
        for (std::size_t begin = 0; begin < line.size();) {
            const auto end = std::min(line.find_first_of(".;", begin), line.size() - 1) + 1;
            const auto sentence = line.substr(begin, end - begin);
            begin = end;
            if (sentence.size() < 10 || count++ % every != 0) continue;
            EXPECT_TRUE(asker.ask({"fact", "facts", {sentence}, {}}).empty()) << sentence;
        }
    EXPECT_GT(count, 2'000u);
}

// The comparison itself must be able to fail.
TEST(AnswersEvaluation, TellsRightCallsFromWrong) {
    const ExpectedCall sum{"calculator", {{{"expression", "5*7"}}, {{"expression", "7*5"}}}, {{"result", "35"}}};
    EXPECT_TRUE(is_right(sum, {"calculator", {{"expression", "7 * 5"}}, {{"result", "35"}}}));
    const ExpectedCall grouped{"calculator", {{{"expression", "1250+3"}}}, {{"result", "1253"}}};
    EXPECT_TRUE(is_right(grouped, {"calculator", {{"expression", "1,250 + 3"}}, {{"result", "1253"}}}));
    EXPECT_FALSE(is_right(grouped, {"calculator", {{"expression", "1,25 + 3"}}, {{"result", "1253"}}}));
    EXPECT_FALSE(is_right(sum, {"calculator", {{"expression", "30+5"}}, {{"result", "35"}}}));
    EXPECT_FALSE(is_right(sum, {"calculator", {{"expression", "5*7"}}, {{"result", "36"}}}));
    EXPECT_FALSE(is_right(sum, {"unit_convert", {{"expression", "5*7"}}, {{"result", "35"}}}));
    const ExpectedCall regex{"regex", {{{"pattern", "a"}, {"text", "a b"}}}, {{"count", 1}}};
    EXPECT_TRUE(is_right(regex, {"regex", {{"pattern", "a"}, {"text", "a b"}, {"dot_all", false}}, {{"count", 1}}}));
    EXPECT_FALSE(is_right(regex, {"regex", {{"pattern", "a"}, {"text", "a b"}, {"dot_all", true}}, {{"count", 1}}}));
    EXPECT_FALSE(is_right(regex, {"regex", {{"pattern", "a"}, {"text", "ab"}}, {{"count", 1}}}));
    EXPECT_FALSE(is_right(regex, {"regex", {{"text", "a b"}}, {{"count", 1}}}));
    const ExpectedCall base{"number_base", {{{"value", "5"}, {"to", 2}}}, {{"value", "101"}}};
    EXPECT_TRUE(is_right(base, {"number_base", {{"value", 5}, {"to", 2}}, {{"value", "101"}}}));
    const Prompt refusal{"r", "conversation", {"hi"}, {}};
    EXPECT_TRUE(is_right(refusal, std::vector<Call>{}));
    EXPECT_FALSE(is_right(refusal, {{"calculator", {}, nullptr}}));
}

}  // namespace
}  // namespace rustygpt::app
