"""Section 5: the list, each example, bad input, digests."""

import re

import jsonschema
import pytest

import jcs

FIRST = ["calculator", "date_math", "text_stats", "unit_convert"]
MORE = ["color_convert", "cron_next", "finance", "ip_subnet", "number_base", "percentage_change", "roman_numerals", "statistics",
        "time_zone", "uuid_v5"]
TEXTS = ["checksum", "csv_sql", "encode", "hash", "json_diff", "json_query", "markdown_table", "regex", "text_diff", "text_sort"]
ITEM = {"name", "version", "description", "deterministic", "input_schema", "output_schema", "limits", "examples"}
RESULT = {"tool", "version", "input_digest", "output", "output_digest", "duration_ms"}


def tools(client):
    body = client.get("/api/tools").json()
    assert set(body) == {"tools", "next_cursor"} and body["next_cursor"] is None
    return body["tools"]


def invoke(client, name, input):
    return client.post(f"/api/tools/{name}/invoke", {"input": input})


def output(client, name, input):
    reply = invoke(client, name, input)
    assert reply.status == 200, reply
    return reply.json()["output"]


def calculate(client, expression):
    return str(output(client, "calculator", {"expression": expression}))


def test_the_list_is_sorted_and_complete(member):
    names = [tool["name"] for tool in tools(member)]
    assert names == sorted(FIRST + MORE + TEXTS)


def test_each_tool_describes_itself(member):
    for tool in tools(member):
        assert set(tool) == ITEM, tool["name"]
        assert tool["deterministic"] is True and tool["description"] and tool["examples"]
        assert re.fullmatch(r"\d+\.\d+\.\d+.*", tool["version"])
        for schema in (tool["input_schema"], tool["output_schema"]):
            jsonschema.Draft202012Validator.check_schema(schema)
        assert isinstance(tool["limits"], dict)


def test_every_example_gives_its_output_with_the_right_digests(member):
    for tool in tools(member):
        for example in tool["examples"]:
            jsonschema.Draft202012Validator(tool["input_schema"]).validate(example["input"])
            reply = invoke(member, tool["name"], example["input"])
            assert reply.status == 200, (tool["name"], example, reply)
            body = reply.json()
            assert set(body) == RESULT
            assert (body["tool"], body["version"]) == (tool["name"], tool["version"])
            assert body["output"] == example["output"], (tool["name"], example)
            jsonschema.Draft202012Validator(tool["output_schema"]).validate(body["output"])
            assert body["input_digest"] == jcs.digest(example["input"]), tool["name"]
            assert body["output_digest"] == jcs.digest(body["output"]), tool["name"]
            assert body["duration_ms"] >= 0


def test_the_order_of_members_does_not_change_a_digest(member):
    a = member.post("/api/tools/unit_convert/invoke", raw=b'{"input":{"value":"5","from":"mi","to":"km"}}')
    b = member.post("/api/tools/unit_convert/invoke", raw=b'{"input":{"to":"km","from":"mi","value":"5"}}')
    assert a.status == b.status
    if a.status == 200:
        assert a.json()["input_digest"] == b.json()["input_digest"]
    else:
        assert a.body == b.body


def test_bad_input_of_every_tool_is_422_with_the_schemas_path(member):
    for tool in tools(member):
        example = tool["examples"][0]["input"]
        required = tool["input_schema"].get("required", [])
        cases = [({**example, "nothing": 1}, "nothing")]
        cases += [({k: v for k, v in example.items() if k != key}, key) for key in required]
        # A few fields take any JSON: what their schema allows is no bad input.
        schema = jsonschema.Draft202012Validator(tool["input_schema"])
        wrong = [({**example, key: value}, key) for key in required for value in ([], {}, True)]
        cases += [(input, key) for input, key in wrong if not schema.is_valid(input)]
        for input, key in cases:
            reply = invoke(member, tool["name"], input)
            assert (reply.status, reply.code) == (422, "validation_failed"), (tool["name"], input, reply)
            assert any(key in path for path in reply.paths), (tool["name"], input, reply)


@pytest.mark.parametrize("body", [{}, {"input": None}, {"input": []}, {"input": "1+1"}, {"input": {}, "more": 1}, []])
def test_invoke_needs_an_object_as_input(member, body):
    assert member.post("/api/tools/calculator/invoke", body).status == 422


