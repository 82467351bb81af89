#include <chrono>

#include "tools/tool_test.h"

namespace rustygpt::tools {
namespace {

using namespace testing;

TEST(Regex, FindsWhatTheLanguageOfRe2Says) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"a*", "baac", "|aa|"},       // an empty match behind another one does not count
        {"", "\u00e9a", "||"},        // one before each code point and one at the end
        {"\\b\\w", "ab cd", "a|c"},
        {"^.", "ab", "a"},
        {"a|ab", "ab", "a"},
        {"(?i)A", "aA", "a|A"},
        {"\\p{Greek}+", "x \u03b1\u03b2", "\u03b1\u03b2"},
        {"x", "", ""},
    };
    for (const auto& [pattern, text, expected] : cases) {
        std::string found;
        for (const auto& match : output("regex", {{"pattern", pattern}, {"text", text}}).at("matches").as_array())
            found += std::string(match.at("text").as_string()) + "|";
        if (!found.empty()) found.pop_back();
        EXPECT_EQ(found, expected) << pattern;
    }
}

TEST(Regex, CountsInCodePoints) {
    const auto found =
        output("regex", {{"pattern", "(b)(?P<opt>z)?"}, {"text", "\u00e9\U0001F600b"}}).at("matches").at(0);
    EXPECT_EQ(found.at("start").to_number<int>(), 2);
    EXPECT_EQ(found.at("end").to_number<int>(), 3);
    EXPECT_EQ(found.at("groups").at(0).at("start").to_number<int>(), 2);
    EXPECT_TRUE(found.at("groups").at(1).at("text").is_null());
    EXPECT_EQ(found.at("groups").at(1).at("name").as_string(), "opt");
}

TEST(Regex, TakesItsFlags) {
    EXPECT_EQ(output("regex", {{"pattern", "^b$"}, {"text", "a\nB"}, {"multi_line", true}, {"ignore_case", true}})
                  .at("count")
                  .to_number<int>(),
              1);
    EXPECT_EQ(output("regex", {{"pattern", "a.b"}, {"text", "a\nb"}}).at("count").to_number<int>(), 0);
    EXPECT_EQ(output("regex", {{"pattern", "a.b"}, {"text", "a\nb"}, {"dot_all", true}}).at("count").to_number<int>(),
              1);
}

// Matches stand in order within the text, and what replaces each match by itself changes nothing.
TEST(Regex, MatchesStandInTheText) {
    Random random(1);
    for (int round = 0; round < 500; ++round) {
        const auto pattern = random.text("ab.*+?|()[]^", 8);
        const auto text = random.text("abc \n", 30);
        const auto result = invoke("regex", {{"pattern", pattern}, {"text", text}, {"replacement", "\\0"}});
        if (!result) {
            EXPECT_EQ(result.error().kind, ToolError::Kind::bad_input) << pattern;
            continue;
        }
        EXPECT_EQ(result->at("replaced").as_string(), text) << pattern;
        std::int64_t last = 0;
        for (const auto& match : result->at("matches").as_array()) {
            const auto start = match.at("start").to_number<std::int64_t>();
            const auto end = match.at("end").to_number<std::int64_t>();
            EXPECT_LE(last, start);
            EXPECT_EQ(text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start)),
                      match.at("text").as_string());
            last = end;
        }
    }
}

TEST(Regex, RefusesWhatIsTooMuch) {
    const std::string many(200'000, 'a');
    const std::tuple<json::object, const char*> cases[] = {
        {{{"pattern", "("}, {"text", ""}}, "/pattern"},
        {{{"pattern", "(?=a)"}, {"text", ""}}, "/pattern"},
        {{{"pattern", "(a)\\1"}, {"text", ""}}, "/pattern"},
        {{{"pattern", "a"}, {"text", "a"}, {"replacement", "\\1"}}, "/replacement"},
        {{{"pattern", "((a{100}){100}){100}"}, {"text", ""}}, "/pattern"},
        {{{"pattern", "\\pL{900}"}, {"text", ""}}, "limit max_program"},
        {{{"pattern", std::string(1'001, 'a')}, {"text", ""}}, "limit max_pattern_bytes"},
        {{{"pattern", "a"}, {"text", many + "a"}}, "limit max_text_bytes"},
        {{{"pattern", "a"}, {"text", std::string(2'000, 'a')}}, "limit max_matches"},
        {{{"pattern", "a"}, {"text", std::string(500, 'a')}, {"replacement", std::string(1'000, 'b')}}, "ok"},
        {{{"pattern", ".*"},
          {"text", std::string(100'000, 'a')},
          {"replacement",
           [] {
               std::string twenty;
               for (int i = 0; i < 20; ++i) twenty += "\\0";
               return twenty;
           }()}},
         "limit max_output_bytes"},
        {{{"pattern", std::string(51, '(') + std::string(51, ')')}, {"text", ""}}, "limit max_groups"},
    };
    for (const auto& [input, expected] : cases)
        EXPECT_EQ(ending("regex", input), expected) << json::serialize(input).substr(0, 100);
}

TEST(Regex, TakesLinearTime) {
    const auto begin = std::chrono::steady_clock::now();
    const std::string many(200'000, 'a');
    for (const auto* pattern : {"(a+)+$", "(a|aa)+$", "(a*)*b", "(x+x+)+y", "(a|b)*a(a|b){12}c"})
        EXPECT_EQ(ending("regex", {{"pattern", pattern}, {"text", many + "!"}}).starts_with("/"), false) << pattern;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(Regex, UnderstandsQuestions) {
    EXPECT_EQ(answer("find /\\d+/ in: a1 b22"), "regex: `\\d+` has **2 matches**: `1`, `22`.");
    EXPECT_EQ(answer("match /z/ in \"abc\""), "regex: `z` has **no match** in the text.");
    EXPECT_EQ(answer("replace /(a)b/ with \"\\1-\" in \"abab\""),
              "regex: `(a)b` has **2 matches**; replaced:\n\n```\na-a-\n```");
    for (const auto* text :
         {"find /etc/passwd", "replace \"a\" with \"b\"", "regex", "match 5/4 in x", "find // in: x"})
        EXPECT_EQ(answer(text), "-") << text;
}

}  // namespace
}  // namespace rustygpt::tools
