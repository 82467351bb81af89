"""Section 2: API tokens, from their making to their end."""

import datetime
import time

import pytest

import chat
from accounts import Bearer, make_token, newcomer, refused, secret_of
from claims import TIME, UUID7
from sse import Stream

FIELDS = {"id", "name", "scopes", "prefix", "created_at", "expires_at", "last_used_at"}
ABSENT = "01900000-0000-7000-8000-000000000000"
NEW = "another good long password 8"


def at(days=0.0, seconds=0.0):
    time_then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days, seconds=seconds)
    return time_then.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def days_between(first, second):
    return (datetime.datetime.fromisoformat(second[:-1]) - datetime.datetime.fromisoformat(first[:-1])).days


def listed(client):
    body = client.get("/api/tokens").json()
    assert set(body) == {"tokens", "next_cursor"}
    assert all(set(entry) == FIELDS for entry in body["tokens"])
    return body["tokens"]


def test_a_token_is_told_once_and_acts_for_its_owner(person):
    reply = person.post("/api/tokens", {"name": "nightly r\u00e9port", "scopes": ["chat", "read"]})
    body = reply.json()
    secret_of(person.server, body["token"])
    assert reply.status == 201 and set(body) == FIELDS | {"token"}, reply
    assert UUID7.fullmatch(body["id"]) and TIME.fullmatch(body["created_at"]) and TIME.fullmatch(body["expires_at"])
    assert (body["name"], body["scopes"], body["last_used_at"]) == ("nightly r\u00e9port", ["chat", "read"], None)
    assert body["token"].startswith("rgp_") and len(body["token"]) == 47 and body["token"].startswith(body["prefix"])
    assert len(body["prefix"]) == 12 and days_between(body["created_at"], body["expires_at"]) == 90
    assert reply.header("Location") == f"/api/tokens/{body['id']}"
    assert person.get(reply.header("Location")).json() == {key: body[key] for key in FIELDS}
    program = Bearer(person.server, body["token"])
    me = program.get("/api/auth/me").json()
    assert me["user"]["id"] == person.user["id"] and me["session"] is None and me["csrf_token"] is None
    answer = chat.finished(program, "1+1")
    assert person.get(f"/api/messages/{answer['message_id']}").status == 200, "no CSRF token was needed"
    entry, = listed(person)
    assert entry["last_used_at"] and entry["last_used_at"] >= entry["created_at"]
    assert body["token"].encode() not in person.get("/api/tokens").body


