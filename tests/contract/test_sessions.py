"""Section 2: the list of sessions, revocation, passwords, disabled users, roles."""

import time

import pytest

from accounts import Client, make_user, newcomer, secret_of
from sse import Stream

NEW = "another good long password 7"
UUID = "01900000-0000-7000-8000-000000000000"


def sessions(client):
    body = client.get("/api/account/sessions").json()
    assert set(body) == {"sessions", "next_cursor"}
    return body["sessions"]


def ends_within_a_second(stream, act):
    start = time.monotonic()
    act()
    events = stream.rest(within=5)
    assert time.monotonic() - start < 1.5  # the second, and half of one for a busy machine
    assert events and events[-1].type == "stream.error" and events[-1].payload["code"] == "session_expired", events
    assert set(events[-1].payload) == {"code", "message", "details", "trace_id", "message_id", "retryable"}


def test_the_list_names_each_session_and_no_secret(person):
    others = [person.again() for _ in range(2)]
    reply = person.get("/api/account/sessions")
    assert {entry["id"] for entry in reply.json()["sessions"]} == {c.session["id"] for c in [person, *others]}
    for client in [person, *others]:
        assert client.cookies["sid"].encode() not in reply.body


def test_the_list_is_paged_without_repeat_or_gap(person):
    clients = [person.again() for _ in range(4)]
    seen, cursor = [], ""
    while cursor is not None:
        page = person.get(f"/api/account/sessions?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        assert len(page["sessions"]) <= 2
        seen += [entry["id"] for entry in page["sessions"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted(c.session["id"] for c in [person, *clients])


def test_the_newest_session_evicts_the_oldest(person):
    clients = [person] + [person.again() for _ in range(5)]
    assert person.get("/api/auth/me").status == 401
    assert [client.get("/api/auth/me").status for client in clients[1:]] == [200] * 5


def audited(server, session_id):
    entries = server.admin.get(f"/api/admin/audit?subject={session_id}").json()["entries"]
    return [(entry["action"], entry["actor"], entry["details"]) for entry in entries]


def test_a_new_sign_in_ends_the_session_that_came_with_its_cookie(person):
    other, former = person.again(), person.copy()
    old = person.session["id"]
    with Stream(former) as stream:
        ends_within_a_second(stream, lambda: person.login(person.email))
    assert former.get("/api/auth/me").status == 401
    assert [client.get("/api/auth/me").status for client in (person, other)] == [200, 200]
    assert {entry["id"] for entry in sessions(person)} == {person.session["id"], other.session["id"]}
    assert audited(person.server, old) == [("logout", person.user["id"], {"reason": "signed_in_again"}),
                                           ("login", person.user["id"], {})]


def test_signing_in_again_evicts_nobody_else(person):
    others = [person.again() for _ in range(4)]
    for _ in range(6):
        person.login(person.email)
    assert [client.get("/api/auth/me").status for client in (*others, person)] == [200] * 5


def test_whoever_signs_in_in_somebody_elses_browser_ends_that_session(person, stranger):
    left_behind = person.copy()
    person.login(stranger.email)
    assert person.user["id"] == stranger.user["id"] != left_behind.user["id"]
    assert left_behind.get("/api/auth/me").status == 401
    assert stranger.get("/api/auth/me").status == 200


def test_a_secret_in_grace_leads_to_its_session(person):
    before = person.copy()
    assert person.post("/api/auth/refresh").status == 200
    before.login(person.email)
    assert person.get("/api/auth/me").status == 401 and before.get("/api/auth/me").status == 200


def test_a_failed_sign_in_ends_nothing(person):
    wrong = [{"email": person.email, "password": "not the right password"}, {"email": "no@example.org", "password": "x"},
             {"email": person.email}]
    for body, status in zip(wrong, (401, 401, 422), strict=True):
        assert person.post("/api/auth/login", body).status == status
    foreign = person.post("/api/auth/login", {"email": person.email, "password": person.password},
                          headers=[("Origin", "https://evil.example")])
    assert foreign.status == 403 and person.get("/api/auth/me").status == 200
    disabled = newcomer(person.server)
    person.server.admin.patch(f"/api/admin/users/{disabled.user['id']}", {"disabled": True})
    refused = person.post("/api/auth/login", {"email": disabled.email, "password": disabled.password})
    assert (refused.status, refused.code) == (403, "user_disabled")
    assert person.get("/api/auth/me").status == 200


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, '"', "sid=sid"])
def test_a_cookie_of_no_session_is_nothing_to_a_sign_in(person, cookie):
    before = person.copy()
    person.cookies["sid"] = cookie
    person.login(person.email)
    assert [client.get("/api/auth/me").status for client in (before, person)] == [200, 200]


def test_beside_a_token_the_cookie_is_ignored(person):
    before = person.copy()
    reply = person.post("/api/auth/login", {"email": person.email, "password": person.password},
                        headers=[("Authorization", "Bearer rgp_x")])
    assert reply.status == 200 and before.get("/api/auth/me").status == 200


def test_revoking_a_session_ends_its_requests_and_streams(person):
    other = person.again()
    with Stream(other) as stream:
        ends_within_a_second(stream, lambda: person.delete(f"/api/account/sessions/{other.session['id']}"))
    assert other.get("/api/auth/me").status == 401
    assert person.get("/api/auth/me").status == 200
    assert person.delete(f"/api/account/sessions/{other.session['id']}").status == 404


def test_sessions_of_others_look_absent(person, stranger):
    foreign = person.delete(f"/api/account/sessions/{stranger.session['id']}")
    absent = person.delete(f"/api/account/sessions/{UUID}")
    assert foreign.status == absent.status == 404 and foreign.body == absent.body
    assert stranger.get("/api/auth/me").status == 200


def test_logout_ends_the_sessions_streams(person):
    with Stream(person) as stream:
        ends_within_a_second(stream, lambda: person.copy().post("/api/auth/logout"))


def test_a_password_change_rotates_this_session_and_ends_the_others(person):
    other, old = person.again(), person.copy()
    secret_of(person.server, NEW)
    with Stream(other) as stream:
        def change():
            reply = person.post("/api/account/password", {"current_password": person.password, "new_password": NEW})
            assert reply.status in (200, 204), reply
            assert person.cookies["sid"] != old.cookies["sid"]
        ends_within_a_second(stream, change)
    assert other.get("/api/auth/me").status == 401
    me = person.get("/api/auth/me")
    assert me.status == 200
    person.csrf = me.json()["csrf_token"]
    assert person.post("/api/chat", {"prompt": "1+1"}).status == 202
    assert Client(person.server).post("/api/auth/login", {"email": person.email, "password": person.password}).status == 401
    Client(person.server).login(person.email, NEW)


@pytest.mark.parametrize("body, status", [
    ({"current_password": "not the right password", "new_password": NEW}, (401, 403, 422)),
    ({"current_password": "own", "new_password": "short"}, (422,)),
    ({"current_password": "own", "new_password": "123456789012"}, (422,)),
    ({"current_password": "own", "new_password": "a" * 1025}, (422,)),
    ({"current_password": "own"}, (422,)), ({"new_password": NEW}, (422,)), ({}, (422,)),
    ({"current_password": "own", "new_password": NEW, "more": 1}, (422,))])
def test_a_refused_password_change_changes_nothing(person, body, status):
    if body.get("current_password") == "own":
        body = {**body, "current_password": person.password}
    other = person.again()
    assert person.post("/api/account/password", body).status in status
    assert other.get("/api/auth/me").status == 200
    Client(person.server).login(person.email, person.password)


def test_disabling_a_user_ends_sessions_and_streams_while_the_server_runs(shared, person):
    with Stream(person) as stream:
        ends_within_a_second(stream, lambda: check(shared.run("user", "disable", "--email", person.email)))
    assert person.get("/api/auth/me").status == 401
    right = Client(shared).post("/api/auth/login", {"email": person.email, "password": person.password})
    assert (right.status, right.code) == (403, "user_disabled")
    wrong = Client(shared).post("/api/auth/login", {"email": person.email, "password": "not the right password"})
    assert (wrong.status, wrong.code) == (401, "invalid_credentials")


def check(done):
    assert done.returncode == 0, done
    return done.stdout.decode()


def test_set_password_by_command_acts_while_the_server_runs(shared, person):
    secret_of(shared, NEW)
    with Stream(person) as stream:
        ends_within_a_second(stream, lambda: check(
            shared.run("user", "set-password", "--email", person.email, "--password-stdin", stdin=NEW + "\n")))
    assert person.get("/api/auth/me").status == 401
    Client(shared).login(person.email, NEW)


def test_user_list_names_everybody_and_no_hash(shared, person):
    text = check(shared.run("user", "list"))
    assert person.email in text and "ada@example.org" in text and "$argon2" not in text


def test_the_last_administrator_cannot_be_disabled(launch):
    server = launch()
    assert server.run("user", "disable", "--email", "ada@example.org").returncode != 0
    assert server.admin.get("/api/auth/me").status == 200
    make_user(server, "admin")
    assert server.run("user", "disable", "--email", "ada@example.org").returncode == 0


@pytest.mark.parametrize("arguments, stdin", [
    (["--email", "no address", "--username", "u1", "--role", "member"], "a good long password 1\n"),
    (["--email", "u2@example.org", "--username", "u2", "--role", "king"], "a good long password 1\n"),
    (["--email", "u3@example.org", "--username", "u3", "--role", "member"], "short\n"),
    (["--email", "u4@example.org", "--username", "u4", "--role", "member"], ""),
    (["--email", "ada@example.org", "--username", "u5", "--role", "member"], "a good long password 1\n")])
def test_bad_user_commands_say_why_and_make_nobody(shared, arguments, stdin):
    done = shared.run("user", "create", *arguments, "--password-stdin", stdin=stdin)
    assert done.returncode != 0 and done.stderr.strip(), done
    assert stdin.strip() == "" or stdin.strip().encode() not in done.stderr + done.stdout


def test_the_passwords_line_end_is_left_out(shared):
    for end in ("\n", "", "\r\n"):
        email = f"line{len(end)}@example.org"
        done = shared.run("user", "create", "--email", email, "--username", f"line{len(end)}", "--role", "member",
                          "--password-stdin", stdin="a good long password 1" + end)
        check(done)
        if end != "\r\n":  # only the newline is promised to go
            Client(shared).login(email, "a good long password 1")


def test_read_only_users_read_stream_and_invoke_but_do_not_write(shared, person):
    reader = newcomer(shared, "read_only")
    assert reader.get("/api/conversations").status == 200
    with Stream(reader) as stream:
        assert stream.quiet(0.1)
    assert reader.post("/api/tools/calculator/invoke", {"input": {"expression": "1+1"}}).status == 200
    for method, target in (("POST", "/api/chat"), ("PATCH", f"/api/conversations/{UUID}"),
                           ("DELETE", f"/api/conversations/{UUID}"), ("POST", f"/api/conversations/{UUID}/reply"),
                           ("POST", f"/api/messages/{UUID}/cancel"), ("POST", f"/api/messages/{UUID}/regenerate")):
        reply = reader.ask(method, target, {"prompt": "1+1"})
        assert (reply.status, reply.code) == (403, "forbidden"), reply
    secret_of(shared, NEW)
    changed = reader.post("/api/account/password", {"current_password": reader.password, "new_password": NEW})
    assert changed.status in (200, 204), changed


def test_revocation_survives_a_restart(launch):
    server = launch()
    client = newcomer(server)
    assert client.copy().post("/api/auth/logout").status == 204
    server.restart(kill=True)
    assert client.get("/api/auth/me").status == 401
