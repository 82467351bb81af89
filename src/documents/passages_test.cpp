#include "documents/passages.h"

#include <random>

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace rustygpt::documents {
namespace {

std::string text_at(std::string_view text, const Passage& passage) {
    return std::string(text.substr(passage.begin_byte, passage.end_byte - passage.begin_byte));
}

std::vector<std::string> cut(std::string_view text, Shape shape, PassageSizes sizes = {}) {
    std::vector<std::string> out;
    for (const auto& passage : passages_of(text, shape, sizes)) out.push_back(text_at(text, passage));
    return out;
}

using Texts = std::vector<std::string>;

TEST(Passages, AreCutAtNaturalBorders) {
    const PassageSizes small{.wanted = 20, .most = 30};
    struct Case {
        const char* text;
        Shape shape;
        Texts expected;
    };
    const Case cases[] = {
        {"", Shape::prose, {}},
        {" \n\t ", Shape::prose, {}},
        {"one", Shape::prose, {"one"}},
        {"one two.\n\nthree.", Shape::prose, {"one two.\n\nthree."}},  // put together up to what is wanted
        {"one two three four.\n\nfive six seven.", Shape::prose, {"one two three four.", "five six seven."}},
        {"# A\none\n# B\ntwo", Shape::headed, {"# A\none", "# B\ntwo"}},
        {"# A\none\n# B\ntwo", Shape::prose, {"# A\none\n# B\ntwo"}},
        {"```\n# no heading\n```", Shape::headed, {"```\n# no heading\n```"}},
        {"First sentence here. Second one there. Third.",
         Shape::prose,
         {"First sentence here.", "Second one there.", "Third."}},
        {"a: 1. 2\nb: 22222222222\nc: 333333333333", Shape::rows, {"a: 1. 2", "b: 22222222222", "c: 333333333333"}},
        {"word word word word word word word word", Shape::prose, {"word word word word", "word word word word"}},
        {"0123456789012345678901234567890123456789", Shape::prose, {"01234567890123456789", "01234567890123456789"}},
        {"\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4",
         Shape::prose,
         {"\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"}},
        {"One. Two.", Shape::sentences, {"One.", "Two."}},
        {"一です。「二です。」三ですか？四です！",
         Shape::sentences,
         {"一です。", "「二です。」", "三ですか？", "四です！"}},
        {"هل هذا كتاب؟ نعم.", Shape::sentences, {"هل هذا كتاب؟", "نعم."}},
        {"यह एक है। वह दो है॥", Shape::sentences, {"यह एक है।", "वह दो है॥"}},
        {"នេះមួយ។នោះពីរ៕", Shape::sentences, {"នេះមួយ។", "នោះពីរ៕"}},
        {"ဒါတစ်။ဒါနှစ်။", Shape::sentences, {"ဒါတစ်။", "ဒါနှစ်။"}},
        {"ይህ አንድ ነው።ያ ሁለት ነው።", Shape::sentences, {"ይህ አንድ ነው።", "ያ ሁለት ነው።"}},
        {"一二三四五六七八九十一二三四、一二三四五六七八九十一二三四、一二三四五六",
         Shape::prose,
         {"一二三四五六七八九十一二三四、", "一二三四五六七八九十一二三四、", "一二三四五六"}},
        {"กกกกกกกกกกกกกกกกกกกก\u0E49กกกกกกกกกกก\u0E49",
         Shape::prose,
         {"กกกกกกกกกกกกกกกกกกก", "ก\u0E49กกกกกกกกกกก\u0E49"}},
    };
    for (const auto& one : cases) EXPECT_EQ(cut(one.text, one.shape, small), one.expected) << one.text;
}

TEST(Passages, KnowTheHeadingsAboveThem) {
    const auto passages = passages_of("intro\n# A\na\n## B\nb\n### C\nc\n## D\nd\n# E\ne", Shape::headed);
    const Texts expected{"", "A", "A > B", "A > B > C", "A > D", "E"};
    Texts contexts;
    for (const auto& passage : passages) contexts.push_back(passage.context);
    EXPECT_EQ(contexts, expected);
}

// Text of words, white space, marks, headings and letters of one to four bytes.
std::string random_text(std::mt19937& random) {
    const char* pieces[] = {"word",   " ",          " ",  "\n",     "\n\n", ". ",      "\u00e9",
                            "\u4e2d", "\U0001F600", "# ", "## x\n", "\t",   "e\u0301", "averyverylongwordindeed"};
    std::string text;
    for (auto left = random() % 400; left > 0; --left) text += pieces[random() % std::size(pieces)];
    return text;
}

bool white(std::string_view text) { return text.find_first_not_of(" \t\n\v\f\r") == text.npos; }

TEST(Passages, CoverTheTextInOrderWithExactRanges) {
    std::mt19937 random(7);
    for (int round = 0; round < 2'000; ++round) {
        const auto text = random_text(random);
        const auto shape = static_cast<Shape>(random() % 4);
        const PassageSizes sizes{.wanted = 40, .most = 60};
        std::size_t at = 0;
        for (const auto& passage : passages_of(text, shape, sizes)) {
            ASSERT_GE(passage.begin_byte, at);
            ASSERT_LT(passage.begin_byte, passage.end_byte);
            ASSERT_TRUE(white(std::string_view(text).substr(at, passage.begin_byte - at)));
            const auto words = text_at(text, passage);
            ASSERT_TRUE(utf8::valid(words));
            ASSERT_FALSE(white(words.substr(0, 1)) || white(words.substr(words.size() - 1)));
            ASSERT_EQ(passage.start, static_cast<std::int64_t>(utf8::code_points(text.substr(0, passage.begin_byte))));
            ASSERT_EQ(passage.end - passage.start, static_cast<std::int64_t>(utf8::code_points(words)));
            ASSERT_LE(passage.end - passage.start, sizes.most);
            at = passage.end_byte;
        }
        ASSERT_TRUE(white(std::string_view(text).substr(at)));
    }
}

TEST(Passages, AreNeverCutWithinACharacter) {
    const std::string ones[] = {"e\u0301", "\U0001F1E9\U0001F1EA", "\u0E01\u0E33", "\U0001F469\u200D\U0001F680"};
    for (const auto& one : ones) {
        std::string text;
        for (int i = 0; i < 500; ++i) text += one;
        for (const auto& passage : passages_of(text, Shape::prose, {.wanted = 41, .most = 60}))
            ASSERT_EQ(passage.begin_byte % one.size(), 0) << one;
    }
}

}  // namespace
}  // namespace rustygpt::documents