def test_the_list_is_paged_newest_first(person):
    made = [make_token(person)[1]["id"] for _ in range(5)]
    seen, cursor = [], ""
    while cursor is not None:
        page = person.get("/api/tokens?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [entry["id"] for entry in page["tokens"]]
        cursor = page["next_cursor"]
    assert seen == made[::-1]
    for query, path in (("limit=0", "/limit"), ("limit=201", "/limit"), ("cursor=x", "/cursor")):
        reply = person.get(f"/api/tokens?{query}")
        assert (reply.status, reply.paths) == (422, [path]), reply


BAD = [
    ({}, {"/name", "/scopes"}), ({"name": 5, "scopes": "chat"}, {"/name", "/scopes"}),
    ({"name": "", "scopes": ["chat"]}, {"/name"}), ({"name": "a" * 101, "scopes": ["chat"]}, {"/name"}),
    ({"name": "a\x00b", "scopes": ["chat"]}, {"/name"}), ({"name": "\u202etxt", "scopes": ["chat"]}, {"/name"}),
    ({"name": " a", "scopes": ["chat"]}, {"/name"}), ({"name": "a\nb", "scopes": ["chat"]}, {"/name"}),
    ({"name": "a" * 5000, "scopes": ["chat"]}, {"/name"}), ({"name": None, "scopes": None}, {"/name", "/scopes"}),
    ({"name": "a", "scopes": []}, {"/scopes"}), ({"name": "a", "scopes": ["chat", "chat"]}, {"/scopes/1"}),
    ({"name": "a", "scopes": ["everything"]}, {"/scopes/0"}), ({"name": "a", "scopes": ["Chat"]}, {"/scopes/0"}),
    ({"name": "a", "scopes": ["read", 5]}, {"/scopes/1"}), ({"name": "a", "scopes": ["read"] * 6}, {"/scopes"}),
    ({"name": "a", "scopes": ["admin"]}, {"/scopes/0"}), ({"name": "a", "scopes": ["read", "metrics"]}, {"/scopes/1"}),
    ({"name": "a", "scopes": ["chat"], "expires_at": "tomorrow"}, {"/expires_at"}),
    ({"name": "a", "scopes": ["chat"], "expires_at": 1800000000}, {"/expires_at"}),
    ({"name": "a", "scopes": ["chat"], "expires_at": "2020-01-01T00:00:00.000Z"}, {"/expires_at"}),
    ({"name": "a", "scopes": ["chat"], "expires_at": "9999-12-31T23:59:59.999Z"}, {"/expires_at"}),
    ({"name": "a", "scopes": ["chat"], "expires_at": "2030-02-30T00:00:00Z"}, {"/expires_at"}),
    ({"name": "a", "scopes": ["chat"], "token": "rgp_mine"}, {"/token"}),
]


@pytest.mark.parametrize("body, paths", BAD, ids=range(len(BAD)))
def test_a_bad_wish_is_422_and_makes_nothing(person, body, paths):
    reply = person.post("/api/tokens", body)
    assert reply.status == 422 and set(reply.paths) == paths, reply
    assert listed(person) == []


def test_a_lifetime_is_the_future_and_a_year_at_most(person):
    assert person.post("/api/tokens", {"name": "a", "scopes": ["read"], "expires_at": at(seconds=-1)}).status == 422
    assert person.post("/api/tokens", {"name": "a", "scopes": ["read"], "expires_at": at(365, 60)}).status == 422
    _, body = make_token(person, expires_at=at(364.9))
    assert days_between(body["created_at"], body["expires_at"]) == 364
    _, offset = make_token(person, expires_at=at(1).replace("Z", "+02:00"))
    assert offset["expires_at"].endswith("Z") and offset["expires_at"] < at(1)


def test_a_person_has_fifty_at_most(person):
    made = [make_token(person)[1] for _ in range(50)]
    reply = person.post("/api/tokens", {"name": "one more", "scopes": ["read"]})
    assert (reply.status, reply.code) == (409, "conflict"), reply
    assert person.delete(f"/api/tokens/{made[0]['id']}").status == 204
    make_token(person)


def test_an_expired_token_ends_with_its_stream(person):
    program, body = make_token(person, expires_at=at(seconds=2))
    with Stream(program) as stream:
        events = stream.rest(within=6)
    assert at() >= body["expires_at"]
    assert events[-1].type == "stream.error" and events[-1].payload["code"] == "invalid_token", events
    refused(program)
    assert listed(person) == [] and person.delete(f"/api/tokens/{body['id']}").status == 404


def within_a_second(program, act):
    """The act ends the token: its open stream says so, and its requests are refused."""
    with Stream(program) as stream:
        start = time.monotonic()
        act()
        events = stream.rest(within=5)
        assert time.monotonic() - start < 1.5  # the second, and half of one for a busy machine
    assert events[-1].type == "stream.error" and events[-1].payload["code"] == "invalid_token", events
    assert set(events[-1].payload) == {"code", "message", "details", "trace_id", "message_id", "retryable"}
    assert events[-1].payload["retryable"] is False
    refused(program)


def test_revoking_a_token_ends_it_and_no_other(person):
    program, body = make_token(person)
    other, _ = make_token(person)
    within_a_second(program, lambda: person.delete(f"/api/tokens/{body['id']}"))
    assert other.get("/api/auth/me").status == 200
    again = person.delete(f"/api/tokens/{body['id']}")
    absent = person.delete(f"/api/tokens/{ABSENT}")
    assert again.status == absent.status == 404 and again.body == absent.body
    assert body["id"] not in [entry["id"] for entry in listed(person)]


def test_tokens_of_others_look_absent(person, stranger):
    program, body = make_token(person)
    for method in ("GET", "DELETE"):
        foreign = stranger.ask(method, f"/api/tokens/{body['id']}")
        assert foreign.status == 404 and foreign.body == stranger.ask(method, f"/api/tokens/{ABSENT}").body
        assert stranger.ask(method, "/api/tokens/no-uuid").status == 404
    assert listed(stranger) == [] and program.get("/api/auth/me").status == 200


def test_a_password_change_ends_tokens(person):
    program, _ = make_token(person)
    secret_of(person.server, NEW)
    within_a_second(program, lambda: person.post("/api/account/password",
                                                 {"current_password": person.password, "new_password": NEW}))
    assert listed(person) == []


def test_disabling_the_owner_ends_tokens_for_good(admin, person):
    program, _ = make_token(person)
    target = f"/api/admin/users/{person.user['id']}"
    within_a_second(program, lambda: admin.patch(target, {"disabled": True}))
    assert admin.patch(target, {"disabled": False}).status == 200
    refused(program)


def test_commands_end_tokens_while_the_server_runs(shared, person):
    program, _ = make_token(person)
    within_a_second(program, lambda: shared.run("user", "disable", "--email", person.email))
    other = newcomer(shared)
    program, _ = make_token(other)
    secret_of(shared, NEW)
    within_a_second(program, lambda: shared.run("user", "set-password", "--email", other.email, "--password-stdin",
                                                stdin=NEW + "\n"))


def test_an_inline_answer_ends_with_its_token(person):
    program, body = make_token(person)
    with Stream(program, "/api/chat", method="POST", body={"prompt": chat.long_prompt(400)}) as stream:
        stream.until("message.delta")
        assert person.delete(f"/api/tokens/{body['id']}").status == 204
        end = stream.rest(within=10)[-1]
    if end.type == "stream.error":
        assert end.payload["code"] == "invalid_token", end
    else:
        assert end.type == "message.done" and end.payload["message"]["status"] in ("cancelled", "completed"), end


def test_revoking_a_token_stops_its_answers_and_not_those_of_sessions(launch):
    server = launch()
    person = newcomer(server)
    program, body = make_token(person)
    mine = chat.submit(person, chat.long_prompt(900))
    # More than run at once: some of them wait.
    theirs = [chat.submit(program, chat.long_prompt(900, seed)) for seed in range(1, 90)]
    assert person.delete(f"/api/tokens/{body['id']}").status == 204
    states = [chat.end_of(person, receipt) for receipt in theirs]
    assert "cancelled" in states and set(states) <= {"cancelled", "completed"}, states
    assert chat.end_of(person, mine) == "completed"


def test_a_role_change_acts_on_tokens(shared, admin):
    person = newcomer(shared, "admin")
    program, _ = make_token(person, "chat", "read", "admin")
    assert program.get("/api/admin/users").status == 200
    for role, writes in (("member", 202), ("read_only", 403), ("admin", 202)):
        assert admin.patch(f"/api/admin/users/{person.user['id']}", {"role": role}).status == 200
        reply = program.get("/api/admin/users")
        assert (reply.status == 200) if role == "admin" else (reply.status, reply.code) == (403, "forbidden"), reply
        assert program.post("/api/chat", {"prompt": "1+1"}).status == writes
        assert program.get("/api/conversations").status == 200, "a token's own rights stay"


@pytest.mark.parametrize("role", ["member", "read_only"])
def test_every_role_has_tokens_within_it(shared, role):
    program, _ = make_token(newcomer(shared, role), "chat", "read", "documents")
    assert program.get("/api/conversations").status == 200
    assert program.post("/api/tools/calculator/invoke", {"input": {"expression": "1+1"}}).status == 200
    assert program.post("/api/chat", {"prompt": "1+1"}).status == (202 if role == "member" else 403)
    assert program.get("/api/admin/users").status == 403


def test_tokens_do_not_reach_accounts_or_tokens(shared, admin):
    program, body = make_token(admin, "chat", "read", "documents", "admin", "metrics")
    for method, target in (("POST", "/api/auth/refresh"), ("POST", "/api/auth/logout"), ("GET", "/api/account/sessions"),
                           ("DELETE", f"/api/account/sessions/{admin.session['id']}"), ("POST", "/api/account/password"),
                           ("GET", "/api/tokens"), ("POST", "/api/tokens"), ("GET", f"/api/tokens/{body['id']}"),
                           ("DELETE", f"/api/tokens/{body['id']}")):
        reply = program.ask(method, target, {"name": "a", "scopes": ["read"]} if method == "POST" else None)
        assert (reply.status, reply.code) == (403, "insufficient_scope"), reply
    assert admin.delete(f"/api/tokens/{body['id']}").status == 204


def test_tokens_and_revocations_survive_kill_and_restart(launch):
    server = launch()
    person = newcomer(server)
    kept, _ = make_token(person)
    gone, body = make_token(person)
    assert kept.get("/api/auth/me").status == gone.get("/api/auth/me").status == 200
    assert person.delete(f"/api/tokens/{body['id']}").status == 204
    server.restart(kill=True)
    kept.close(), gone.close(), person.close()
    assert kept.get("/api/auth/me").status == 200
    refused(gone)
    server.restart()
    person.close()
    assert listed(person)[0]["last_used_at"], "written before the server stopped"
