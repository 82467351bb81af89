"""Section 1: bodies. 400 where it is no JSON, 422 where it breaks the schema, 415 where it says to be something else."""

import pytest

TARGET = "/api/chat"


def nested(levels):
    return b'{"prompt":"1+1","edits":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


MALFORMED = {
    "empty": b"", "space": b"  ", "open": b'{"prompt":', "word": b"hello", "single_quotes": b"{'prompt':'a'}",
    "trailing_comma": b'{"prompt":"a",}', "comment": b'{"prompt":"a"/**/}', "two_values": b'{"prompt":"a"} {}',
    "trailing_text": b'{"prompt":"a"}x', "duplicate_key": b'{"prompt":"a","prompt":"b"}',
    "duplicate_escaped_key": b'{"prompt":"a","\\u0070rompt":"b"}',
    "duplicate_nested_key": b'{"prompt":"a","parameters":{"seed":1,"seed":1}}',
    "overlong_utf8": b'{"prompt":"\xc0\xaf"}', "lone_continuation": b'{"prompt":"\x80"}',
    "utf8_surrogate": b'{"prompt":"\xed\xa0\x80"}', "past_unicode": b'{"prompt":"\xf4\x90\x80\x80"}',
    "cut_utf8": b'{"prompt":"\xe2\x82"}', "latin1": '{"prompt":"é"}'.encode("latin-1"),
    "utf16": '{"prompt":"a"}'.encode("utf-16"), "bom": b"\xef\xbb\xbf" + b'{"prompt":"a"}',
    "lone_high_surrogate": b'{"prompt":"\\ud83d"}', "lone_low_surrogate": b'{"prompt":"\\ude00"}',
    "swapped_surrogates": b'{"prompt":"\\ude00\\ud83d"}', "surrogate_in_key": b'{"\\ud83d":"a"}',
    "raw_newline": b'{"prompt":"a\nb"}', "raw_nul": b'{"prompt":"a\x00b"}', "nul_after": b'{"prompt":"a"}\x00',
    "bad_escape": b'{"prompt":"\\x41"}', "short_escape": b'{"prompt":"\\u12"}', "leading_zero": b'{"prompt":01}',
    "plus": b'{"prompt":+1}', "nan": b'{"prompt":NaN}', "infinity": b'{"prompt":Infinity}', "hex": b'{"prompt":0x1}',
    "bare_point": b'{"prompt":1.}', "no_digits": b'{"prompt":.5}', "levels_65": nested(65), "levels_100000": nested(100000),
    "open_levels": b"[" * 200000, "objects_65": b'{"a":' * 65 + b"1" + b"}" * 65,
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_no_strict_json_is_400(member, case):
    reply = member.post(TARGET, raw=MALFORMED[case])
    assert (reply.status, reply.code) == (400, "malformed_request"), reply


@pytest.mark.parametrize("body", [b"[]", b"1", b'"a"', b"null", b"true", b"{}", nested(64)],
                         ids=["list", "number", "string", "null", "true", "empty_object", "levels_64"])
def test_json_of_another_shape_is_422(member, body):
    reply = member.post(TARGET, raw=body)
    assert (reply.status, reply.code) == (422, "validation_failed"), reply
    assert all(error["in"] == "body" for error in reply.details["errors"])


INVALID = [
    ({}, "/prompt"), ({"prompt": None}, "/prompt"), ({"prompt": 1}, "/prompt"), ({"prompt": ["a"]}, "/prompt"),
    ({"prompt": ""}, "/prompt"), ({"prompt": " \t\n\u00a0\u3000"}, "/prompt"), ({"prompt": "a" * 65537}, "/prompt"),
    ({"prompt": "é" * 32769}, "/prompt"), ({"prompt": "a\u0000b"}, "/prompt"),
    ({"prompt": "a", "nothing": 1}, "/nothing"), ({"prompt": "a", "Prompt": "b"}, "/Prompt"),
    ({"prompt": "a", "a/b~c": 1}, "/a~1b~0c"), ({"prompt": "a", "": 1}, "/"),
    ({"prompt": "a", "conversation_id": 1}, "/conversation_id"), ({"prompt": "a", "conversation_id": "x"}, "/conversation_id"),
    ({"prompt": "a", "parent_id": "x"}, "/parent_id"), ({"prompt": "a", "edits": True}, "/edits"),
    ({"prompt": "a", "title": 1}, "/title"), ({"prompt": "a", "model": 1}, "/model"),
    ({"prompt": "a", "tools": 1}, "/tools"), ({"prompt": "a", "tools": "some"}, "/tools"),
    ({"prompt": "a", "tools": [1]}, "/tools/0"), ({"prompt": "a", "tools": ["nothing"]}, "/tools/0"),
    ({"prompt": "a", "parameters": []}, "/parameters"), ({"prompt": "a", "parameters": {"x": 1}}, "/parameters/x"),
    ({"prompt": "a", "parameters": {"temperature": "1"}}, "/parameters/temperature"),
    ({"prompt": "a", "parameters": {"temperature": -0.1}}, "/parameters/temperature"),
    ({"prompt": "a", "parameters": {"temperature": 1e300}}, "/parameters/temperature"),
    ({"prompt": "a", "parameters": {"top_p": 1.1}}, "/parameters/top_p"),
    ({"prompt": "a", "parameters": {"top_p": -1}}, "/parameters/top_p"),
    ({"prompt": "a", "parameters": {"max_tokens": 0}}, "/parameters/max_tokens"),
    ({"prompt": "a", "parameters": {"max_tokens": 1.5}}, "/parameters/max_tokens"),
    ({"prompt": "a", "parameters": {"max_tokens": 10 ** 30}}, "/parameters/max_tokens"),
    ({"prompt": "a", "parameters": {"seed": "1"}}, "/parameters/seed"),
    ({"prompt": "a", "parameters": {"seed": 2 ** 64}}, "/parameters/seed"),
    ({"prompt": "a", "parameters": {"stop": "a"}}, "/parameters/stop"),
    ({"prompt": "a", "parameters": {"stop": [1]}}, "/parameters/stop/0"),
]


@pytest.mark.parametrize("body, path", INVALID, ids=[f"{i}{path.replace('/', '_')}" for i, (_, path) in enumerate(INVALID)])
def test_json_that_breaks_the_schema_is_422_with_the_pointer(member, body, path):
    reply = member.post(TARGET, body)
    assert (reply.status, reply.code) == (422, "validation_failed"), reply
    assert path in reply.paths, reply


def test_every_error_is_told_at_once(member):
    reply = member.post(TARGET, {"prompt": 1, "nothing": 1, "title": [], "parameters": {"seed": "x", "y": 1}})
    assert set(reply.paths) == {"/prompt", "/nothing", "/title", "/parameters/seed", "/parameters/y"}, reply


@pytest.mark.parametrize("number", [b"1e400", b"-1e400", b"9" * 400, b"1e-400", b"1.7976931348623157e309"])
def test_huge_numbers_do_no_harm(member, number):
    reply = member.post(TARGET, raw=b'{"prompt":"1+1","parameters":{"seed":%s}}' % number)
    assert reply.status in (400, 422) or (number == b"1e-400" and reply.status == 202), reply  # as a double that is 0


def test_null_equals_absent(member):
    nothing = {key: None for key in ("conversation_id", "parent_id", "edits", "title", "model", "tools", "parameters")}
    assert member.post(TARGET, {"prompt": "1+1", **nothing}).status == 202
    inner = {key: None for key in ("temperature", "top_p", "max_tokens", "seed", "stop")}
    assert member.post(TARGET, {"prompt": "1+1", "parameters": inner}).status == 202


def test_prompts_of_the_extreme_lengths_are_accepted(member):
    for prompt in ("7", "a" * 65536, "é" * 32768, "\U0001f600", "\u2028"+"1"):
        assert member.post(TARGET, {"prompt": prompt}).status == 202


def test_escapes_mean_what_they_say(member):
    import chat
    reply = member.post(TARGET, raw=b'{"prompt":"\\ud83d\\ude00 \\u00e9 \\/ \\" \\\\ \\b\\f\\n\\r\\t"}')
    assert reply.status == 202, reply
    assert chat.message(member, reply.json()["prompt_id"])["content"] == '\U0001f600 é / " \\ \u2408\n\n\r\t', "plain text"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                                  "application/jsonp", "application", "json", "*/*",
                                  "application/xml", None])
