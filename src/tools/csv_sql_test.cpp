#include <chrono>
#include <stop_token>

#include "tools/tool_test.h"

namespace rustygpt::tools {
namespace {

using namespace testing;

json::object asked(std::string_view query, json::value table = "n,name\n1,a\n2,b\n3,\n") {
    return {{"query", query}, {"tables", {{"t", std::move(table)}}}};
}

std::string rows(std::string_view query, json::value table = "n,name\n1,a\n2,b\n3,\n") {
    const auto input = asked(query, std::move(table));
    const auto end = ending("csv_sql", input);
    if (end != "ok") return end;
    std::string out;
    append_json(out, output("csv_sql", input).at("rows"));
    return out;
}

TEST(CsvSql, AnswersQueries) {
    const std::tuple<const char*, const char*> cases[] = {
        {"SELECT * FROM t ORDER BY n DESC", R"([[3,null],[2,"b"],[1,"a"]])"},
        {"SELECT count(*), count(name), max(n) FROM t", "[[3,2,3]]"},
        {"SELECT sum(n) OVER (ORDER BY n ROWS 1 PRECEDING) FROM t", "[[1],[3],[5]]"},
        {"VALUES (1), ('x')", R"([[1],["x"]])"},
        {"SELECT n FROM t WHERE name LIKE 'A' OR name LIKE '_' ESCAPE '\\' ;  -- both", "[[1],[2]]"},
        {"SELECT replace('aXbX', 'X', '--'), instr('h\u00e9llo', 'l')", R"([["a--b--",3]])"},
        {"SELECT 7 / 2, 7 / 2.0, 0.1 + 0.2, 1e999", "[[3,3.5,0.3,null]]"},
        {"SELECT sum(x), avg(x), total(x) FROM (SELECT 0.1 AS x UNION ALL SELECT 0.2 UNION ALL SELECT NULL)",
         "[[0.3,0.15,0.3]]"},
        {"SELECT sum(n), avg(n), total(n) FROM t WHERE n > 9", "[[null,null,0]]"},
        {"SELECT t.n FROM t JOIN (SELECT max(n) AS m FROM t) ON m = t.n", "[[3]]"},
        {"SELECT n FROM t EXCEPT SELECT 2 ORDER BY 1", "[[1],[3]]"},
    };
    for (const auto& [query, expected] : cases) EXPECT_EQ(rows(query), expected) << query;
}

TEST(CsvSql, ReadsTables) {
    EXPECT_EQ(rows("SELECT typeof(a), a FROM t", "a\n1\n2.50\n"), R"([["integer",1],["real",2.5]])");
    EXPECT_EQ(rows("SELECT typeof(a), a FROM t", "a\n007\n1\n"), R"([["text","007"],["text","1"]])");
    EXPECT_EQ(rows("SELECT a FROM t", "a\n1234567890123456789\n"), R"([["1234567890123456789"]])");
    EXPECT_EQ(rows("SELECT a IS NULL, b IS NULL FROM t", "a,b\n,\"\"\n"), "[[1,0]]");
    EXPECT_EQ(rows("SELECT \"a b\" FROM t", "a b\r\n\"x\"\"\r\n,\"\r\n"), "[[\"x\\\"\\r\\n,\"]]");
    EXPECT_EQ(rows("SELECT * FROM t", parse_json(R"([{"b": true, "a": 1.0}, {"c": "x"}])")),
              R"([[1,1,null],[null,null,"x"]])");
}

// A hundred times 0.1 is 10, in whatever order and window.
TEST(CsvSql, SumsAreDecimal) {
    std::string csv = "x\n";
    for (int i = 0; i < 100; ++i) csv += "0.1\n";
    EXPECT_EQ(rows("SELECT sum(x) FROM t", json::value(csv)), "[[10]]");
    EXPECT_EQ(rows("SELECT max(s) FROM (SELECT sum(x) OVER (ROWS 9 PRECEDING) AS s FROM t)", json::value(csv)),
              "[[1]]");
}

TEST(CsvSql, RefusesAllButReadingItsTables) {
    for (const auto* query : {"",
                              ";",
                              "-- nothing",
                              "SELEC 1",
                              "SELECT 1; SELECT 2",
                              "SELECT 1; DROP TABLE t",
                              "DELETE FROM t",
                              "DROP TABLE t",
                              "INSERT INTO t VALUES (1, 2)",
                              "UPDATE t SET n = 1",
                              "CREATE TABLE u (a)",
                              "CREATE TEMP TABLE u (a)",
                              "CREATE VIEW v AS SELECT 1",
                              "CREATE VIRTUAL TABLE f USING fts5(a)",
                              "ATTACH ':memory:' AS other",
                              "ATTACH '/etc/passwd' AS other",
                              "DETACH main",
                              "PRAGMA table_info(t)",
                              "PRAGMA journal_mode = off",
                              "VACUUM",
                              "VACUUM INTO 'copy.db'",
                              "BEGIN",
                              "COMMIT",
                              "SAVEPOINT s",
                              "REINDEX",
                              "ANALYZE",
                              "EXPLAIN SELECT 1",
                              "SELECT * FROM sqlite_master",
                              "SELECT * FROM sqlite_schema",
                              "SELECT * FROM pragma_table_info('t')",
                              "SELECT * FROM json_each('[1]')",
                              "SELECT * FROM nothing",
                              "SELECT load_extension('x')",
                              "SELECT random()",
                              "SELECT randomblob(9)",
                              "SELECT datetime('now')",
                              "SELECT date('now', 'localtime')",
                              "SELECT CURRENT_TIMESTAMP",
                              "SELECT changes()",
                              "SELECT last_insert_rowid()",
                              "SELECT sqlite_version()",
                              "SELECT zeroblob(1000000000)",
                              "SELECT printf('%.999999999d', 1)",
                              "SELECT readfile('/etc/passwd')",
                              "SELECT writefile('x', 'y')",
                              "SELECT fts5(NULL)",
                              "SELECT likelihood(1, 0.5)",
                              "SELECT * FROM dbstat",
                              "SELECT * FROM sqlite_stmt",
                              "SELECT ?",
                              "SELECT nope FROM t",
                              "SELECT exp(1)",
                              "SELECT hex(1) FROM t LIMIT random()"})
        EXPECT_EQ(rows(query), "/query") << query;
    EXPECT_EQ(rows("SELECT x'ff'"), "failed");
    EXPECT_EQ(rows("SELECT CAST(x'ff' AS TEXT)"), "failed");
    EXPECT_EQ(rows("SELECT abs(-9223372036854775808)"), "failed");
}

TEST(CsvSql, RefusesWhatIsNoTable) {
    const std::tuple<const char*, const char*> cases[] = {
        {R"({})", "/tables"},
        {R"({"t": 5})", "/tables/t"},
        {R"({"t": ""})", "/tables/t"},
        {R"({"t": "\n\n"})", "/tables/t"},
        {R"({"t": "a,b\n1"})", "/tables/t"},
        {R"({"t": "a\n\"x"})", "/tables/t"},
        {R"({"t": "a\nx\"y"})", "/tables/t"},
        {R"({"t": "a\n\"x\"y"})", "/tables/t"},
        {R"({"t": "a,A\n1,2"})", "/tables/t"},
        {R"({"t": "a, \n1,2"})", "/tables/t"},
        {R"({"t": []})", "/tables/t"},
        {R"({"t": [{}]})", "/tables/t"},
        {R"({"t": [1]})", "/tables/t/0"},
        {R"({"t": [{"a": [1]}]})", "/tables/t/0/a"},
        {R"({"a b": "a\n1"})", "/tables/a b"},
        {R"({"sqlite_x": "a\n1"})", "/tables/sqlite_x"},
        {R"({"t": "a\n1", "T": "a\n1"})", "/tables/t"},
    };
    for (const auto& [tables, expected] : cases)
        EXPECT_EQ(ending("csv_sql", {{"query", "SELECT 1"}, {"tables", parse_json(tables)}}), expected) << tables;
}