def test_unknown_tools_are_404(member):
    for name in ("nothing", "Calculator", "calculator%20", "..", "%00"):
        assert invoke(member, name, {}).status == 404


SUMS = [("17% of 2340 + 12^3", "2125.8"), ("0.1 + 0.2", "0.3"), ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("2^10", "1024"),
        ("-2^2", "-4"), ("2^3^2", "512"), ("10 - 4 - 3", "3"), ("100 / 8", "12.5"), ("17% of 2340", "397.8"), ("1e3 + 1", "1001"),
        ("1.10 - 1", "0.1"), ("9007199254740993 + 0", "9007199254740993"), ("0.3 - 0.1", "0.2"),
        ("12345678901234567890 * 2", "24691357802469135780")]


@pytest.mark.parametrize("expression, value", SUMS)
def test_the_calculator_is_exact(member, expression, value):
    found = output(member, "calculator", {"expression": expression})
    texts = [found] if not isinstance(found, dict) else list(found.values())
    assert value in [str(text) for text in texts], found


def test_a_third_has_12_significant_digits(member):
    assert "0.333333333333" in calculate(member, "1/3")


@pytest.mark.parametrize("expression", ["1/0", "5 / (3 - 3)", "0^-1"])
def test_division_by_zero_is_the_tools_own_failure(member, expression):
    reply = invoke(member, "calculator", {"expression": expression})
    assert (reply.status, reply.code) == (422, "validation_failed"), reply
    assert reply.details["tool_error"]


@pytest.mark.parametrize("expression", ["", " ", "1 +", "(1", "1)", "1 2", "hello", "1 + + x", "\u0661", "import os",
                                        "1;2", "1,2", "()", "1..2", "e", "%", "^", "=1"])
def test_what_is_no_expression_is_422(member, expression):
    reply = invoke(member, "calculator", {"expression": expression})
    assert reply.status == 422 or expression == "e", reply


@pytest.mark.parametrize("expression", ["9^9^9^9", "(" * 5000 + "1" + ")" * 5000, "1+" * 40000 + "1", "10^1000000", "2^0.5^99999"])
def test_past_its_limits_a_tool_says_which(member, expression):
    reply = invoke(member, "calculator", {"expression": expression})
    assert reply.status == 422, reply
    assert reply.code in ("limit_exceeded", "validation_failed")
    if reply.code == "limit_exceeded":
        limits = next(tool["limits"] for tool in tools(member) if tool["name"] == "calculator")
        assert reply.details["limit"] in limits


def test_the_same_input_gives_the_same_digests(member):
    a, b = (invoke(member, "calculator", {"expression": "17% of 2340"}).json() for _ in range(2))
    assert {k: v for k, v in a.items() if k != "duration_ms"} == {k: v for k, v in b.items() if k != "duration_ms"}


def test_every_limit_is_a_number_with_a_name(member):
    for tool in tools(member):
        assert tool["limits"], tool["name"]
        for name, limit in tool["limits"].items():
            assert re.fullmatch(r"[a-z][a-z0-9_]*", name) and isinstance(limit, (int, float)) and limit > 0, tool["name"]


# Past a limit: the tool, an input, and the limit that is named.
PAST = [("statistics", {"values": ["1e101"]}, "max_exponent"), ("statistics", {"values": ["1" * 101]}, "max_number_digits"),
        ("number_base", {"value": "9" * 4098, "to": 2}, "max_digits"),
        ("number_base", {"value": "0." + "1" * 257, "to": 2}, "max_fraction_digits"),
        ("percentage_change", {"from": 1, "to": "1e200"}, "max_exponent"),
        ("finance", {"operation": "compound_interest", "principal": 1, "annual_rate": 1000, "months": 1200}, "max_result_digits"),
        ("ip_subnet", {"cidr": "::/0", "split": 128}, "max_subnets"),
        ("uuid_v5", {"namespace_id": "dns", "name": "a" * 100001}, "max_name_bytes")]


@pytest.mark.parametrize("name, input, limit", PAST, ids=[f"{name}-{limit}" for name, _, limit in PAST])
def test_each_limit_is_kept_and_named(member, name, input, limit):
    reply = invoke(member, name, input)
    assert (reply.status, reply.code, reply.details) == (422, "limit_exceeded", {"limit": limit}), reply
    assert limit in next(tool["limits"] for tool in tools(member) if tool["name"] == name)


