#include "http/call.h"

#include <gtest/gtest.h>

#include "base/failure.h"
#include "http/route.h"

namespace rustygpt::http {
namespace {

TEST(Call, ReadsQueries) {
    Call call;
    call.query = "a=1&b=x%20y+z&a=2&empty=&bare&%63=d&e=%C3%A9&=v&&bad=%zz&bytes=%FF";
    const std::pair<const char*, std::optional<std::string>> cases[] = {
        {"a", "2"}, {"b", "x y z"}, {"empty", ""}, {"bare", ""}, {"c", "d"}, {"e", "é"}, {"A", std::nullopt},
    };
    for (const auto& [name, value] : cases) EXPECT_EQ(call.query_value(name), value) << name;
    EXPECT_THROW(static_cast<void>(call.query_value("bad")), Failure);
    EXPECT_THROW(static_cast<void>(call.query_value("bytes")), Failure);
}

TEST(Call, ReadsHeadersAndCookies) {
    const std::pair<std::string_view, std::string_view> headers[] = {
        {"Cookie", "a=1; sid=first;b=\"quoted\" ; c"}, {"X-One", " \tvalue "}, {"cookie", "sid=second; late=x=y"}};
    Call call;
    call.headers = headers;
    EXPECT_EQ(call.header("x-one"), "value");
    EXPECT_EQ(call.header("x-two"), std::nullopt);
    EXPECT_EQ(call.cookie("sid"), "first");
    EXPECT_EQ(call.cookie("b"), "quoted");
    EXPECT_EQ(call.cookie("late"), "x=y");
    EXPECT_EQ(call.cookie("SID"), std::nullopt);
    EXPECT_EQ(call.cookie("c"), std::nullopt);
}

TEST(Call, ReadsPages) {
    const auto limit_of = [](std::string_view query) {
        Call call;
        call.query = query;
        return page_of(call, 200).limit;
    };
    EXPECT_EQ(limit_of(""), 50);
    EXPECT_EQ(limit_of("limit=1"), 1);
    EXPECT_EQ(limit_of("limit=200"), 200);
    for (const auto* bad :
         {"limit=0", "limit=201", "limit=-1", "limit=", "limit=5x", "limit=1e2", "limit=99999999999999999999"})
        EXPECT_THROW(limit_of(bad), Failure) << bad;
}

}  // namespace
}  // namespace rustygpt::http