std::string chain_of_ctes(int length) {
    std::string query = "WITH t0 AS (SELECT 1 AS x)";
    for (int i = 1; i < length; ++i)
        query += ", 't" + std::to_string(i) + "'(x) AS NOT MATERIALIZED (SELECT 1 FROM \"t" + std::to_string(i - 1) +
                 "\" a, [T" + std::to_string(i - 1) + "] b)";
    return query + " SELECT 1 FROM t" + std::to_string(length - 1) + " LIMIT 1";
}

TEST(CsvSql, EndsWhatWouldNotEnd) {
    static constexpr const char* endless = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) ";
    const auto with = [](std::string_view rest) { return std::string(endless) + std::string(rest); };
    std::string joins = "SELECT count(*) FROM t";
    for (int i = 0; i < 15; ++i) joins += ", t t" + std::to_string(i);
    std::string parentheses = "SELECT " + std::string(500, '(') + "1" + std::string(500, ')');
    std::string additions = "SELECT 1";
    for (int i = 0; i < 500; ++i) additions += "+1";
    const std::tuple<std::string, const char*> cases[] = {
        {with("SELECT count(*) FROM c"), "limit max_steps"},
        {with("SELECT i FROM c"), "limit max_result_rows"},
        {with("SELECT max(length(hex(i || 'aaaaaaaaaaaaaaa'))) FROM c"), "limit max_steps"},
        {"WITH RECURSIVE c(s) AS (SELECT 'ab' UNION ALL SELECT s || s FROM c) SELECT max(s) FROM c",
         "limit max_value_bytes"},
        {"WITH RECURSIVE c(s) AS (SELECT 'ab' UNION ALL SELECT replace(s, 'b', 'bb') FROM c) SELECT max(s) FROM c",
         "limit max_value_bytes"},
        {"WITH RECURSIVE c(i, s) AS (SELECT 1, 'x' UNION ALL SELECT i + 1, substr(s || s, 1, 4900) FROM c LIMIT 50000) "
         "SELECT count(*) FROM (SELECT DISTINCT s || i FROM c)",
         "limit max_memory_bytes"},
        {"WITH RECURSIVE c(i, s) AS (SELECT 1, 'x' UNION ALL SELECT i + 1, substr(s || s, 1, 4900) FROM c LIMIT 50000) "
         "SELECT s FROM c ORDER BY s || i LIMIT 1 OFFSET 30000",
         "limit max_memory_bytes"},
        {joins, "limit max_steps"},
        {chain_of_ctes(25), "limit max_cte_copies"},
        {chain_of_ctes(6), "ok"},
        {parentheses, "/query"},
        {additions, "/query"},
        {"SELECT 1" + std::string(10'000, ' '), "limit max_query_bytes"},
        {"SELECT '" + std::string(9'000, 'a') + "' LIKE '%" + std::string(900, 'a') + "%b'", "ok"},
    };
    for (const auto& [query, expected] : cases) {
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_EQ(rows(query).starts_with("[") ? "ok" : rows(query), expected) << query.substr(0, 200);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30)) << query.substr(0, 200);
    }
}

TEST(CsvSql, KeepsTablesToTheirLimits) {
    std::string lines = "a\n";
    for (int i = 0; i < 20'001; ++i) lines += "1\n";
    std::string columns = "c0";
    for (int i = 1; i < 101; ++i) columns += ",c" + std::to_string(i);
    json::object eleven;
    for (int i = 0; i < 11; ++i) eleven["t" + std::to_string(i)] = "a\n1\n";
    EXPECT_EQ(rows("SELECT 1", json::value(lines)), "limit max_rows");
    EXPECT_EQ(rows("SELECT 1", json::value(columns)), "limit max_columns");
    EXPECT_EQ(rows("SELECT 1", json::value("a\n" + std::string(10'001, 'x'))), "limit max_cell_bytes");
    EXPECT_EQ(rows("SELECT 1", json::value(std::string(1'000'001, 'x'))), "limit max_table_bytes");
    EXPECT_EQ(ending("csv_sql", {{"query", "SELECT 1"}, {"tables", eleven}}), "limit max_tables");
    EXPECT_EQ(rows("SELECT a.a, b.a, c.a FROM t a, t b, t c, t d, t e",
                   json::value("a\n" + std::string(9'000, 'x') + "\n" + std::string(9'000, 'y'))),
              "limit max_result_bytes");
}

TEST(CsvSql, StopsWhenItIsAsked) {
    std::stop_source source;
    source.request_stop();
    const auto result = registry().find("csv_sql")->invoke(
        asked("WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT count(*) FROM c"),
        source.get_token());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ToolError::Kind::cancelled);
}

TEST(CsvSql, UnderstandsQuestions) {
    EXPECT_EQ(answer("SELECT name, sum(n) AS n FROM data GROUP BY name ORDER BY name\nCSV:\nname,n\nb,1\na,2\nb,3"),
              "csv_sql: | name |   n |\n| ---- | --: |\n| a    |   2 |\n| b    |   4 |\n");
    EXPECT_EQ(answer("SELECT sum(n) FROM data json: [{\"n\": 0.1}, {\"n\": 0.2}]"),
              "csv_sql: | sum(n) |\n| -----: |\n|    0.3 |\n");
    for (const auto* text : {"select a colour", "SELECT 1", "select from data", "with csv: a"})
        EXPECT_EQ(answer(text), "-") << text;
}

}  // namespace
}  // namespace rustygpt::tools
