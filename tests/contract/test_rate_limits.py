"""Section 8: what limits do to requests. test_limit_keys.py has which limit acts, and whose bucket it takes."""

import time

import pytest

from accounts import PASSWORD, Client, make_user, newcomer
from limits import (ASSIGNMENTS, PROFILES, SLOW, Flood, assign, audited, exhaust, limit, make_profile, params, profile_of,
                    put, told)
from sse import Stream

WRONG = "not the right password"
DEFAULT = {"RUSTYGPT__RATE_LIMITS__LOGIN_PER_MINUTE": "100000", "RUSTYGPT__RATE_LIMITS__DEFAULT_RPS": str(SLOW),
           "RUSTYGPT__RATE_LIMITS__DEFAULT_BURST": "4"}


@pytest.fixture
def defaults(launch):
    """A server whose default lets four requests through, and then none."""
    return launch(limits=DEFAULT)


@pytest.fixture
def server(launch):
    """Without a default: what a test assigns is all there is."""
    return launch()


# ---- the default ----

def test_unassigned_routes_share_one_bucket_per_caller(defaults):
    ada = defaults.admin
    assert [told(ada.get(path)) and told(ada.get(path))[:2] for path in ("/api/tools", "/api/conversations")] == \
        [(4, 2), (4, 0)]
    for method, path in (("GET", "/api/tools"), ("GET", "/api/auth/me"), ("POST", "/api/chat"), ("HEAD", "/api/tools"),
                         ("DELETE", "/api/conversations/01900000-0000-7000-8000-000000000000")):
        assert profile_of(ada.ask(method, path, {"prompt": "x"} if method == "POST" else None)) == "default"
        assert ada.ask(method, path, {"prompt": "x"} if method == "POST" else None).status == 429
    assert newcomer(defaults).get("/api/tools").status == 200, "another caller has another bucket"


def test_the_shipped_default_is_ten_a_second_and_twenty_at_once(launch):
    server = launch(limits={})
    began = time.monotonic()
    count, refused = exhaust(lambda: server.admin.get("/api/tools"), 1000)
    assert 20 <= count <= 20 + 10 * (time.monotonic() - began) + 1
    assert told(refused)[0] == 20 and profile_of(refused) == "default"


def test_without_a_default_nothing_is_limited_and_no_header_is_sent(server):
    for _ in range(50):
        reply = server.admin.get("/api/tools")
        assert reply.status == 200 and told(reply) is None


def test_a_session_and_its_twin_share_the_persons_bucket(defaults):
    exhaust(lambda: defaults.admin.get("/api/tools"))
    assert defaults.admin.again().get("/api/tools").status == 429


def test_opening_streams_has_a_bucket_of_its_own(defaults):
    exhaust(lambda: defaults.admin.get("/api/tools"))
    with Stream(defaults.admin) as stream:
        assert told(stream.reply) == (4, 3, 1000, "default"), "told in the stream's head too"
    assert exhaust(lambda: defaults.admin.ask("HEAD", "/api/chat/stream"))[0] == 3
    assert newcomer(defaults).get("/api/tools").status == 200


def test_health_and_readiness_are_limited_only_when_assigned(defaults):
    nobody = Client(defaults)
    exhaust(lambda: nobody.get("/api/setup"))
    for path in ("/api/health", "/api/ready"):
        for _ in range(30):
            reply = nobody.get(path)
            assert reply.status == 200 and told(reply) is None
    name = limit(defaults.admin, "/api/health")
    assert exhaust(lambda: nobody.get("/api/health"))[0] == 3
    assert profile_of(nobody.get("/api/health")) == name and nobody.get("/api/ready").status == 200


# ---- what responses tell ----

def test_every_limited_response_tells_its_bucket(server):
    name = limit(server.admin, "/api/*", burst=9)
    ada = server.admin
    replies = [ada.get("/api/tools"), ada.get("/api/conversations/no-uuid"), ada.post("/api/chat", {"prompt": ""}),
               ada.post("/api/chat", raw=b"{"), ada.post("/api/chat", raw=b"x", headers=[("Content-Type", "text/plain")]),
               ada.ask("HEAD", "/api/tools"),
               ada.post("/api/chat", {"prompt": "1+1"}, headers=[("Accept", "text/event-stream")])]
    assert [reply.status for reply in replies] == [200, 404, 422, 400, 415, 200, 200]
    assert [told(reply)[1] for reply in replies] == [8, 7, 6, 5, 4, 3, 2]
    assert {profile_of(reply) for reply in replies} == {name}


def test_what_is_refused_before_the_limit_costs_nothing(server):
    limit(server.admin, "/api/*")
    ada, nobody = server.admin, Client(server)
    for _ in range(10):
        assert told(ada.get("/api/nothing")) is None
        assert told(ada.ask("PUT", "/api/tools", {})) is None
        assert told(nobody.get("/api/tools")) is None
        assert told(ada.post("/api/chat", {"prompt": "x"}, csrf=False)) is None
        assert ada.ask("OPTIONS", "/api/tools").status == 204
    assert told(ada.get("/api/tools"))[1] == 2


