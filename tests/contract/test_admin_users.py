"""Section 8: administrators list, make and change people."""

import threading
import time

import pytest

from accounts import PASSWORD, Client, make_token, make_user, newcomer, secret_of
from claims import USER, UUID7
from sse import Stream

ABSENT = "01900000-0000-7000-8000-000000000000"
NEW = "another good long password 6"


def wanted(name, **fields):
    return {"email": f"{name}@example.org", "username": name, "password": PASSWORD, **fields}


def create(admin, name, **fields):
    reply = admin.post("/api/admin/users", wanted(name, **fields))
    assert reply.status == 201, reply
    return reply.json()


def change(admin, user, **fields):
    return admin.patch(f"/api/admin/users/{user['id']}", fields)


def changed(admin, user, **fields):
    reply = change(admin, user, **fields)
    assert reply.status == 200 and set(reply.json()) == USER, reply
    return reply.json()


def everybody(admin, query=""):
    users, cursor = [], ""
    while cursor is not None:
        page = admin.get(f"/api/admin/users?limit=200{query}" + (f"&cursor={cursor}" if cursor else "")).json()
        assert set(page) == {"users", "next_cursor"} and all(set(user) == USER for user in page["users"])
        users += page["users"]
        cursor = page["next_cursor"]
    return users


def at_once(count, act):
    """What act(0), act(1) ... answer, begun together."""
    gate, answers = threading.Barrier(count), [None] * count

    def run(index):
        gate.wait()
        answers[index] = act(index)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("role", ["admin", "member", "read_only"])
def test_a_created_person_signs_in(admin, role):
    reply = admin.post("/api/admin/users", wanted(f"made-{role}", role=role, display_name="M\u00e4x  M"))
    user = reply.json()
    assert reply.status == 201 and set(user) == USER and UUID7.fullmatch(user["id"]), reply
    assert (user["role"], user["disabled"], user["last_seen_at"]) == (role, False, None)
    assert user["display_name"] == "M\u00e4x  M" and PASSWORD.encode() not in reply.body
    assert reply.header("Location") == f"/api/admin/users/{user['id']}"
    assert admin.get(reply.header("Location")).json() == user
    client = Client(admin.server).login(user["email"])
    assert client.user["id"] == user["id"] and client.user["last_seen_at"]


def test_role_and_name_have_defaults(admin):
    user = create(admin, "plain")
    assert (user["role"], user["display_name"]) == ("member", "plain")


BAD = [
    ({"email": "no address"}, "/email"), ({"email": "a" * 250 + "@example.org"}, "/email"), ({"email": 5}, "/email"),
    ({"email": "a\x00b@example.org"}, "/email"), ({"username": "ab"}, "/username"), ({"username": "a" * 65}, "/username"),
    ({"username": "a\x00bc"}, "/username"), ({"username": "a@b"}, "/username"), ({"password": "short"}, "/password"),
    ({"password": "123456789012"}, "/password"), ({"password": "a" * 1025}, "/password"),
    ({"password": "a good\x00long password"}, "/password"), ({"role": "king"}, "/role"), ({"role": 1}, "/role"),
    ({"display_name": ""}, "/display_name"), ({"display_name": "a" * 101}, "/display_name"),
    ({"display_name": "a\u200bb"}, "/display_name"), ({"display_name": " a"}, "/display_name"),
    ({"disabled": True}, "/disabled"), ({"id": ABSENT}, "/id"), ({"email": None}, "/email"),
]


@pytest.mark.parametrize("fields, path", BAD, ids=range(len(BAD)))
def test_a_bad_newcomer_is_422_and_nobody_is_made(admin, fields, path):
    before = len(everybody(admin))
    reply = admin.post("/api/admin/users", {**wanted("newcomer"), **fields})
    assert reply.status == 422 and reply.paths == [path], reply
    assert len(everybody(admin)) == before


def test_names_are_unique_whatever_their_case_and_form(admin):
    create(admin, "uni\u00e9")
    for fields in ({"email": "UNI\u00c9@EXAMPLE.org", "username": "other one"}, {"email": "unie\u0301@example.org", "username": "other one"},
                   {"email": "other@example.org", "username": "UNI\u00c9"}, {"email": "other@example.org", "username": "unie\u0301"}):
        reply = admin.post("/api/admin/users", {**fields, "password": PASSWORD})
        assert (reply.status, reply.code) == (409, "conflict"), reply


def test_of_fifty_parallel_creations_of_one_address_one_wins(admin):
    clients = [admin.copy() for _ in range(50)]
    body = wanted("parallel")
    replies = at_once(50, lambda i: clients[i].post("/api/admin/users", {**body, "username": f"parallel{i}"}))
    assert sorted(reply.status for reply in replies) == [201] + [409] * 49, replies
    assert len(everybody(admin, "&q=parallel")) == 1
    for client in clients:
        client.close()


