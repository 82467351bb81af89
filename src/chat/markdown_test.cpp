#include "chat/markdown.h"

#include <gtest/gtest.h>

namespace rustygpt::chat {
namespace {

TEST(QuotedMarkdown, PutsEveryLineIntoAQuote) {
    EXPECT_EQ(quoted_markdown("one\n\ntwo"), "> one\n>\n> two\n");
    EXPECT_EQ(quoted_markdown("one\r\ntwo\rthree\u2028four\u2029five\fsix"),
              "> one\n> two\n> three\n> four\n> five\n> six\n");
    EXPECT_EQ(quoted_markdown(""), "");
    EXPECT_EQ(quoted_markdown("a\x1b[2Jb"), "> a\u241B[2Jb\n");
}

TEST(QuotedMarkdown, LowersHeadingsAndTakesUnderlinesAway) {
    EXPECT_EQ(quoted_markdown("# One"), "> ### One\n");
    EXPECT_EQ(quoted_markdown("##"), "> ####\n");
    EXPECT_EQ(quoted_markdown("###### Six"), "> ###### Six\n");
    EXPECT_EQ(quoted_markdown("  > 1. ## Two"), ">   > 1. #### Two\n");
    EXPECT_EQ(quoted_markdown("- # One"), "> - ### One\n");
    EXPECT_EQ(quoted_markdown("#hash ####### seven"), "> #hash ####### seven\n");
    EXPECT_EQ(quoted_markdown("User\n---"), "> User\n> \\---\n");
    EXPECT_EQ(quoted_markdown("User\n  === "), "> User\n>   \\=== \n");
    EXPECT_EQ(quoted_markdown("a\n\n---\n\nb"), "> a\n>\n> ---\n>\n> b\n") << "a rule stays one";
}

TEST(QuotedMarkdown, HasNoTagsButInCode) {
    EXPECT_EQ(quoted_markdown("a < b <= c <3"), "> a < b <= c <3\n");
    EXPECT_EQ(quoted_markdown("</blockquote><!-- <?x <a@b>"), "> &lt;/blockquote>&lt;!-- &lt;?x &lt;a@b>\n");
    EXPECT_EQ(quoted_markdown("\\<b> \\\\<b>"), "> &lt;b> \\\\&lt;b>\n");
    EXPECT_EQ(quoted_markdown("use `vector<int>` and `<br>`"), "> use `vector`&lt;`int>` and &lt;`br>`\n");
    EXPECT_EQ(quoted_markdown("``a <b> `` ` <i>"), "> ``a &lt;b> `` ` &lt;i>\n");
    EXPECT_EQ(quoted_markdown("[a]: /x\n[^1]: note"), "> [a]\\: /x\n> [^1]\\: note\n");
}

TEST(QuotedMarkdown, GivesFencedCodeAQuoteOfItsOwn) {
    EXPECT_EQ(quoted_markdown("see\n```cpp\nvector<int> a;\n\n# b\n```\nend"),
              "> see\n\n> ```cpp\n> vector<int> a;\n>\n> # b\n> ```\n\n> end\n");
    EXPECT_EQ(quoted_markdown("~~~~ a`b\n```\n~~~\n~~~~"), "> ````a\n> ```\n> ~~~\n> ````\n");
    EXPECT_EQ(quoted_markdown("1. x\n   ```py\n     a\n   b\n  c\n   ```"),
              "> 1. x\n\n> ```py\n>   a\n> b\n> c\n> ```\n");
    EXPECT_EQ(quoted_markdown("```\nnever closed <b>"), "> ```\n> never closed <b>\n> ```\n");
    EXPECT_EQ(quoted_markdown("``` <b> x"), "> ```\n> ```\n") << "what is no name is no language";
    EXPECT_EQ(quoted_markdown("```a\n```b\n```"), "> ````a\n> ```b\n> ````\n");
    EXPECT_EQ(quoted_markdown("```a`b <c>"), "> ```a`b &lt;c>\n") << "no fence";
}

TEST(QuotedMarkdown, ClosesDirections) {
    EXPECT_EQ(quoted_markdown("a\u202Eb\nc"), "> a\u202Eb\u202C\n> c\n");
    EXPECT_EQ(quoted_markdown("```\nx\u2067y\n```"), "> ```\n> x\u2067y\u2069\n> ```\n");
}

TEST(EscapedMarkdown, IsNothingButText) {
    EXPECT_EQ(escaped_markdown("a *b* [c](d) <e> `f` & #g\n# h"),
              "a \\*b\\* \\[c\\]\\(d\\) &lt;e&gt; \\`f\\` &amp; \\#g \\# h");
}

Message message(reasoning::Role role, const Message* parent, std::string content) {
    Message out;
    out.id = new_id();
    if (parent != nullptr) out.parent_id = parent->id;
    out.role = role;
    out.content = std::move(content);
    out.status = Status::completed;
    out.created_at = parse_rfc3339("2026-01-31T12:00:00.000Z").value();
    return out;
}

TEST(ToMarkdown, SaysNothingOfBranchesWhereThereAreNone) {
    Conversation conversation;
    conversation.title = "Sums & more";
    const auto prompt = message(reasoning::Role::user, nullptr, "1+1?");
    auto answer = message(reasoning::Role::assistant, &prompt, "");
    answer.status = Status::cancelled;
    conversation.messages = {prompt, answer};
    EXPECT_EQ(to_markdown(conversation),
              "# Sums &amp; more\n\n## User (2026-01-31T12:00:00.000Z)\n\n> 1+1?\n\n"
              "## Assistant (2026-01-31T12:00:00.000Z, cancelled)\n\n*No text.*\n");
}

TEST(ToMarkdown, NamesBranchesByTheChoicesThatLeadThere) {
    const auto root = message(reasoning::Role::user, nullptr, "root");
    const auto first = message(reasoning::Role::assistant, &root, "first");
    const auto second = message(reasoning::Role::assistant, &root, "second");
    const auto next = message(reasoning::Role::user, &second, "next");
    const auto edited = message(reasoning::Role::user, &second, "edited");
    const auto last = message(reasoning::Role::assistant, &edited, "last");
    Conversation conversation;
    conversation.messages = {root, first, second, next, edited, last};
    const auto text = to_markdown(conversation);
    for (const auto* note :
         {"*Message 1. On every path.*", "*Message 2, follows 1. Branch 1: alternative 1 of 2, beside 3.*",
          "*Message 3, follows 1. Branch 2: alternative 2 of 2, beside 2.*",
          "*Message 4, follows 3. Branch 2.1: alternative 1 of 2, beside 5.*",
          "*Message 5, follows 3. Branch 2.2: alternative 2 of 2, beside 4.*", "*Message 6, follows 5. Branch 2.2.*"})
        EXPECT_TRUE(text.contains(note)) << note << "\n" << text;
}

TEST(ToMarkdown, NamesThreadsTheSameWay) {
    const auto one = message(reasoning::Role::user, nullptr, "one");
    const auto two = message(reasoning::Role::user, nullptr, "two");
    Conversation conversation;
    conversation.messages = {one, two};
    EXPECT_TRUE(to_markdown(conversation).contains("*Message 2. Branch 2: alternative 2 of 2, beside 1.*"));
}

}  // namespace
}  // namespace rustygpt::chat
