#include "reasoning/canonical.h"

#include <bit>
#include <limits>

#include <boost/json/array.hpp>
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "base/json.h"

namespace rustygpt::reasoning {
namespace {

std::string canonical_of(std::string_view text) { return canonical(parse_json(text)); }

// RFC 8785 section 3.2.2.
TEST(Canonical, WritesTheRfcsExample) {
    EXPECT_EQ(canonical_of(R"({"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]})"),
              R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
              "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

// RFC 8785 section 3.2.3.
TEST(Canonical, OrdersKeysByUtf16CodeUnits) {
    const auto text =
        canonical_of(R"({"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"})");
    std::size_t last = 0;
    for (const auto* value : {"Carriage Return", "\"One", "Control", "Latin", "Euro", "Emoji", "Hebrew"}) {
        const auto at = text.find(value);
        ASSERT_NE(at, text.npos) << value;
        EXPECT_GT(at, last) << value;
        last = at;
    }
}

// The test file "weird" that the RFC's authors publish beside it (appendix F points there): control characters, keys
// that only UTF-16 orders like this, and what a browser might take for markup.
TEST(Canonical, WritesTheWeirdExample) {
    EXPECT_EQ(
        canonical_of(R"({"\u20ac": "Euro Sign", "\r": "Carriage Return", "\u000a": "Newline", "1": "One",
        "\u0080": "Control\u007f", "\ud83d\ude02": "Smiley", "\u00f6": "Latin Small Letter O With Diaeresis",
        "\ufb33": "Hebrew Letter Dalet With Dagesh", "</script>": "Browser Challenge"})"),
        "{\"\\n\":\"Newline\",\"\\r\":\"Carriage Return\",\"1\":\"One\",\"</script>\":\"Browser Challenge\","
        "\"\u0080\":\"Control\u007f\",\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
        "\"\U0001f602\":\"Smiley\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

// RFC 8785 section 3.2.4: the bytes that are hashed.
TEST(Canonical, IsTheRfcsUtf8) {
    const auto text = canonical_of(R"({"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]})");
    EXPECT_EQ(hex(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())),
              "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e33"
              "3333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e"
              "4127425c225c5c5c5c5c222f227d");
}

// RFC 8785 appendix B: the bits of a double, and its text.
TEST(Canonical, WritesNumbersAsEcmaScriptDoes) {
    const std::pair<std::uint64_t, const char*> cases[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (const auto& [bits, text] : cases) EXPECT_EQ(canonical(std::bit_cast<double>(bits)), text);
}

TEST(Canonical, WritesWholeNumbersAsDoubles) {
    EXPECT_EQ(canonical(json::value(std::int64_t{-42})), "-42");
    EXPECT_EQ(canonical(json::value(std::numeric_limits<std::uint64_t>::max())), "18446744073709552000");
    EXPECT_EQ(canonical(json::value(1.0)), canonical(json::value(1)));
}

TEST(Canonical, RefusesWhatJsonCannotHold) {
    EXPECT_THROW(canonical(std::bit_cast<double>(0x7fffffffffffffffu)), std::invalid_argument);  // both of appendix B
    EXPECT_THROW(canonical(std::bit_cast<double>(0x7ff0000000000000u)), std::invalid_argument);
    EXPECT_THROW(canonical(std::numeric_limits<double>::infinity()), std::invalid_argument);
    EXPECT_THROW(canonical(std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
}

TEST(Canonical, ReadsBackToTheSameText) {
    for (const auto* text : {R"({"b":[1,2,{"z":null,"a":""}],"a":"\u2028\u007f/"})", "[]", "{}", R"("")"}) {
        const auto once = canonical_of(text);
        EXPECT_EQ(canonical_of(once), once);
    }
}

TEST(Canonical, DigestIsTheHashOfTheText) {
    EXPECT_EQ(digest_of(parse_json("{}")), "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    EXPECT_EQ(digest_of(parse_json(R"({"a":1,"b":2})")), digest_of(parse_json(R"({ "b": 2.0, "a": 1e0 })")));
    EXPECT_NE(digest_of(parse_json("[1,2]")), digest_of(parse_json("[2,1]")));
}

}  // namespace
}  // namespace rustygpt::reasoning