def test_the_list_has_no_gap_and_no_repeat_while_people_come(admin):
    for number in range(7):
        create(admin, f"paged{number}")
    before = [user["id"] for user in everybody(admin)]
    seen, cursor, number = [], "", 0
    while cursor is not None:
        page = admin.get("/api/admin/users?limit=3" + (f"&cursor={cursor}" if cursor else "")).json()
        assert len(page["users"]) <= 3
        seen += [user["id"] for user in page["users"]]
        cursor = page["next_cursor"]
        if number < 4:
            create(admin, f"latecomer{number}")
            number += 1
    assert seen == before


def test_people_are_found_by_a_part_of_their_names(admin):
    user = create(admin, "searchable", display_name="Grace Hopper 100%")
    for query in ("searchab", "SEARCHABLE%40example", "grace", "hopper", "100%25"):
        assert user["id"] in [found["id"] for found in everybody(admin, f"&q={query}")], query
    for query in ("searchable_", "%25%25", "%5F%5F", "nobody-has-this"):
        assert everybody(admin, f"&q={query}") == [], query
    assert everybody(admin, "&q=") == everybody(admin)


@pytest.mark.parametrize("query, path", [("limit=0", "/limit"), ("limit=201", "/limit"), ("limit=x", "/limit"),
                                         ("cursor=x", "/cursor"), ("q=" + "a" * 255, "/q"), ("q=%FF", "/q")])
def test_a_bad_query_is_422(admin, query, path):
    reply = admin.get(f"/api/admin/users?{query}")
    assert reply.status == 422 and reply.paths == [path], reply


BAD_CHANGES = [
    ({"role": "king"}, "/role"), ({"role": None}, "/role"), ({"disabled": "yes"}, "/disabled"), ({"disabled": 1}, "/disabled"),
    ({"disabled": None}, "/disabled"), ({"password": "short"}, "/password"), ({"password": "password1234"}, "/password"),
    ({"password": None}, "/password"), ({"display_name": None}, "/display_name"), ({"display_name": "a\x00"}, "/display_name"),
    ({"email": "new@example.org"}, "/email"), ({"username": "new name"}, "/username"), ({"id": ABSENT}, "/id"),
]


@pytest.mark.parametrize("fields, path", BAD_CHANGES, ids=range(len(BAD_CHANGES)))
def test_a_bad_change_is_422_and_changes_nothing(admin, person, fields, path):
    before = admin.get(f"/api/admin/users/{person.user['id']}").json()
    reply = change(admin, person.user, **{"role": "read_only", **fields})
    assert reply.status == 422 and reply.paths == [path], reply
    after = admin.get(f"/api/admin/users/{person.user['id']}").json()
    assert {**after, "last_seen_at": None} == {**before, "last_seen_at": None}
    assert person.get("/api/auth/me").status == 200


def test_absent_people_are_404(admin):
    for id in (ABSENT, "no-uuid", "1"):
        assert admin.get(f"/api/admin/users/{id}").status == 404
        for fields in ({"role": "member"}, {"password": PASSWORD}, {}):
            assert change(admin, {"id": id}, **fields).status == 404


def test_only_administrators_administer(shared, person):
    target = f"/api/admin/users/{person.user['id']}"
    for client in (person, newcomer(shared, "read_only")):
        for method, path, body in (("GET", "/api/admin/users", None), ("POST", "/api/admin/users", wanted("nobody")),
                                   ("GET", target, None), ("PATCH", target, {"role": "admin"}),
                                   ("GET", "/api/admin/audit", None), ("GET", "/api/admin/stats", None)):
            reply = client.ask(method, path, body)
            assert (reply.status, reply.code) == (403, "forbidden"), reply
    assert person.get("/api/auth/me").json()["user"]["role"] == "member"


def ends_within_a_second(stream, act):
    start = time.monotonic()
    act()
    events = stream.rest(within=5)
    assert time.monotonic() - start < 1.5  # the second, and half of one for a busy machine
    assert events and events[-1].type == "stream.error" and events[-1].payload["code"] == "session_expired", events


def test_disabling_ends_sessions_and_streams_and_enabling_lets_in_again(admin, person):
    with Stream(person) as stream:
        ends_within_a_second(stream, lambda: changed(admin, person.user, disabled=True))
    assert person.get("/api/auth/me").status == 401
    right = Client(admin.server).post("/api/auth/login", {"email": person.email, "password": person.password})
    assert (right.status, right.code) == (403, "user_disabled")
    assert changed(admin, person.user, disabled=True)["disabled"] is True, "twice is as once"
    assert changed(admin, person.user, disabled=False)["disabled"] is False
    assert person.get("/api/auth/me").status == 401, "the old session does not come back"
    Client(admin.server).login(person.email)


def test_a_password_reset_ends_sessions_and_streams(admin, person):
    secret_of(admin.server, NEW)
    with Stream(person) as stream:
        ends_within_a_second(stream, lambda: changed(admin, person.user, password=NEW))
    assert person.get("/api/auth/me").status == 401
    assert Client(admin.server).post("/api/auth/login", {"email": person.email, "password": person.password}).status == 401
    Client(admin.server).login(person.email, NEW)


