"""Section 8: the audit, who did what and when."""

import datetime
import json
import threading
import time

import pytest

from accounts import PASSWORD, Client, make_token, make_user, newcomer, secret_of
from claims import TIME, UUID7

FIELDS = {"id", "at", "actor", "actor_name", "action", "subject", "subject_name", "address", "details"}
NEW = "another good long password 5"
ABSENT = "01900000-0000-7000-8000-000000000000"


def page(admin, query=""):
    reply = admin.get(f"/api/admin/audit?{query}")
    assert reply.status == 200, reply
    body = reply.json()
    assert set(body) == {"entries", "next_cursor"}
    for entry in body["entries"]:
        assert set(entry) == FIELDS and UUID7.fullmatch(entry["id"]) and TIME.fullmatch(entry["at"]), entry
        assert isinstance(entry["details"], dict)
    return body


def entries(admin, query="", limit=200):
    found, cursor = [], ""
    while cursor is not None:
        body = page(admin, f"limit={limit}&{query}" + (f"&cursor={cursor}" if cursor else ""))
        found += body["entries"]
        cursor = body["next_cursor"]
    return found


def newest(admin, query=""):
    return page(admin, f"limit=1&{query}")["entries"][0]


def actions(admin, **filters):
    return [entry["action"] for entry in entries(admin, "&".join(f"{k}={v}" for k, v in filters.items()))]


def test_signing_in_and_out_is_told(admin, shared):
    email = make_user(shared)
    wrong = Client(shared).post("/api/auth/login", {"email": email, "password": "not the right password"})
    assert wrong.status == 401
    client = Client(shared).login(email)
    id, session = client.user["id"], client.session["id"]
    failed, made = entries(admin, f"subject={id}")
    assert (failed["action"], failed["actor"], failed["actor_name"]) == ("login_failed", "anonymous", None)
    assert failed["subject_name"] == email and failed["address"] == "127.0.0.1"
    assert (made["action"], made["actor"], made["details"], made["address"]) == \
        ("user_created", "command", {"role": "member"}, None)
    assert client.post("/api/auth/logout").status == 204
    out, signed = entries(admin, f"actor={id}")
    assert (signed["action"], signed["subject"], signed["actor_name"]) == ("login", session, email)
    assert (out["action"], out["subject"], out["subject_name"]) == ("logout", session, None)


def test_failures_of_unknown_people_are_told_without_their_text(admin, shared):
    secret_of(shared, "a-password-typed-as-name@example.org")
    Client(shared).post("/api/auth/login", {"email": "a-password-typed-as-name@example.org", "password": "x"})
    entry = newest(admin, "action=login_failed")
    assert entry["subject"] is None and entry["details"] == {}
    assert b"a-password-typed-as-name" not in admin.get("/api/admin/audit").body


def test_a_disabled_persons_right_password_is_told(admin, person):
    target = f"/api/admin/users/{person.user['id']}"
    assert admin.patch(target, {"disabled": True}).status == 200
    assert Client(admin.server).post("/api/auth/login", {"email": person.email, "password": person.password}).status == 403
    assert actions(admin, subject=person.user["id"])[:2] == ["login_refused", "user_disabled"]


def test_what_people_do_with_their_accounts_is_told(admin, person):
    id, other = person.user["id"], person.again()
    assert person.delete(f"/api/account/sessions/{other.session['id']}").status == 204
    program, token = make_token(person, "read", name="robot")
    assert person.delete(f"/api/tokens/{token['id']}").status == 204
    secret_of(person.server, NEW)
    person.signed_in(person.post("/api/account/password", {"current_password": person.password, "new_password": NEW}))
    told = entries(admin, f"actor={id}")
    assert [entry["action"] for entry in told][:4] == ["password_changed", "token_revoked", "token_created", "session_revoked"]
    assert told[0]["subject"] == id and told[1]["subject"] == told[2]["subject"] == token["id"]
    assert told[2]["details"] == {"name": "robot", "scopes": ["read"], "prefix": token["prefix"],
                                  "expires_at": token["expires_at"]}
    assert told[3]["subject"] == other.session["id"]


def test_what_administrators_do_is_told(admin, shared):
    secret_of(shared, NEW)
    user = admin.post("/api/admin/users", {"email": "told@example.org", "username": "told", "password": PASSWORD}).json()
    for fields in ({"role": "read_only"}, {"disabled": True}, {"disabled": False}, {"password": NEW}, {"display_name": "T."},
                   {"role": "read_only"}, {}):
        assert admin.patch(f"/api/admin/users/{user['id']}", fields).status == 200
    told = entries(admin, f"subject={user['id']}")
    assert [entry["action"] for entry in told] == ["user_renamed", "password_changed", "user_enabled", "user_disabled",
                                                   "user_role_changed", "user_created"]
    assert {entry["actor"] for entry in told} == {admin.user["id"]}
    assert {entry["actor_name"] for entry in told} == {"ada@example.org"}
    assert {entry["subject_name"] for entry in told} == {"told@example.org"}
    assert told[4]["details"] == {"from": "member", "to": "read_only"}
    assert admin.patch(f"/api/admin/users/{ABSENT}", {"disabled": True}).status == 404
    assert actions(admin, subject=ABSENT) == [], "what did not happen is not told"


