"""Section 8: administrators change people, and it acts within a second."""

import time

from accounts import PASSWORD, Client, make_token, make_user, newcomer, secret_of
from people import at_once, change, changed, create, everybody, wanted
from sse import Stream

NEW = "another good long password 6"


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