def test_429_comes_before_413_415_and_400(server):
    limit(server.admin, "/api/chat", burst=1)
    exhaust(lambda: server.admin.post("/api/chat", {"prompt": ""}))
    for raw, kind in ((b"{", "application/json"), (b"x", "text/plain"), (b"x" * (2 << 20), "application/json")):
        with server.connect() as connection:
            headers = [*server.admin.credentials("POST"), ("Content-Type", kind), ("Content-Length", str(len(raw)))]
            assert connection.ask("POST", "/api/chat", headers, b"").status == 429


def test_retry_after_is_never_too_early(server):
    limit(server.admin, "/api/tools", rps=0.7, burst=2)
    for _ in range(2):
        count, refused = exhaust(lambda: server.admin.get("/api/tools"))
        assert count <= 2
        seconds = int(refused.header("Retry-After"))
        assert refused.details["retry_after_seconds"] == seconds and seconds in (1, 2)
        time.sleep(seconds)  # what the server told us to do
        assert server.admin.get("/api/tools").status == 200


def test_login_tells_its_limits_too(launch):
    server = launch(limits={**DEFAULT, "RUSTYGPT__RATE_LIMITS__LOGIN_PER_MINUTE": "10",
                            "RUSTYGPT__RATE_LIMITS__DEFAULT_RPS": "0"})
    ask = lambda: Client(server).post("/api/auth/login", {"email": "nobody@example.org", "password": WRONG})
    count, refused = exhaust(ask)
    assert count == 9, "set-up was this address's first attempt"
    assert told(refused)[0] == 10 and profile_of(refused) == "login"
    assert int(refused.header("Retry-After")) in range(1, 7)


# ---- the way in stays open ----

def test_limit_routes_and_login_never_fall_below_the_default(server):
    admin = server.admin
    email = make_user(server)
    name = limit(admin, "/*", burst=1)
    exhaust(lambda: admin.get("/api/tools"))
    reply = admin.get(PROFILES)
    assert reply.status == 200 and told(reply)[0] == 20 and profile_of(reply) == name, "10 a second and 20 at once"
    login = Client(server).post("/api/auth/login", {"email": email, "password": PASSWORD})
    assert login.status == 200 and told(login)[0] == 20
    for entry in admin.get(ASSIGNMENTS).json()["assignments"]:
        assert admin.delete(f"{ASSIGNMENTS}/{entry['id']}").status == 204
    assert admin.get("/api/tools").status == 200


def test_the_floor_is_the_configured_default(defaults):
    admin = defaults.admin
    limit(admin, "/*", burst=1)
    assert told(admin.get(PROFILES))[0] == 4
    assert exhaust(lambda: admin.get(PROFILES))[0] == 3, "and it is a limit like others"


def test_limits_reset_is_the_way_back_in(defaults):
    admin = defaults.admin
    kept = make_profile(admin)
    assign(admin, kept, "/api/admin/limits/*")
    assign(admin, kept, "/api/tools")
    exhaust(lambda: admin.get("/api/tools"))
    done = defaults.run("limits", "reset")
    assert done.returncode == 0 and b"Removed 2 assignments; profiles stay." in done.stdout, done
    acts_within_a_second(lambda: profile_of(admin.get("/api/tools")) == "default")
    (actor, details), = audited(defaults, "limits_reset")
    assert actor == "command" and "/api/tools" in details
    assert b"Removed 0 assignments" in defaults.run("limits", "reset").stdout
    defaults.restart(kill=True)
    assert defaults.admin.get(f"{PROFILES}/{kept['id']}").json()["name"] == kept["name"]


def acts_within_a_second(look):
    began = time.monotonic()
    while not look():
        assert time.monotonic() < began + 1.0, "a change acts within a second"


# ---- changes ----

def test_a_change_acts_at_once(server):
    profile = make_profile(server.admin, burst=3)
    assignment = assign(server.admin, profile, "/api/tools")
    exhaust(lambda: server.admin.get("/api/tools"))
    assert put(server.admin, profile, params=params(burst=5)).status == 200
    assert exhaust(lambda: server.admin.get("/api/tools"))[0] == 2, "three of the five have been taken"
    assert put(server.admin, profile, name="renamed", params=params(rps=1000, burst=5)).status == 200
    acts_within_a_second(lambda: server.admin.get("/api/tools").status == 200)
    assert profile_of(server.admin.get("/api/tools")) == "renamed"
    assert server.admin.delete(f"{ASSIGNMENTS}/{assignment['id']}").status == 204
    assert told(server.admin.get("/api/tools")) is None


def test_a_bucket_survives_changes_of_other_limits(server):
    limit(server.admin, "/api/tools")
    exhaust(lambda: server.admin.get("/api/tools"))
    other = make_profile(server.admin)
    assign(server.admin, other, "/api/conversations")
    put(server.admin, other, params=params(burst=7))
    assert server.admin.get("/api/tools").status == 429


def test_limits_survive_kill_and_restart(server):
    name = limit(server.admin, "/api/tools")
    server.restart(kill=True)
    assert exhaust(lambda: server.admin.get("/api/tools"))[0] == 3
    server.restart()
    assert profile_of(server.admin.get("/api/tools")) == name


# ---- exactness ----

def test_admission_is_exact_under_concurrency(server):
    """500 connections against 50 a second and 100 at once; the same after kill -9 and restart."""
    limit(server.admin, "/api/auth/me", rps=50, burst=100)
    Flood(server.admin, "/api/auth/me", 500).run(5).check(50, 100)
    server.restart(kill=True)
    Flood(server.admin, "/api/auth/me", 500).run(2.5).check(50, 100)