def test_commands_are_told(admin, shared):
    email = make_user(shared)
    id = admin.get(f"/api/admin/users?q={email}").json()["users"][0]["id"]
    for words in (("set-role", "--role", "read_only"), ("disable",), ("enable",)):
        assert shared.run("user", *words, "--email", email).returncode == 0
    told = entries(admin, f"subject={id}")
    assert [entry["action"] for entry in told] == ["user_enabled", "user_disabled", "user_role_changed", "user_created"]
    assert {entry["actor"] for entry in told} == {"command"}


def test_set_up_and_its_refusals_are_told(launch):
    server = launch(set_up=False)
    body = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
    assert Client(server).post("/api/setup", {**body, "setup_token": "wrong"}).status == 401
    client = Client(server)
    client.signed_in(client.post("/api/setup", {**body, "setup_token": server.setup_token}))
    assert actions(client) == ["setup", "setup_refused"]


def test_an_old_cookie_is_told(launch):
    server = launch()
    person = newcomer(server)
    old = person.copy()
    assert person.post("/api/auth/refresh").status == 200
    time.sleep(10.6)  # the ten seconds in which it still works
    assert old.get("/api/auth/me").status == 401
    entry = newest(server.admin, "action=retired_secret_used")
    assert entry["subject"] == person.session["id"] and entry["details"] == {"user_id": person.user["id"]}


def test_pages_have_no_gap_and_no_repeat_while_others_write(admin, shared):
    make_user(shared)
    before = [entry["id"] for entry in entries(admin)]
    stop = threading.Event()

    def write():
        while not stop.is_set():
            Client(shared).post("/api/auth/login", {"email": "nobody@example.org", "password": "x"})

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for limit in (1, 3, 7):
            seen = [entry["id"] for entry in entries(admin, limit=limit)] if limit > 1 else \
                [entry["id"] for entry in page(admin, "limit=1")["entries"]]
            assert len(seen) == len(set(seen)) and seen == sorted(seen, reverse=True)
            if limit > 1:
                assert [id for id in seen if id <= before[0]] == before
    finally:
        stop.set()
        for writer in writers:
            writer.join()


def test_filters_combine(admin, person):
    id = person.user["id"]
    make_token(person, name="one"), make_token(person, name="two")
    both = entries(admin, f"actor={id}&action=token_created")
    assert [entry["details"]["name"] for entry in both] == ["two", "one"]
    first, second = both[1]["at"], both[0]["at"]
    assert [e["id"] for e in entries(admin, f"actor={id}&since={second}&action=token_created")][:1] == [both[0]["id"]]
    assert both[1]["id"] in [e["id"] for e in entries(admin, f"actor={id}&until={first}")]
    day = datetime.timedelta(days=1)
    past = (datetime.datetime.fromisoformat(first[:-1]) - day).isoformat() + "Z"
    future = (datetime.datetime.fromisoformat(first[:-1]) + day).isoformat() + "Z"
    assert entries(admin, f"actor={id}&until={past}") == entries(admin, f"actor={id}&since={future}") == []
    assert entries(admin, f"action=token_created&actor={ABSENT}") == []
    assert entries(admin, "actor=%27%20OR%201=1") == []


@pytest.mark.parametrize("query, path", [("limit=0", "/limit"), ("limit=1000", "/limit"), ("cursor=x", "/cursor"),
                                         ("since=yesterday", "/since"), ("until=2026-13-01T00:00:00Z", "/until"),
                                         ("since=", "/since"), ("actor=" + "a" * 101, "/actor"),
                                         ("action=" + "a" * 101, "/action"), ("subject=" + "a" * 101, "/subject")])
def test_a_bad_query_is_422(admin, query, path):
    reply = admin.get(f"/api/admin/audit?{query}")
    assert reply.status == 422 and reply.paths == [path], reply


def test_nobody_changes_the_audit(admin):
    before = newest(admin)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert admin.ask(method, "/api/admin/audit", {}).status == 405
        assert admin.ask(method, f"/api/admin/audit/{before['id']}", {}).status == 404
    assert newest(admin) == before


def test_it_holds_no_secrets(admin, shared):
    text = json.dumps(entries(admin), ensure_ascii=False)
    for secret in shared.secrets:
        assert secret not in text, "a secret is in the audit"
    assert "$argon2" not in text
