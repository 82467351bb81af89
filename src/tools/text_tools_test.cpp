// text_diff, text_sort and markdown_table.

#include <algorithm>

#include "tools/tool_test.h"
#include "tools/markdown_rows.h"
#include "tools/myers.h"

namespace rustygpt::tools {
namespace {

using namespace testing;

using Sequence = std::vector<std::uint32_t>;

std::size_t longest_common(const Sequence& a, const Sequence& b) {
    std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = a.size(); i-- > 0;)
        for (std::size_t j = b.size(); j-- > 0;)
            table[i][j] = a[i] == b[j] ? table[i + 1][j + 1] + 1 : std::max(table[i + 1][j], table[i][j + 1]);
    return table[0][0];
}

TEST(TextDiff, TheWayIsAShortestOne) {
    Random random(3);
    for (int round = 0; round < 3'000; ++round) {
        const auto sequence = [&] {
            Sequence made(random.below(12));
            for (auto& item : made) item = static_cast<std::uint32_t>(random.below(4));
            return made;
        };
        const auto from = sequence();
        const auto to = sequence();
        Sequence rebuilt;
        std::size_t i = 0;
        std::size_t j = 0;
        std::size_t edits = 0;
        for (const auto edit : shortest_edit(from, to, 100, {})) {
            edits += edit != Edit::keep;
            if (edit == Edit::remove) ++i;
            else if (edit == Edit::add) rebuilt.push_back(to.at(j++));
            else {
                EXPECT_EQ(from.at(i), to.at(j));
                rebuilt.push_back(from.at(i++));
                ++j;
            }
        }
        EXPECT_EQ(i, from.size());
        EXPECT_EQ(rebuilt, to);
        EXPECT_EQ(edits, from.size() + to.size() - 2 * longest_common(from, to));
    }
}

TEST(TextDiff, WritesWhatPatchReads) {
    std::string from;
    for (int i = 1; i <= 20; ++i) from += std::to_string(i) + "\n";
    auto to = from;
    to.replace(to.find("5\n"), 2, "five\n");
    to.replace(to.find("12\n"), 3, "");
    EXPECT_EQ(
        output("text_diff", {{"from", from}, {"to", to}}).at("unified").as_string(),
        "--- from\n+++ to\n@@ -2,14 +2,13 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n 10\n 11\n-12\n 13\n 14\n 15\n");
    EXPECT_EQ(
        output("text_diff", {{"from", from}, {"to", to}, {"context", 2}}).at("unified").as_string(),
        "--- from\n+++ to\n@@ -3,5 +3,5 @@\n 3\n 4\n-5\n+five\n 6\n 7\n@@ -10,5 +10,4 @@\n 10\n 11\n-12\n 13\n 14\n");
    EXPECT_EQ(output("text_diff", {{"from", from}, {"to", ""}, {"context", 0}}).at("removed").to_number<int>(), 20);
    EXPECT_EQ(output("text_diff", {{"from", "a\r\n"}, {"to", "a\n"}}).at("equal").as_bool(), false);
}

TEST(TextDiff, KeepsToItsLimits) {
    std::string odd;
    std::string even;
    for (int i = 0; i < 3'000; ++i) (i % 2 == 0 ? even : odd) += std::to_string(i) + "\n";
    EXPECT_EQ(ending("text_diff", {{"from", odd}, {"to", even}}), "limit max_differences");
    EXPECT_EQ(ending("text_diff", {{"from", std::string(500'001, 'a')}, {"to", ""}}), "limit max_text_bytes");
    EXPECT_EQ(ending("text_diff", {{"from", ""}, {"to", std::string(20'001, '\n')}}), "limit max_lines");
    EXPECT_EQ(ending("text_diff", {{"from", ""}, {"to", ""}, {"context", 101}}), "/context");
    EXPECT_EQ(ending("text_diff", {{"from", 1}, {"to", ""}}), "/from");
}

TEST(TextSort, SortsExactlyAndStably) {
    const auto sorted = [](json::object input) {
        return std::string(output("text_sort", input).at("text").as_string());
    };
    EXPECT_EQ(sorted({{"text", "b\na\n\na"}}), "\na\na\nb\n");
    EXPECT_EQ(sorted({{"text", "10\n9\n9.000000000000000000001\n-3\nx\n1e3"}, {"order", "numeric"}}),
              "x\n-3\n1e3\n9\n9.000000000000000000001\n10\n");
    EXPECT_EQ(sorted({{"text", "z\n0\n-0.50\n-00.5\n-1\na\n+3\n.5\n-0"}, {"order", "numeric"}}),
              ".5\na\nz\n-1\n-0.50\n-00.5\n0\n-0\n+3\n");
    EXPECT_EQ(sorted({{"text", "B b A a"}, {"unit", "words"}, {"ignore_case", true}}), "A a B b");
    EXPECT_EQ(sorted({{"text", "B b A a"}, {"unit", "words"}, {"ignore_case", true}, {"reverse", true}}), "B b A a");
    EXPECT_EQ(sorted({{"text", "1 x\n1.0 y\n2"}, {"order", "numeric"}, {"unique", true}}), "1 x\n2\n");
    EXPECT_EQ(sorted({{"text", "aaa b\u00e9 c"}, {"unit", "words"}, {"order", "length"}}), "c b\u00e9 aaa");
    EXPECT_EQ(sorted({{"text", "a\u00a0b\u3000c"}, {"unit", "words"}, {"reverse", true}}), "c b a");
    EXPECT_EQ(sorted({{"text", "\U0001F600\n\uffe6\n"}}), "\uffe6\n\U0001F600\n");  // by code point, not by UTF-16
}

TEST(TextSort, KeepsEveryItem) {
    Random random(4);
    for (int round = 0; round < 300; ++round) {
        const auto text = random.text("ab1-.\n", 40);
        for (const auto* order : {"text", "numeric", "length"}) {
            const auto once = output("text_sort", {{"text", text}, {"order", order}});
            const auto twice = output("text_sort", {{"text", once.at("text")}, {"order", order}});
            EXPECT_EQ(once, twice);
            std::string a = text;
            if (!a.empty() && !a.ends_with('\n')) a += '\n';
            std::string b(once.at("text").as_string());
            std::sort(a.begin(), a.end());
            std::sort(b.begin(), b.end());
            EXPECT_EQ(a, b);
        }
    }
}

TEST(TextSort, KeepsToItsLimits) {
    EXPECT_EQ(ending("text_sort", {{"text", std::string(1'000'001, 'a')}}), "limit max_text_bytes");
    EXPECT_EQ(ending("text_sort", {{"text", std::string(100'001, '\n')}}), "limit max_items");
    EXPECT_EQ(ending("text_sort", {{"text", std::string(1'001, '1')}, {"order", "numeric"}}),
              "limit max_number_digits");
    EXPECT_EQ(ending("text_sort", {{"text", "a"}, {"order", "random"}}), "/order");
    EXPECT_EQ(ending("text_sort", {{"text", "a"}, {"unique", "yes"}}), "/unique");
}

// What Markdown can hold comes back from it.
TEST(MarkdownTable, LeadsThereAndBack) {
    Random random(5);
    for (int round = 0; round < 500; ++round) {
        Table table{.columns = {"x" + random.text("a|\\`*_[]<>~&", 5), "y"}, .rows = {}};
        for (auto rows = random.below(4); rows > 0; --rows) {
            auto& row = table.rows.emplace_back();
            for (int i = 0; i < 2; ++i) {
                const auto text = "x" + random.text("b|\\`*_<>&~,\"\n1", 8) + "x";
                row.push_back(random.below(4) == 0 ? Cell{} : Cell{Cell::Kind::text, text});
            }
        }
        constexpr TableLimits limits{.max_rows = 10, .max_columns = 10, .max_cell_bytes = 1'000};
        EXPECT_EQ(read_markdown(write_markdown(table, 10'000), limits, ""), table) << write_markdown(table, 10'000);
        EXPECT_EQ(read_csv(write_csv(table), limits, ""), table) << write_csv(table);
    }
}

TEST(MarkdownTable, Converts) {
    const auto text = [](json::object input) {
        return std::string(output("markdown_table", input).at("text").as_string());
    };
    EXPECT_EQ(text({{"text", "a\n\u65e5\u672c\nx\n"}, {"from", "csv"}}),
              "| a    |\n| ---- |\n| \u65e5\u672c |\n| x    |\n");
    EXPECT_EQ(text({{"text", "a\n\"l1\r\nl2\"\n"}, {"from", "csv"}}), "| a        |\n| -------- |\n| l1<br>l2 |\n");
    EXPECT_EQ(text({{"text", "a | b\n:- | -:\n1 | \\|"}, {"from", "markdown"}, {"to", "tsv"}}), "a\tb\n1\t|\n");
    EXPECT_EQ(text({{"text", R"([{"a": 1.0, "b": true}])"}, {"from", "json"}, {"to", "csv"}}), "a,b\n1,true\n");
    EXPECT_EQ(text({{"text", "a\n\"\"\n"}, {"from", "csv"}, {"to", "csv"}}), "a\n\"\"\n");
}

TEST(MarkdownTable, RefusesWhatIsNoTable) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"", "csv", "/text"},
        {"", "markdown", "/text"},
        {"| a |", "markdown", "/text"},
        {"| a |\n| b |", "markdown", "/text"},
        {"| a |\n| - | - |", "markdown", "/text"},
        {"| a |\n| - |\n| 1 | 2 |", "markdown", "/text"},
        {"{}", "json", "/text"},
        {"[1", "json", "/text"},
        {"[[1]]", "json", "/text"},
        {R"([{"a": {}}])", "json", "/text"},
        {"a\tb\n1", "tsv", "/text"},
        {"a", "xml", "/from"},
    };
    for (const auto& [text, from, expected] : cases)
        EXPECT_EQ(ending("markdown_table", {{"text", text}, {"from", from}}), expected) << text;
    EXPECT_EQ(ending("markdown_table", {{"text", "a,a\n1,2\n"}, {"from", "csv"}, {"to", "json"}}), "failed");
    EXPECT_EQ(ending("markdown_table", {{"text", "a\n\"x\ty\"\n"}, {"from", "csv"}, {"to", "tsv"}}), "failed");
    std::string narrow = "a,b\n" + std::string(80, 'x') + "," + std::string(80, 'y') + "\n";
    for (int i = 0; i < 15'000; ++i) narrow += "1,2\n";
    EXPECT_EQ(ending("markdown_table", {{"text", narrow}, {"from", "csv"}}), "limit max_output_bytes");
}

TEST(TextTools, UnderstandQuestions) {
    EXPECT_EQ(answer("sort these lines: b\na\nb"), "text_sort: Sorted, 3 items:\n\n```\na\nb\nb\n```");
    EXPECT_EQ(answer("sort the numbers in descending order: 3, 10, 2"),
              "text_sort: Sorted, 3 items:\n\n```\n10 3 2\n```");
    EXPECT_EQ(answer("Please sort the words alphabetically without duplicates: pear fig pear"),
              "text_sort: Sorted, 2 items (1 left out):\n\n```\nfig pear\n```");
    EXPECT_EQ(answer("diff \"a\" and \"b\""),
              "text_diff: **1 line** removed, **1 line** added:\n\n```diff\n--- from\n+++ to\n@@ -1 +1 @@\n-a\n"
              "\\ No newline at end of file\n+b\n\\ No newline at end of file\n```");
    EXPECT_EQ(answer("csv to markdown table: a,b\n1,2"),
              "markdown_table: |   a |   b |\n| --: | --: |\n|   1 |   2 |\n");
    EXPECT_EQ(answer("markdown table to csv: | a |\n|---|\n| 1 |"), "markdown_table: ```\na\n1\n```");
    for (const auto* text : {"sort it out: now", "sort", "sort these lines", "sort my life: please", "diff a and b",
                             "compare \"a\"", "markdown table: a", "csv to json: a", "csv: a,b"})
        EXPECT_EQ(answer(text), "-") << text;
}

}  // namespace
}  // namespace rustygpt::tools