# What no reading of the schema allows: the tool, the input, and where it is wrong.
WRONG = [("statistics", {"values": []}, "/input/values"), ("statistics", {"values": [1, "x"]}, "/input/values/1"),
         ("statistics", {"values": [0] * 10001}, "/input/values"), ("number_base", {"value": "12", "to": 37}, "/input/to"),
         ("number_base", {"value": "9", "from": 8, "to": 2}, "/input/value"), ("roman_numerals", {"value": 4000}, "/input/value"),
         ("roman_numerals", {"value": "IIII"}, "/input/value"), ("percentage_change", {"from": "x", "to": 1}, "/input/from"),
         ("finance", {"operation": "loan", "principal": -1, "annual_rate": 1, "months": 1}, "/input/principal"),
         ("time_zone", {"time": "2024-02-30T00:00:00Z", "to": "UTC"}, "/input/time"),
         ("time_zone", {"time": "2024-02-28T00:00:00Z", "to": "../../../etc/passwd"}, "/input/to"),
         ("cron_next", {"expression": "61 * * * *", "after": "2024-01-01T00:00:00Z"}, "/input/expression"),
         ("cron_next", {"expression": "* * * * *", "after": "now"}, "/input/after"),
         ("uuid_v5", {"namespace_id": "dn", "name": "a"}, "/input/namespace_id"),
         ("ip_subnet", {"cidr": "10.0.0.0/33"}, "/input/cidr"), ("ip_subnet", {"cidr": "fe80::1%lo/64"}, "/input/cidr"),
         ("color_convert", {"color": "#ffff"}, "/input/color")]


@pytest.mark.parametrize("name, input, path", WRONG, ids=[f"{name}-{path}-{i}" for i, (name, _, path) in enumerate(WRONG)])
def test_bad_input_is_told_where(member, name, input, path):
    reply = invoke(member, name, input)
    assert (reply.status, reply.code, reply.paths) == (422, "validation_failed", [path]), reply


FAILING = [("percentage_change", {"from": 0, "to": 5}), ("statistics", {"values": [1, 1], "y": [1, 2], "measures": ["regression"]}),
           ("finance", {"operation": "loan", "principal": 1, "annual_rate": 0, "months": 1200}),
           ("time_zone", {"time": "9999-12-31T23:00:00Z", "to": "Asia/Tokyo"})]


@pytest.mark.parametrize("name, input", FAILING, ids=[name for name, _ in FAILING])
def test_what_has_no_result_is_the_tools_own_failure(member, name, input):
    reply = invoke(member, name, input)
    assert (reply.status, reply.code) == (422, "validation_failed") and reply.details["tool_error"], reply


ENDLESS = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) "
DEEP = "[" * 60 + "]" * 60
# Tool, input, and either the limit that it meets or the field that is bad.
HOSTILE = [
    ("regex", {"pattern": "(", "text": ""}, "/input/pattern"),
    ("regex", {"pattern": "\\pL{900}", "text": ""}, "max_program"),
    ("regex", {"pattern": "a", "text": "a" * 300_000}, "max_text_bytes"),
    ("regex", {"pattern": "a", "text": "a" * 5_000}, "max_matches"),
    ("json_query", {"document": {}, "path": "$["}, "/input/path"),
    ("json_query", {"document": [0] * 2_000, "path": "$[?count($[?count($[*]) > 1]) > 1]"}, "max_work"),
    ("json_diff", {"from": list(range(120_000)), "to": []}, "max_values"),
    ("json_diff", {"from": list(range(6_000)), "to": []}, "max_operations"),
    ("csv_sql", {"query": "DROP TABLE t", "tables": {"t": "a\n1"}}, "/input/query"),
    ("csv_sql", {"query": "SELECT random()", "tables": {"t": "a\n1"}}, "/input/query"),
    ("csv_sql", {"query": "ATTACH 'x.db' AS x", "tables": {"t": "a\n1"}}, "/input/query"),
    ("csv_sql", {"query": ENDLESS + "SELECT count(*) FROM c", "tables": {"t": "a\n1"}}, "max_steps"),
    ("csv_sql", {"query": "SELECT 1", "tables": {"t": "a\n" + "1\n" * 50_000}}, "max_rows"),
    ("csv_sql", {"query": "SELECT 1", "tables": {"t": "a,b\n1"}}, "/input/tables/t"),
    ("text_diff", {"from": "\n".join(map(str, range(0, 6_000, 2))), "to": "\n".join(map(str, range(1, 6_000, 2)))},
     "max_differences"),
    ("text_sort", {"text": "\n" * 200_000}, "max_items"),
    ("text_sort", {"text": "9" * 5_000, "order": "numeric"}, "max_number_digits"),
    ("hash", {"algorithm": "md5", "text": ""}, "/input/algorithm"),
    ("encode", {"operation": "encode", "format": "url", "text": "\u00e9" * 400_000}, "max_text_bytes"),
    ("checksum", {"kind": "luhn", "number": "1" * 101}, "/input/number"),
    ("markdown_table", {"text": "a\n" + "x" * 20_000, "from": "csv"}, "max_cell_bytes"),
    ("markdown_table", {"text": DEEP, "from": "json"}, "/input/text"),
]