def test_a_wrong_content_type_is_415(member, kind):
    headers = [("Content-Type", kind)] if kind else []
    with member.server.connect() as connection:
        reply = connection.ask("POST", TARGET, [*member.credentials("POST"), *headers], b'{"prompt":"1+1"}')
    assert (reply.status, reply.code) == (415, "unsupported_media_type"), reply


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8",
                                  'application/json; charset="utf-8"', "application/json ; charset=utf-8"])
def test_spellings_of_json_are_accepted(member, kind):
    assert member.post(TARGET, {"prompt": "1+1"}, headers=[("Content-Type", kind)]).status == 202


def test_a_request_without_a_body_needs_no_content_type(person):
    import chat
    answer = chat.finished(person, "1+1")["message_id"]
    with person.server.connect() as connection:
        assert connection.ask("POST", f"/api/messages/{answer}/cancel", person.credentials("POST"), b"").status == 200
        assert connection.ask("POST", f"/api/messages/{answer}/regenerate", person.credentials("POST"), b"").status == 202


def test_bad_requests_change_nothing(person):
    before = person.get("/api/conversations").json()
    for body in MALFORMED.values():
        person.post(TARGET, raw=body)
    for body, _ in INVALID:
        person.post(TARGET, body)
    assert person.get("/api/conversations").json() == before


LIMITS = [("0", 422), ("1", 200), ("200", 200), ("201", 422), ("-1", 422), ("x", 422), ("", 422), ("1.5", 422),
          ("99999999999999999999", 422), ("%201", 422), ("1e2", 422)]


@pytest.mark.parametrize("limit, status", LIMITS)
def test_limits_outside_1_to_200_are_422(member, limit, status):
    reply = member.get(f"/api/conversations?limit={limit}")
    assert reply.status == status, reply
    if status == 422:
        assert [(error["in"], error["path"]) for error in reply.details["errors"]] == [("query", "/limit")] or \
            reply.details["errors"][0]["in"] == "query", reply


@pytest.mark.parametrize("cursor", ["x", "0", "%00", "%ff", "AAAA", "a" * 3000, "eyJhIjoxfQ"])
def test_a_bad_cursor_is_422(member, cursor):
    for target in ("/api/conversations", "/api/account/sessions"):
        reply = member.get(f"{target}?cursor={cursor}")
        assert reply.status == 422, reply
