#include <ctime>

#include "models/follow_ups.h"
#include "models/follow_ups_test.h"

namespace rustygpt::models {
namespace {

using namespace reasoning;

TEST(FollowUpChains, GoOnFromAnswerToAnswer) {
    Talk talk;
    EXPECT_EQ(talk.ask("5 miles in km"), "5 mi = **8.04672 km**");
    EXPECT_EQ(talk.ask("and in metres?"), "5 mi = **8046.72 m**");
    EXPECT_EQ(talk.ask("thanks!"), "-");
    EXPECT_EQ(talk.ask("now add 15%"), "8046.72 + 15% = **9253.728**");
    EXPECT_EQ(talk.ask("half of that"), "9253.728 / 2 = **4626.864**");
}

TEST(FollowUpChains, MeanTheLastOfSeveralThatFits) {
    Talk talk;
    talk.ask("What is 17% of 2340, how many days from 2024-02-01 to 2025-03-15, and 5 miles in km?");
    EXPECT_EQ(talk.ask("and in feet?"), "5 mi = **26400 ft**");
    talk.ask("17% of 2340, 5 miles in km, and what weekday is 2024-02-29");
    EXPECT_EQ(talk.ask("and in feet?"), "5 mi = **26400 ft**");
    talk.ask("17% of 2340, 5 miles in km, and what weekday is 2024-02-29");
    EXPECT_EQ(talk.ask("what about 20%?"), "20% of 2340 = **468**");
}

TEST(FollowUpChains, AreSeveralInOnePrompt) {
    Talk talk;
    talk.ask("5 miles in km");
    EXPECT_EQ(talk.ask("and in feet? and in metres?"), "5 mi = **26400 ft**\n5 mi = **8046.72 m**");
    talk.ask("5 miles in km");
    EXPECT_EQ(talk.ask("and in feet, and what is 2+2?"), "5 mi = **26400 ft**\n2+2 = **4**");
}

// "It" is what the prompt itself has just asked for: not what was there before.
TEST(FollowUpChains, DoNotReachPastTheirOwnPrompt) {
    Talk talk;
    talk.ask("17% of 2340");
    EXPECT_EQ(talk.ask("add 2.2 and double it"), "397.8 + 2.2 = **400**\n-");
    EXPECT_EQ(talk.ask("2+2, and then halve it"), "2+2 = **4**\n-");
    talk.ask("2024-02-01 plus 30 days");
    EXPECT_EQ(talk.ask("30 days later? 2 weeks later?"), "2024-03-02 plus 30 days is **2024-04-01**, a Monday.\n-");
}

TEST(FollowUpChains, KeepToTheAllowedTools) {
    Talk talk;
    talk.ask("5 miles in km");
    const ToolChoice calculator{.automatic = false, .names = {"calculator"}};
    EXPECT_EQ(talk.ask("and in feet?", calculator), "-");
    EXPECT_EQ(talk.ask("double it", {.automatic = false, .names = {}}), "-");
    EXPECT_EQ(talk.ask("double it", calculator), "`8.04672 * 2` = **16.09344**");
}

TEST(FollowUpChains, AreLabelledWithThePromptsWords) {
    Talk talk;
    talk.ask("5 miles in km");
    const auto turn = talk.plan("and in kilometres?");
    ASSERT_EQ(turn.parts.size(), 1u);
    ASSERT_TRUE(turn.parts[0].call);
    EXPECT_EQ(turn.parts[0].call->intent, "and in kilometres");
    EXPECT_EQ(turn.reasoning, "Plan: unit_convert");
}

TEST(FollowUpChains, AreNotMisledByWhatIsNoResult) {
    using boost::json::object;
    const EarlierResult odd[] = {
        {"unit_convert", {}, nullptr},
        {"calculator", {{"expression", 5}}, "text"},
        {"calculator", {}, object{{"result", "1; drop"}}},
        {"hash", {}, object{}},
        {"encode", {{"text", nullptr}}, object{}},
        {"finance", {}, object{{"years", 1}}},
        {"statistics", {{"values", 1}}, object{{"mean", object{}}}},
        {"number_base", {}, object{{"to", 10}, {"value", nullptr}}},
        {"gone", {}, object{{"result", "5"}}},
    };
    for (const auto& result : odd)
        for (const std::string_view words : {"double it", "and in feet?", "and sha-512", "and of \"x\"", "and at 6%",
                                             "and the median?", "decode that", "and in hex", "and 20%?"})
            (void)follow_up(words, {&result, 1}, registry(), {});
    for (const auto& result : odd) EXPECT_FALSE(follow_up("double it", {&result, 1}, registry(), {})) << result.tool;
}

TEST(FollowUpChains, BoundTheirWork) {
    const EarlierResult mile{
        "unit_convert", {{"value", "5"}, {"from", "mi"}, {"to", "km"}}, {{"value", "8"}, {"from", "mi"}, {"to", "km"}}};
    const std::vector<EarlierResult> earlier(32, mile);
    for (const std::string& unit :
         {std::string("and that and it "), std::string("in km? "), std::string("and in q, ")}) {
        std::string prompt;
        while (prompt.size() < 65'000) prompt += unit;
        const auto model = make_builtin(registry());
        asio::io_context io;
        ModelRequest request{
            .messages = {{Role::user, prompt}}, .tools = {}, .sampling = {}, .documents = false, .earlier = earlier};
        // Of the processor's time: what else the machine does is none of its business.
        const auto begin = std::clock();
        asio::co_spawn(io, model->call(std::move(request), {}),
                       [](const std::exception_ptr& error, const ModelTurn& turn) {
                           EXPECT_FALSE(error);
                           EXPECT_FALSE(turn.parts.empty());
                       });
        io.run();
        EXPECT_LT(std::clock() - begin, 4 * CLOCKS_PER_SEC) << unit;
    }
}

}  // namespace
}  // namespace rustygpt::models
