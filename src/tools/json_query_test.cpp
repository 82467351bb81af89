#include "tools/tool_test.h"

namespace rustygpt::tools {
namespace {

using namespace testing;

// The values found, as one JSON text; or how it ended.
std::string found(std::string_view document, std::string_view path) {
    const json::object input{{"document", parse_json(document)}, {"path", path}};
    const auto end = ending("json_query", input);
    if (end != "ok") return end;
    json::array values;
    for (const auto& match : output("json_query", input).at("matches").as_array()) values.push_back(match.at("value"));
    std::string out;
    append_json(out, values);
    return out;
}

// The examples of RFC 9535's sections 1.5 and 2.3 to 2.6, objects in our order.
TEST(JsonQuery, DoesWhatTheRfcShows) {
    static constexpr const char* object = R"({"o": {"j": 1, "k": 2}, "a": [5, 3]})";
    static constexpr const char* letters = R"(["a", "b", "c", "d", "e", "f", "g"])";
    static constexpr const char* filtered =
        R"({"a": [3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}], "o": {"p": 1, "q": 2, "r": 3, "s": 5, "t": {"u": 6}}, "e": "f"})";
    static constexpr const char* deep = R"({"o": {"j": 1, "k": 2}, "a": [5, 3, [{"j": 4}, {"k": 6}]]})";
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {R"({"k": "v"})", "$", R"([{"k":"v"}])"},
        {R"({"o": {"j j": {"k.k": 3}}, "'": {"@": 2}})", "$.o['j j']['k.k']", "[3]"},
        {R"({"o": {"j j": {"k.k": 3}}, "'": {"@": 2}})", "$.o[\"j j\"][\"k.k\"]", "[3]"},
        {R"({"o": {"j j": {"k.k": 3}}, "'": {"@": 2}})", "$[\"'\"][\"@\"]", "[2]"},
        {object, "$[*]", R"([[5,3],{"j":1,"k":2}])"},
        {object, "$.o[*, *]", "[1,2,1,2]"},
        {object, "$.a[*]", "[5,3]"},
        {R"(["a", "b"])", "$[1]", R"(["b"])"},
        {R"(["a", "b"])", "$[-2]", R"(["a"])"},
        {R"(["a", "b"])", "$[2]", "[]"},
        {letters, "$[1:3]", R"(["b","c"])"},
        {letters, "$[5:]", R"(["f","g"])"},
        {letters, "$[1:5:2]", R"(["b","d"])"},
        {letters, "$[5:1:-2]", R"(["f","d"])"},
        {letters, "$[::-1]", R"(["g","f","e","d","c","b","a"])"},
        {letters, "$[::0]", "[]"},
        {letters, "$[0, 0]", R"(["a","a"])"},
        {filtered, "$.a[?@.b == 'kilo']", R"([{"b":"kilo"}])"},
        {filtered, "$.a[?(@.b == 'kilo')]", R"([{"b":"kilo"}])"},
        {filtered, "$.a[?@>3.5]", "[5,4,6]"},
        {filtered, "$.a[?@.b]", R"([{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}])"},
        {filtered, "$[?@.*]",
         R"([[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}],{"p":1,"q":2,"r":3,"s":5,"t":{"u":6}}])"},
        {filtered, "$.o[?@<3, ?@<3]", "[1,2,1,2]"},
        {filtered, "$.a[?@<2 || @.b == \"k\"]", R"([1,{"b":"k"}])"},
        {filtered, "$.a[?match(@.b, \"[jk]\")]", R"([{"b":"j"},{"b":"k"}])"},
        {filtered, "$.a[?search(@.b, \"[jk]\")]", R"([{"b":"j"},{"b":"k"},{"b":"kilo"}])"},
        {filtered, "$.o[?@>1 && @<4]", "[2,3]"},
        {filtered, "$.o[?@.u || @.x]", R"([{"u":6}])"},
        {filtered, "$.a[?@.b == $.x]", "[3,5,1,2,4,6]"},
        {filtered, "$.a[?@ == @]", R"([3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}])"},
        {filtered, "$.a[?!@.b]", "[3,5,1,2,4,6]"},
        {filtered, "$.a[?!(@.b || @ > 3)]", "[3,1,2]"},
        {deep, "$..j", "[4,1]"},
        {deep, "$..[0]", R"([5,{"j":4}])"},
        {deep, "$.o..[*, *]", "[1,2,1,2]"},
        {deep, "$.a..[0, 1]", R"([5,3,{"j":4},{"k":6}])"},
        {R"([{"a": "ab"}, {"a": [1]}, {"a": 5}])", "$[?length(@.a) < 2]", R"([{"a":[1]}])"},
        {R"([{"a": [1, 2]}, {"a": []}])", "$[?count(@.a[*]) == 0]", R"([{"a":[]}])"},
        {R"([{"x": {"c": 1}}, {"x": {"c": 2}}])", "$[?value(@..c) == 2]", R"([{"x":{"c":2}}])"},
        {"[1, 1.0, 1.5, true, null]", "$[?@ == 1]", "[1,1]"},
        {"[null]", "$[?@.a == null]", "[]"},
        {"[null]", "$[?@ == null]", "[null]"},
        {R"(["\u263a", 1])", "$[?@ == '\\u263A']", "[\"\u263a\"]"},
        {R"({"a": [0, {"b": 1}]})", "$ .a [1] ['b']", "[1]"},
    };
    for (const auto& [document, path, values] : cases) EXPECT_EQ(found(document, path), values) << path;
}

TEST(JsonQuery, NamesNormalizedPaths) {
    const auto matches =
        output("json_query", {{"document", parse_json(R"({"it's\n\u0001": [1]})")}, {"path", "$..[0]"}});
    EXPECT_EQ(matches.at("matches").at(0).at("path").as_string(), "$['it\\'s\\n\\u0001'][0]");
}

// Each normalized path leads back to the value that it names.
TEST(JsonQuery, PathsLeadBack) {
    const auto document = parse_json(R"({"a": [{"b'": 1, "\\": [2, [3]]}, "x"], "": {"\"": null, "é": {}}})");
    for (const auto& match :
         output("json_query", {{"document", document}, {"path", "$..*"}}).at("matches").as_array()) {
        const auto again = output("json_query", {{"document", document}, {"path", match.at("path")}});
        ASSERT_EQ(again.at("matches").as_array().size(), 1u) << match.at("path").as_string();
        EXPECT_EQ(again.at("matches").at(0), match);
    }
}

TEST(JsonQuery, TheOrderOfMembersMeansNothing) {
    EXPECT_EQ(found(R"({"x": 1, "y": 2})", "$.*"), found(R"({"y": 2, "x": 1.0})", "$.*"));
}

TEST(JsonQuery, RefusesWhatIsNoPath) {
    for (const auto* path : {"",
                             "a",
                             "$.",
                             "$..",
                             "$a",
                             "$.a ",
                             " $",
                             "$[",
                             "$['a",
                             "$['a'",
                             "$[a]",
                             "$[01]",
                             "$[-0]",
                             "$[9007199254740992]",
                             "$[1.0]",
                             "$[1:2:3:4]",
                             "$[?]",
                             "$[?1]",
                             "$[?@.a ==]",
                             "$[?@.* == 1]",
                             "$[?length(@.a)]",
                             "$[?match(@.a)]",
                             "$[?count(1) == 1]",
                             "$[?nope(@)]",
                             "$[?match(@.a, 'x') == true]",
                             "$[?@.a == 1 == 2]",
                             "$['\\x']",
                             "$['\\ud800']",
                             "$[\"\n\"]",
                             "$.a]",
                             "$[?(@.a]",
                             "$[?@.a = 1]",
                             "$[?'a']",
                             "$..['a",
                             "$[?@.a == 1e999]",
                             "$[,]"})
        EXPECT_EQ(found("{}", path), "/path") << path;
}

TEST(JsonQuery, RefusesWhatIsTooMuch) {
    std::string deep;
    for (int i = 0; i < 40; ++i) deep += "[?(@.a";
    std::string ands = "$[?@.a";
    for (int i = 0; i < 110; ++i) ands += "&&@.a";
    std::string wide = "[0";
    for (int i = 1; i < 3'000; ++i) wide += ",0";
    wide += "]";
    std::string nested = "0";
    for (int i = 0; i < 60; ++i) nested = "[" + nested + "," + nested.substr(0, 100) + "]";
    EXPECT_EQ(found("{}", "$" + deep), "limit max_path_depth");
    EXPECT_EQ(found("[]", ands + "]"), "limit max_path_segments");
    EXPECT_EQ(found("{}", "$" + std::string(1'000, ' ')), "limit max_path_bytes");
    EXPECT_EQ(found(wide, "$[*]"), "limit max_matches");
    EXPECT_EQ(found(wide, "$[?count($[?count($[*]) > 1]) > 1]"), "limit max_work");
    EXPECT_EQ(found("[[[0,0],[0,0]],[[0,0],[0,0]]]", "$..*..*..*..*"), "[]");
    EXPECT_EQ(found(R"(["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"])", "$[?match(@, '(a+)+')]"), "[]");
    EXPECT_EQ(found(R"(["a"])", "$[?match(@, '(')]"), "[]");
}

TEST(JsonQuery, UnderstandsQuestions) {
    EXPECT_EQ(answer(R"(what is $.a[1] in {"a": [1, 2]}?)"), "json_query: `$.a[1]` is `2`.");
    EXPECT_EQ(answer(R"(json query $..x in [{"x": 1}, {"x": "in"}])"),
              "json_query: `$..x` finds **2 values**:\n\n```json\n1\n\"in\"\n```");
    for (const auto* text : {"$.a", "$5 in euros", "$.a in words", "query the database", "what is $[0]"})
        EXPECT_EQ(answer(text), "-") << text;
}

}  // namespace
}  // namespace rustygpt::tools