@pytest.mark.parametrize("name, input, ending", HOSTILE)
def test_hostile_input_ends_with_a_clear_error(member, name, input, ending):
    reply = invoke(member, name, input)
    assert reply.status == 422, reply
    if ending.startswith("/"):
        assert reply.code == "validation_failed" and ending in reply.paths, reply
    else:
        assert (reply.code, reply.details["limit"]) == ("limit_exceeded", ending), reply


@pytest.mark.parametrize("name, input", [
    ("regex", {"pattern": "(a+)+$", "text": "a" * 100_000 + "!"}),
    ("json_query", {"document": {"a": 1}, "path": "$..*"}),
    ("csv_sql", {"query": "SELECT a FROM t ORDER BY a", "tables": {"t": [{"a": 2}, {"a": 1}]}}),
    ("text_diff", {"from": "a\n" * 20_000, "to": "a\n" * 20_000}),
    ("hash", {"algorithm": "sha3_512", "text": "x" * 900_000})])
def test_large_or_unusual_work_is_done_twice_the_same(member, name, input):
    a, b = (invoke(member, name, input) for _ in range(2))
    assert a.status == b.status == 200, a
    assert a.json()["output_digest"] == b.json()["output_digest"] == jcs.digest(a.json()["output"])


ANSWERS = [("find /\\d+/ in \"a1 b22\"", "2 matches"), ("sha-256 of \"abc\"", "ba7816bf"), ("base64 encode \"hi\"", "aGk="),
           ("$.a[1] in {\"a\": [1, 2]}", "`2`"), ("sort the numbers: 10 9 1.5", "1.5 9 10"), ("diff [1] and [1]", "equal"),
           ("Is 978-0-306-40615-7 a valid ISBN?", "valid"), ("diff \"a\" and \"b\"", "+b"),
           ("SELECT sum(n) AS n FROM data csv:\nn\n1\n2\n", "|   3 |"), ("csv to markdown table:\na\n1", "|   1 |"),
           ("What is 17% of 2340?", "397.8"), ("how many days from 2024-02-01 to 2025-03-15", "408"),
           ("5 miles in km", "8.04672"), ("convert 100 F to C", "37.7"), ("3 GiB in bytes", "3221225472"),
           ("What weekday is 2024-02-29?", "Thursday"), ("12^3", "1728"), ("2024-01-31 plus 30 days", "2024-03-01"),
           ("median of 3, 1 and 2", "median **2**"), ("255 in hex", "**ff**"), ("1994 in Roman numerals", "MCMXCIV"),
           ("percentage change from 80 to 100", "25 %"), ("loan of 200000 at 4.5% over 30 years", "1013.37"),
           ("2024-07-01 12:00 UTC in New York", "08:00:00"), ("next 2 runs of 0 9 * * 1-5 after 2024-03-01", "2024-03-04 09:00"),
           ("uuid v5 of www.example.com in dns", "2ed6657d-e927-568b-95e1-2665a8aea6a2"), ("is 10.1.2.3 in 10.0.0.0/8", "**Yes**"),
           ("#ff8800 in hsl", "hsl(32 100% 50%)"),
           ("255 in hex, mean of 1, 2, 3 and 4, and 5 miles in km", "mean **2.5**")]


@pytest.mark.parametrize("prompt, part", ANSWERS)
def test_plain_questions_reach_the_tools(member, prompt, part):
    import chat
    content = chat.finished(member, prompt)["message"]["content"]
    assert part in content.replace(",", ""), content
