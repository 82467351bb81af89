#include "base/dto.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace rustygpt::dto {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Leaf {
    Text<1, 5> name;
    std::optional<Integer<0, 9>> rank;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (name, rank))

struct Tree {
    Colour colour{};
    std::vector<Leaf> leaves;
    std::optional<double> height;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (colour, leaves, height))

namespace {

std::vector<std::string> problems_of(std::string_view text) {
    try {
        from_json<Tree>(parse_json(text));
    } catch (const Failure& failure) {
        std::vector<std::string> out;
        for (const auto& error : failure.details.at("errors").as_array())
            out.push_back(std::string(error.at("path").as_string()) + " " +
                          std::string(error.at("message").as_string()));
        return out;
    }
    return {};
}

TEST(Dto, ReadsWhatItWrites) {
    const auto tree =
        from_json<Tree>(parse_json(R"({"colour":"green","leaves":[{"name":"a","rank":3}],"height":null})"));
    EXPECT_EQ(to_json(tree), R"({"colour":"green","leaves":[{"name":"a","rank":3}],"height":null})");
}

TEST(Dto, TellsEveryProblemWithItsPointer) {
    EXPECT_EQ(problems_of(R"({"colour":"blue","leaves":[{"name":"","rank":10},{}],"x/y":1})"),
              (std::vector<std::string>{"/colour must be one of red, green", "/leaves/0/name must not be empty",
                                        "/leaves/0/rank must be 0 to 9", "/leaves/1/name is required",
                                        "/x~1y is not a known field"}));
}

TEST(Dto, RefusesWrongTypes) {
    EXPECT_EQ(problems_of("[]"), std::vector<std::string>{" must be an object"});
    EXPECT_EQ(problems_of(R"({"colour":1,"leaves":{},"height":"1"})").size(), 3u);
    EXPECT_EQ(problems_of(R"({"colour":"red","leaves":[{"name":"a\u0000"}]})"),
              std::vector<std::string>{"/leaves/0/name must not contain U+0000"});
}

TEST(Dto, SchemaIsClosedAndKnowsTheDirection) {
    Schemas schemas;
    schemas.of<Tree>(Direction::request);
    schemas.of<Tree>(Direction::response);
    EXPECT_EQ(schemas.named.at("TreeInput").at("required").as_array().size(), 2u);
    EXPECT_EQ(schemas.named.at("Tree").at("required").as_array().size(), 3u);
    EXPECT_EQ(schemas.named.at("Leaf").at("additionalProperties"), json::value(false));
}

class Strict : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(Strict, IsRefused) {
    const auto& [text, why] = GetParam();
    try {
        parse_json(text);
        FAIL() << text;
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind, Failure::Kind::malformed_request);
        EXPECT_NE(failure.message.find(why), std::string::npos) << failure.message;
    }
}

INSTANTIATE_TEST_SUITE_P(Json, Strict,
                         testing::Values(std::pair{R"({"a":1,"b":{"a":2},"a":3})", "same key twice"},
                                         std::pair{R"({"a":1,"\u0061":3})", "same key twice"},
                                         std::pair{std::string(65, '['), "64 levels"}, std::pair{"", "too early"},
                                         std::pair{"{}x", "follows"}, std::pair{"[1,]", ""},
                                         std::pair{"\"\\ud800\"", ""}, std::pair{"\"\xff\"", ""}, std::pair{"NaN", ""},
                                         std::pair{"[1e999]", "out of range"}, std::pair{"-1e400", "out of range"},
                                         std::pair{"'a'", ""}, std::pair{"01", ""}, std::pair{"/*c*/1", ""},
                                         std::pair{"\"a\nb\"", ""}));

TEST(Json, TakesSixtyFourLevels) { EXPECT_NO_THROW(parse_json(std::string(64, '[') + std::string(64, ']'))); }

TEST(Json, QuotesWhatCouldBreakALine) {
    std::string out;
    append_quoted(out, "a\r\n\"\\\t\x01\xE2\x80\xA8\xE2\x80\xAA");
    EXPECT_EQ(out, "\"a\\r\\n\\\"\\\\\\t\\u0001\\u2028\xE2\x80\xAA\"");
}

TEST(Json, WritesNumbersAsPeopleDo) {
    std::string out;
    append_json(out, parse_json(R"({"a":[1.0,0.5,-3,18446744073709551615,1e300,null,true],"b":{}})"));
    EXPECT_EQ(out, R"({"a":[1,0.5,-3,18446744073709551615,1e+300,null,true],"b":{}})");
}

}  // namespace
}  // namespace rustygpt::dto
