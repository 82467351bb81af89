#include "models/builtin.h"

#include <ctime>

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "models/intents.h"
#include "models/small_talk.h"

namespace rustygpt::models {
namespace {

using namespace reasoning;

const tools::Registry& registry() {
    static const tools::Registry all = tools::Registry::builtin();
    return all;
}

ModelTurn plan(std::string prompt, ToolChoice choice = {}) {
    const auto model = make_builtin(registry());
    asio::io_context io;
    ModelTurn turn;
    ModelRequest request{.messages = {{Role::user, std::move(prompt)}}, .tools = std::move(choice), .sampling = {}};
    asio::co_spawn(io, model->call(std::move(request), {}), [&turn](const std::exception_ptr& error, ModelTurn given) {
        EXPECT_FALSE(error);
        turn = std::move(given);
    });
    io.run();
    return turn;
}

// The tools that a prompt asks for, in order; "-" for a part without one.
std::vector<std::string> tools_of(std::string prompt, ToolChoice choice = {}) {
    std::vector<std::string> names;
    for (const auto& part : plan(std::move(prompt), std::move(choice)).parts)
        names.push_back(part.call ? part.call->tool : "-");
    return names;
}

using Names = std::vector<std::string>;

// What is searched for in the prompt's parts; "-" for a part without a search.
Names searches_of(std::string prompt, bool documents) {
    const auto model = make_builtin(registry());
    asio::io_context io;
    Names searches;
    ModelRequest request{
        .messages = {{Role::user, std::move(prompt)}}, .tools = {}, .sampling = {}, .documents = documents};
    asio::co_spawn(io, model->call(std::move(request), {}),
                   [&](const std::exception_ptr& error, const ModelTurn& turn) {
                       EXPECT_FALSE(error);
                       for (const auto& part : turn.parts) searches.push_back(part.search.value_or("-"));
                   });
    io.run();
    return searches;
}

TEST(Builtin, SearchesForQuestionsThatNoToolAnswers) {
    const std::tuple<const char*, bool, Names> cases[] = {
        {"When do wages come?", true, {"When do wages come?"}},
        {"When do wages come?", false, {"-"}},
        {"According to the handbook, when do wages come", false, {"According to the handbook, when do wages come"}},
        {"what do my documents say about wages", false, {"what do my documents say about wages"}},
        {"What did I say about the locker?", false, {"What did I say about the locker?"}},
        {"2+2 and when do wages come?", true, {"-", "when do wages come?"}},
        {"2+2 and tell me a joke", false, {"-", "-"}},
        {"My name is Ada.", true, {"-"}},
        {"printer code", true, {"printer code"}},
        {"printer code", false, {"-"}},
        {"Write a poem", true, {"-"}},
        {"I like cats", true, {"-"}},
        {"Hallo!", true, {"-"}},
        {"谢谢", true, {"-"}},
        {"打印机的密码是什么？", true, {"打印机的密码是什么？"}},
        {"打印机密码", true, {"打印机密码"}},
        {"根据我的文件，密码是多少", false, {"根据我的文件，密码是多少"}},
        {"متى يأتي الراتب؟", true, {"متى يأتي الراتب؟"}},
        {"когда приходит зарплата", true, {"когда приходит зарплата"}},
        {"Πότε έρχεται ο μισθός;", true, {"Πότε έρχεται ο μισθός;"}},
        {"वेतन कब आता है", true, {"वेतन कब आता है"}},
        {"เงินเดือนออกเมื่อไร", true, {"เงินเดือนออกเมื่อไร"}},
        {"Lohn im März", true, {"Lohn im März"}},
        {"hello", true, {"-"}},
        {"What can you do?", true, {"-"}},
        {"2+2", true, {"-"}},
    };
    for (const auto& [prompt, documents, searches] : cases)
        EXPECT_EQ(searches_of(prompt, documents), searches) << prompt;
    EXPECT_LE(searches_of("why " + std::string(60'000, 'x') + "?", true).front().size(), 1'000U);
}

TEST(Builtin, FindsEachQuestionOfAPrompt) {
    const std::pair<const char*, Names> cases[] = {
        {"What is 17% of 2340?", {"calculator"}},
        {"What is 17% of 2340, how many days from 2024-02-01 to 2025-03-15, and 5 miles in km?",
         {"calculator", "date_math", "unit_convert"}},
        {"2+2 and 3+3; 4+4\n5+5", {"calculator", "calculator", "calculator", "calculator"}},
        {"How many days between 2024-01-01 and 2024-03-01? What weekday is 2024-03-01?", {"date_math", "date_math"}},
        {"max(1,2) and 5 km in miles", {"calculator", "unit_convert"}},
        {"1,000 * 3, then 2 feet in cm.", {"calculator", "unit_convert"}},
        {"how many words are in: Hello, world and you. Bye!", {"text_stats"}},
        {"how many words are in \"a, b and c\", and what is 2+2?", {"text_stats", "calculator"}},
        {"Hi, please tell me: what is 2+2? Thanks!", {"calculator"}},
        {"what weekday is July 4, 1776, and 10 MB in Mbit", {"date_math", "unit_convert"}},
        {"2+2 and tell me a joke", {"calculator", "-"}},
    };
    for (const auto& [prompt, names] : cases) EXPECT_EQ(tools_of(prompt), names) << prompt;
}

TEST(Builtin, NamesItsPlan) {
    EXPECT_EQ(plan("2+2 and 5 miles in km").reasoning, "Plan: calculator, unit_convert");
    EXPECT_EQ(plan("hello").reasoning, "");
}

TEST(Builtin, KeepsToTheAllowedTools) {
    const std::string prompt = "2+2 and 5 miles in km";
    EXPECT_EQ(tools_of(prompt, {.automatic = false, .names = {"unit_convert"}}), (Names{"-", "unit_convert"}));
    EXPECT_EQ(tools_of(prompt, {.automatic = false, .names = {}}), Names{"-"});
    EXPECT_NE(plan(prompt, {.automatic = false, .names = {}}).parts[0].text.find("No tool is allowed"),
              std::string::npos);
}

TEST(Builtin, SaysHonestlyWhatItCannotDo) {
    const auto turn = plan("Write a poem about autumn leaves");
    ASSERT_EQ(turn.parts.size(), 1u);
    const auto& text = turn.parts[0].text;
    EXPECT_TRUE(text.starts_with("I can\u2019t answer that"));
    EXPECT_NE(text.find("/api/tools"), std::string::npos);
    // What only an operator can do is of no use to whoever asks.
    EXPECT_EQ(text.find("[[models]]"), std::string::npos);
}

TEST(Builtin, ReturnsGreetingsAndExplainsItself) {
    EXPECT_TRUE(plan("Hello!").parts[0].text.starts_with("Hello!"));
    EXPECT_EQ(plan("thank you").parts[0].text, "You are welcome.");
    EXPECT_TRUE(plan("What can you do?").parts[0].text.starts_with("I am RustyGPT"));
}

// What stands in quotation marks.
std::vector<std::string> samples_in(std::string_view text) {
    std::vector<std::string> samples;
    for (std::size_t at = 0; (at = text.find("\u201c", at)) != text.npos;) {
        const auto end = text.find("\u201d", at);
        samples.emplace_back(text.substr(at + 3, end - at - 3));
        at = end;
    }
    return samples;
}

// What it offers to try has to work, with each tool that may be the only one.
TEST(Builtin, CanDoWhatItSays) {
    for (const auto& tool : registry().all()) {
        const ToolChoice choice{.automatic = false, .names = {tool->info().name}};
        const auto samples = samples_in(plan("what can you do", choice).parts[0].text);
        ASSERT_EQ(samples.size(), 1u) << tool->info().name;
        EXPECT_EQ(tools_of(samples[0]), Names{tool->info().name}) << samples[0];
    }
}

TEST(Builtin, SpeaksOfItselfInSixHundredBytes) {
    const std::string prompts[] = {"hi",
                                   "Good evening",
                                   "what can you do",
                                   "help",
                                   "Write a poem about autumn leaves",
                                   "compare my sql table with a markdown table in json, please",
                                   "\u4f60\u597d\u5417",
                                   std::string(10'000, 'x')};
    std::vector<ToolChoice> choices(1);
    for (const auto& tool : registry().all()) choices.push_back({.automatic = false, .names = {tool->info().name}});
    choices.push_back({.automatic = false, .names = {"csv_sql", "markdown_table", "date_math"}});
    for (const auto& prompt : prompts)
        for (const auto& choice : choices) {
            const auto turn = plan(prompt, choice);
            ASSERT_EQ(turn.parts.size(), 1u) << prompt;
            EXPECT_TRUE(turn.parts[0].about_itself) << prompt;
            EXPECT_LE(turn.parts[0].text.size(), 600u) << turn.parts[0].text;
            EXPECT_EQ(samples_in(turn.parts[0].text).size(), choice.automatic ? 3u : choice.names.size());
        }
}

TEST(Builtin, OffersWhatFitsThePromptAndIsAllowed) {
    const std::pair<const char*, const char*> cases[] = {
        {"Which mortgage would you take?", "loan of"},
        {"Write me a regex for emails", "find /"},
        {"my JSON looks odd", "$.a[0]"},
        {"I need a colour for my website", "contrast of"},
        {"is this book real", "ISBN"},
    };
    for (const auto& [prompt, sample] : cases) {
        const auto samples = samples_in(plan(prompt).parts[0].text);
        ASSERT_EQ(samples.size(), 3u);
        EXPECT_TRUE(samples[0].contains(sample)) << prompt << ": " << samples[0];
    }
    const auto two = samples_in(plan("hello", {.automatic = false, .names = {"hash", "regex"}}).parts[0].text);
    EXPECT_EQ(two, (Names{"find /\\d+/ in \"a1 b22\"", "SHA-256 of \"hello\""}));
}

TEST(Builtin, KeepsApartWhatItWorkedOutAndWhatItSaysOfItself) {
    const auto turn = plan("2+2 and tell me a joke");
    ASSERT_EQ(turn.parts.size(), 2u);
    EXPECT_FALSE(turn.parts[0].about_itself);
    EXPECT_TRUE(turn.parts[1].about_itself);
}

TEST(Builtin, AnswersSoManyQuestionsAndSaysSo) {
    std::string prompt;
    for (int i = 0; i < 100; ++i) prompt += "1+" + std::to_string(i) + "\n";
    const auto turn = plan(prompt);
    EXPECT_EQ(turn.parts.size(), 33u);
    EXPECT_NE(turn.parts.back().text.find("more than 32"), std::string::npos);
}

TEST(Builtin, BoundsItsWorkOnHostilePrompts) {
    for (const std::string& unit :
         {std::string("1+1, "), std::string("a and "), std::string("("), std::string("\""),
          std::string("how many words in "), std::string("$.a in [, "), std::string("diff [1, "),
          std::string("find /a, "), std::string("select a from data csv: ")}) {
        std::string prompt;
        while (prompt.size() < 65'000) prompt += unit;
        // Of the processor's time: what else the machine does is none of its business.
        const auto begin = std::clock();
        EXPECT_FALSE(plan(prompt).parts.empty());
        EXPECT_LT(std::clock() - begin, 4 * CLOCKS_PER_SEC) << unit;
    }
}

TEST(Intents, AreNeverCutWithinQuotesOrParentheses) {
    const Matcher none = [](std::string_view) { return std::nullopt; };
    const Matcher all = [](std::string_view text) {
        return std::optional(ToolCall{.tool = "t", .input = {}, .intent = std::string(text)});
    };
    EXPECT_EQ(intents_of("", all).size(), 0u);
    EXPECT_EQ(intents_of(" \n , ", all).size(), 0u);
    const Matcher no_ands = [&](std::string_view text) {
        return text.find(" and ") == text.npos ? all(text) : std::nullopt;
    };
    EXPECT_EQ(intents_of("a and b", no_ands).size(), 2u);
    const auto quoted = intents_of("\"a and b\"", no_ands);
    ASSERT_EQ(quoted.size(), 1u);
    EXPECT_FALSE(quoted[0].call);
    EXPECT_EQ(intents_of("(a and b)", no_ands).size(), 1u);
    const auto left = intents_of("one, two and three", none);
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].text, "one, two and three");
}

}  // namespace
}  // namespace rustygpt::models
