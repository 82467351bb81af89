#include "tools/tool_test.h"

namespace rustygpt::tools {
namespace {

using namespace testing;

std::string token(std::string_view escaped) {
    std::string out;
    for (std::size_t at = 0; at < escaped.size(); ++at) {
        if (escaped[at] != '~') out.push_back(escaped[at]);
        else out.push_back(escaped[++at] == '1' ? '/' : '~');
    }
    return out;
}

// RFC 6902, as far as the tool uses it.
void apply(json::value& document, const json::value& operation) {
    std::string_view path = operation.at("path").as_string();
    if (path.empty()) {
        document = operation.at("value");
        return;
    }
    auto* place = &document;
    for (;;) {
        path.remove_prefix(1);
        const auto end = path.find('/');
        const auto name = token(path.substr(0, end));
        if (end != path.npos) {
            path.remove_prefix(end);
            place = place->is_array() ? &place->get_array().at(std::stoul(name)) : &place->as_object().at(name);
            continue;
        }
        const auto op = operation.at("op").as_string();
        if (place->is_array()) {
            auto& list = place->get_array();
            const auto at = std::stoul(name);
            ASSERT_LE(at, op == "add" ? list.size() : list.size() - 1);
            if (op == "remove") list.erase(list.begin() + at);
            else if (op == "add") list.insert(list.begin() + at, operation.at("value"));
            else list[at] = operation.at("value");
        } else {
            auto& object = place->as_object();
            ASSERT_EQ(object.contains(name), op != "add") << name;
            if (op == "remove") object.erase(name);
            else object[name] = operation.at("value");
        }
        return;
    }
}

json::value any_value(Random& random, int depth) {
    switch (random.below(depth > 0 ? 6 : 4)) {
        case 0: return random.below(3);
        case 1: return json::value(random.text("ab~/", 2));
        case 2: return random.below(2) == 0;
        case 3: return nullptr;
        case 4: {
            json::array list;
            for (auto count = random.below(6); count > 0; --count) list.push_back(any_value(random, depth - 1));
            return list;
        }
        default: {
            json::object object;
            for (auto count = random.below(5); count > 0; --count)
                object[random.text("ab~/", 2)] = any_value(random, depth - 1);
            return object;
        }
    }
}

TEST(JsonDiff, ThePatchLeadsFromOneToTheOther) {
    Random random(2);
    for (int round = 0; round < 2'000; ++round) {
        auto from = any_value(random, 4);
        const auto to = any_value(random, 4);
        if (from.is_null() || to.is_null()) continue;
        const auto patch = output("json_diff", {{"from", from}, {"to", to}});
        const auto text = json::serialize(from) + " -> " + json::serialize(to);
        for (const auto& operation : patch.at("patch").as_array()) apply(from, operation);
        EXPECT_EQ(from, to) << text;
        EXPECT_TRUE(output("json_diff", {{"from", to}, {"to", to}}).at("equal").as_bool());
    }
}

TEST(JsonDiff, TouchesNoMoreThanItMust) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {R"({"a": {"b": 1, "c": 2}})", R"({"a": {"b": 1, "c": 3}})", R"([{"op":"replace","path":"/a/c","value":3}])"},
        {"[1,2,3,4,5]", "[1,3,4,5]", R"([{"op":"remove","path":"/1"}])"},
        {"[1,2,3]", "[0,1,2,3]", R"([{"op":"add","path":"/0","value":0}])"},
        {"[1,2,3,4]", "[1,9,3,8]",
         R"([{"op":"replace","path":"/1","value":9},{"op":"replace","path":"/3","value":8}])"},
        {"\"a\"", "\"b\"", R"([{"op":"replace","path":"","value":"b"}])"},
        {R"({"": 1})", R"({"": 2})", R"([{"op":"replace","path":"/","value":2}])"},
        {"[10.0]", "[10]", "[]"},
    };
    for (const auto& [from, to, patch] : cases) {
        std::string written;
        append_json(written, output("json_diff", {{"from", parse_json(from)}, {"to", parse_json(to)}}).at("patch"));
        EXPECT_EQ(written, patch);
    }
}

TEST(JsonDiff, KeepsToItsLimits) {
    json::array many;
    for (int i = 0; i < 60'000; ++i) many.emplace_back(i);
    EXPECT_EQ(ending("json_diff", {{"from", many}, {"to", many}}), "limit max_values");
    json::array half(many.begin(), many.begin() + 20'000);
    json::array turned(half.rbegin(), half.rend());
    EXPECT_EQ(ending("json_diff", {{"from", half}, {"to", turned}}), "limit max_operations");
    json::array some(many.begin(), many.begin() + 4'000);
    json::array moved(some.rbegin(), some.rend());
    EXPECT_EQ(ending("json_diff", {{"from", some}, {"to", moved}}), "ok");  // too long to pair by content
    EXPECT_EQ(ending("json_diff", {{"from", some}}), "/to");
    EXPECT_EQ(ending("json_diff", {{"from", some}, {"to", nullptr}}), "/to");
    json::value deep = 1;
    for (int i = 0; i < 60; ++i) deep = json::object{{std::string(3'000, 'k'), json::array{std::move(deep), 1}}};
    EXPECT_EQ(ending("json_diff", {{"from", deep}, {"to", 1}}), "ok");
}

TEST(JsonDiff, UnderstandsQuestions) {
    EXPECT_EQ(answer(R"(diff {"a": 1} and {"a": 2})"),
              "json_diff: **1 operation** from the first to the second:\n\n```json\n"
              "{\"op\":\"replace\",\"path\":\"/a\",\"value\":2}\n```");
    EXPECT_EQ(answer("compare [1] with [1]"), "json_diff: The documents are **equal**.");
    for (const auto* text : {"diff", "compare apples and oranges", "diff {a} and {b}", "diff {} and", "compare [1]"})
        EXPECT_EQ(answer(text), "-") << text;
}

}  // namespace
}  // namespace rustygpt::tools