def test_a_role_change_rotates_the_session_at_its_next_request(admin, person):
    old, other = dict(person.cookies), person.again()
    assert changed(admin, person.user, role="read_only")["role"] == "read_only"
    reply = person.get("/api/auth/me")
    assert reply.status == 200 and reply.header("X-Session-Rotated") == "1", reply
    assert reply.json()["user"]["role"] == "read_only" and person.cookies["sid"] != old["sid"]
    assert person.get("/api/auth/me").header("X-Session-Rotated") is None, "once"
    person.csrf = person.cookies["CSRF-TOKEN"]
    assert (person.post("/api/chat", {"prompt": "1+1"}).code) == "forbidden"
    assert other.get("/api/auth/me").header("X-Session-Rotated") == "1", "each session"
    assert changed(admin, person.user, role="read_only") and person.get("/api/auth/me").header("X-Session-Rotated") is None, \
        "no change, no rotation"


def test_an_unsafe_request_survives_the_rotation(admin, person):
    changed(admin, person.user, role="admin")
    reply = person.post("/api/chat", {"prompt": "1+1"})
    assert reply.status == 202 and reply.header("X-Session-Rotated") == "1", reply
    assert person.cookies["CSRF-TOKEN"] != person.csrf
    person.csrf = person.cookies["CSRF-TOKEN"]
    assert person.post("/api/chat", {"prompt": "1+1"}).status == 202
    changed(admin, person.user, role="member")


def test_an_administrators_open_session_loses_its_rights(admin, shared):
    other = newcomer(shared, "admin")
    assert other.get("/api/admin/users").status == 200
    changed(admin, other.user, role="member")
    reply = other.get("/api/admin/users")
    assert (reply.status, reply.code) == (403, "forbidden") and reply.header("X-Session-Rotated") == "1"


def test_nothing_changes_by_an_empty_change(admin, person):
    before = admin.get(f"/api/admin/users/{person.user['id']}").json()
    assert changed(admin, person.user)["role"] == before["role"]
    assert person.get("/api/auth/me").header("X-Session-Rotated") is None


def test_the_last_administrator_stays(launch):
    server = launch()
    ada = server.admin
    for fields in ({"disabled": True}, {"role": "member"}, {"role": "read_only", "password": NEW}):
        reply = change(ada, ada.user, **fields)
        assert (reply.status, reply.code) == (409, "last_admin"), reply
    assert ada.get("/api/admin/users").status == 200, "a refused change changes nothing at all"
    other = create(ada, "other", role="admin")
    changed(ada, other, disabled=True)
    assert change(ada, ada.user, role="member").code == "last_admin", "a disabled one does not count"
    changed(ada, other, disabled=False)
    assert changed(ada, ada.user, role="member")["role"] == "member"
    client = Client(server).login(other["email"])
    for _ in range(10):
        second = make_user(server, "admin")
        rival = Client(server).login(second)
        replies = at_once(2, lambda i: change(*((client, rival.user) if i else (rival, client.user)), role="member"))
        # Whoever came second has lost the rights, or is the last one.
        assert sorted(reply.status for reply in replies) in ([200, 403], [200, 409]), replies
        left = [user for user in everybody(client if replies[1].status == 200 else rival) if user["role"] == "admin"]
        assert len(left) == 1
        client = client if replies[1].status == 200 else rival
    assert server.run("user", "disable", "--email", left[0]["email"]).returncode != 0


def test_commands_enable_and_set_roles_while_the_server_runs(shared, person):
    def run(*words):
        return shared.run("user", *words, "--email", person.email)

    assert run("set-role", "--role", "read_only").returncode == 0
    end = time.monotonic() + 5
    while person.get("/api/auth/me").json()["user"]["role"] != "read_only":
        assert time.monotonic() < end
    assert run("disable").returncode == 0 and run("enable").returncode == 0
    Client(shared).login(person.email)
    for words in (("set-role", "--role", "king"), ("set-role",), ("enable", "--role", "admin")):
        done = run(*words)
        assert done.returncode == 2 and done.stderr.strip(), done
    assert shared.run("user", "enable", "--email", "nobody@example.org").returncode == 1


def test_the_admin_scope_is_enough_for_a_program(admin):
    program, _ = make_token(admin, "admin")
    user = create(program, "by-token")
    assert changed(program, user, role="read_only")["role"] == "read_only"
    assert program.get("/api/conversations").status == 403, "and it is no more than that"


def test_with_a_base_path_the_location_has_it(launch):
    server = launch(set_up=False, env={"RUSTYGPT__SERVER__BASE_PATH": "/chat"})
    client = Client(server)
    reply = client.post("/chat/api/setup", {"username": "ada", "email": "ada@example.org", "password": PASSWORD,
                                            "setup_token": server.setup_token})
    client.signed_in(reply)
    made = client.post("/chat/api/admin/users", wanted("bob"))
    assert made.header("Location").startswith("/chat/api/admin/users/")
    token = client.post("/chat/api/tokens", {"name": "a", "scopes": ["read"]})
    secret_of(server, token.json()["token"])
    assert token.header("Location").startswith("/chat/api/tokens/")
