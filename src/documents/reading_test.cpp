#include "documents/reading.h"

#include <boost/describe/enum_to_string.hpp>
#include <gtest/gtest.h>

namespace rustygpt::documents {
namespace {

std::string read(Format format, std::string_view bytes, ReadingLimits limits = {}) {
    try {
        return text_of(format, bytes, limits);
    } catch (const Unreadable& unreadable) {
        return std::string("none ") + boost::describe::enum_to_string(unreadable.reason, "?");
    }
}

TEST(Reading, TakesText) {
    EXPECT_EQ(read(Format::text, "\xEF\xBB\xBFone\r\ntwo\rthree\n"), "one\ntwo\nthree\n");
    EXPECT_EQ(read(Format::markdown, "# A\n\n*b*"), "# A\n\n*b*");
    EXPECT_EQ(read(Format::text, ""), "none empty");
    EXPECT_EQ(read(Format::text, " \n.,-"), "none empty");
    EXPECT_EQ(read(Format::text, "a\xFF"), "none not_utf8");
    EXPECT_EQ(read(Format::text, "a\xED\xA0\x80"), "none not_utf8");
    EXPECT_EQ(read(Format::text, std::string_view("a\0b", 3)), "none not_text");
    EXPECT_EQ(read(Format::text, "%PDF-1.7 text"), "none wrong_type");
    EXPECT_EQ(read(Format::text, "abcdef", {.text_bytes = 5}), "none too_long");
}

TEST(Reading, LeavesNoControlCharacterIn) {
    EXPECT_EQ(read(Format::text, "page one\fpage\x1b[2J two\x7f\vx\u0085y\u009bz\tt"),
              "page one\npage\u241B[2J two\u2421\nx\ny\uFFFDz\tt");
    EXPECT_EQ(read(Format::html, "<p>a&#27;[31mb&#x7;<pre>c&#x9b;d\x08</pre>"), "a\u241B[31mb\u2407\n\nc\u203Ad\uFFFD");
    EXPECT_EQ(read(Format::csv, "a\x1b,b\n1\f2,\"3\u0085\u20284\x01\"\n"), "a\u241B: 1 2, b: 3  4\u2401\n");
    EXPECT_EQ(read(Format::json, R"({"k\u000bey\u2028": "v\u0000\u001b\u0085\u2029w\f"})"),
              "/k ey : v\u2400\u241B  w \n");
}

TEST(Reading, TakesHtmlAsABrowserShowsIt) {
    EXPECT_EQ(read(Format::html,
                   "<title>T</title><h1>A  b</h1><p>one\n two<script>evil()</script><style>p{}</style> <b>three</b>"),
              "T\n\n# A b\n\none two three");
    EXPECT_EQ(read(Format::html, "<ul><li>a<li>b</ul><table><tr><td>c<td>d<tr><td>e</table>"), "a\nb\n\nc d\ne");
    EXPECT_EQ(read(Format::html, "<pre>a\n  b</pre>&lt;i&gt; &eacute;&#x4e2d;"), "a\nb\n\n<i> \u00e9\u4e2d");
    EXPECT_EQ(read(Format::html, "no tag at all"), "no tag at all");
    EXPECT_EQ(read(Format::html, "<img src=x><!-- only this -->"), "none empty");
    std::string items;
    for (int i = 0; i < 5'000; ++i) items += "<p>a<br><li>b";
    EXPECT_EQ(read(Format::html, items).size(), 5'000U * 6 - 2);
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<div>";
    EXPECT_EQ(read(Format::html, deep + "x"), "none too_deep");
}

TEST(Reading, TakesRowsOfCsv) {
    EXPECT_EQ(read(Format::csv, "name,born\nAda,1815\n\"Grace \"\"Amazing\"\"\nHopper\",1906\r\n"),
              "name: Ada, born: 1815\nname: Grace \"Amazing\" Hopper, born: 1906\n");
    EXPECT_EQ(read(Format::csv, "a;b\n1;2\n3"), "a: 1, b: 2\na: 3\n");
    EXPECT_EQ(read(Format::csv, "a\tb\n\t2,5\n"), "b: 2,5\n");
    EXPECT_EQ(read(Format::csv, "only,a,head"), "only, a, head\n");
    EXPECT_EQ(read(Format::csv, "a,b\n1,2,3\n"), "a: 1, b: 2, 3\n");
    EXPECT_EQ(read(Format::csv, "a\n\"open"), "none malformed");
    EXPECT_EQ(read(Format::csv, "a\n\"x\"y\n"), "none malformed");
    EXPECT_EQ(read(Format::csv, "a long name of a column,b\n1,2\n1,2\n1,2\n", {.text_bytes = 64}), "none too_long");
}

TEST(Reading, TakesValuesOfJson) {
    EXPECT_EQ(read(Format::json, R"({"orders": [{"total": 12.50, "paid": true}, {"total": 1e400}], "a/b": "x\ny"})"),
              "/orders/0/total: 12.50\n/orders/0/paid: true\n/orders/1/total: 1e400\n/a~1b: x y\n");
    EXPECT_EQ(read(Format::json, R"([[1, 2], "z"] )"), "/0/0: 1\n/0/1: 2\n/1: z\n");
    EXPECT_EQ(read(Format::json, R"("word")"), "word\n");
    for (const char* broken : {"{", "{} x", "[1,]", "nul", "{\"a\":}", "[1"})
        EXPECT_EQ(read(Format::json, broken), "none malformed") << broken;
    EXPECT_EQ(read(Format::json, std::string(100, '[') + std::string(100, ']')), "none too_deep");
    EXPECT_EQ(read(Format::json, "{}"), "none empty");
    EXPECT_EQ(read(Format::json, R"({"a long name": {"b": [1,2,3,4,5,6,7,8]}})", {.text_bytes = 64}), "none too_long");
}

TEST(Reading, KnowsMediaTypes) {
    EXPECT_EQ(format_of("Text/CSV; charset=UTF-8"), Format::csv);
    EXPECT_EQ(format_of("text/plain;charset=\"us-ascii\"; x=y"), Format::text);
    EXPECT_EQ(format_of("text/plain; charset=latin1"), std::nullopt);
    EXPECT_EQ(format_of("text/plain; charset"), std::nullopt);
    EXPECT_EQ(format_of("image/png"), std::nullopt);
    EXPECT_EQ(format_of(""), std::nullopt);
    EXPECT_EQ(format_of_file("a.b.PDF"), Format::pdf);
    EXPECT_EQ(format_of_file(".md"), std::nullopt);
    EXPECT_EQ(format_of_file("notes"), std::nullopt);
}

}  // namespace
}  // namespace rustygpt::documents
