#include "models/intents.h"

#include <gtest/gtest.h>

namespace rustygpt::models {
namespace {

using Texts = std::vector<std::string>;

// What the prompt is cut into by a tool that takes every piece that does not hold any of these.
Texts cut(std::string_view prompt, std::initializer_list<std::string_view> refused = {"\n", ";", ","}) {
    const Matcher matcher = [refused](std::string_view text) -> std::optional<reasoning::ToolCall> {
        for (const auto part : refused)
            if (text.contains(part)) return std::nullopt;
        return reasoning::ToolCall{.tool = "t", .input = {}, .intent = std::string(text)};
    };
    Texts texts;
    for (const auto& intent : intents_of(prompt, matcher)) texts.emplace_back(intent.text);
    return texts;
}

TEST(Intents, LoseTheMarksOfAList) {
    EXPECT_EQ(cut("1. one\n2. two\n10) ten"), (Texts{"one", "two", "ten"}));
    EXPECT_EQ(cut("a) one\nb) two"), (Texts{"one", "two"}));
    EXPECT_EQ(cut("- one\n  * two\n\u2022 three"), (Texts{"one", "two", "three"}));
    EXPECT_EQ(cut("1) one 2) two"), (Texts{"one", "two"}));
}

TEST(Intents, KeepWhatIsNoMark) {
    EXPECT_EQ(cut("-40 is cold"), Texts{"-40 is cold"});
    EXPECT_EQ(cut("5 - 3"), Texts{"5 - 3"});
    EXPECT_EQ(cut("(1 + 2) * 3"), Texts{"(1 + 2) * 3"});
    EXPECT_EQ(cut("about 2. 5 is more"), Texts{"about 2. 5 is more"});
    EXPECT_EQ(cut("plan (b) holds"), Texts{"plan (b) holds"});
}

TEST(Intents, AnItemOfAListSpeaksForItselfAndWhatIsInFrontForAll) {
    EXPECT_EQ(cut("- one\n- two", {}), (Texts{"one", "two"}));
    EXPECT_EQ(cut("sort:\n- one\n- two", {}), Texts{"sort:\n- one\n- two"});
}

}  // namespace
}  // namespace rustygpt::models
