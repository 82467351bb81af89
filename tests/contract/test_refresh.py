"""Section 2: rotation, grace, idle and absolute limits."""

import threading
import time

import pytest

from accounts import newcomer, set_up
from claims import check_signed_in
from sse import Stream


def test_refresh_rotates_secret_and_token(person):
    old = person.copy()
    reply = person.post("/api/auth/refresh")
    assert reply.status == 200 and reply.header("X-Session-Rotated") == "1"
    check_signed_in(reply.json())
    assert person.cookies["sid"] != old.cookies["sid"]
    assert reply.json()["csrf_token"] == person.cookies["CSRF-TOKEN"] != old.csrf
    person.signed_in(reply)
    assert person.get("/api/auth/me").status == 200
    assert person.post("/api/chat", {"prompt": "1+1"}).status == 202


def test_rotation_does_not_move_the_absolute_limit(person):
    before = person.session["absolute_expires_at"]
    assert person.post("/api/auth/refresh").json()["session"]["absolute_expires_at"] == before


def test_in_grace_the_old_secret_and_its_token_still_work(person):
    old = person.copy()
    person.signed_in(person.post("/api/auth/refresh"))
    assert old.get("/api/auth/me").status == 200
    assert old.copy().post("/api/chat", {"prompt": "1+1"}).status == 202


def test_in_grace_the_old_secret_leads_to_the_one_successor(person):
    old = person.copy()
    person.post("/api/auth/refresh")
    for _ in range(3):
        late = old.copy()
        assert late.post("/api/auth/refresh").status == 200
        assert late.cookies == person.cookies


def test_20_parallel_refreshes_all_get_the_one_successor(person):
    clients = [person.copy() for _ in range(20)]
    for client in clients:
        client.get("/api/health")
    gate, replies = threading.Barrier(20), [None] * 20

    def refresh(i):
        gate.wait()
        replies[i] = clients[i].post("/api/auth/refresh")

    threads = [threading.Thread(target=refresh, args=(i,)) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reply.status for reply in replies] == [200] * 20
    assert len({client.cookies["sid"] for client in clients}) == 1
    assert len({reply.json()["csrf_token"] for reply in replies}) == 1
    assert clients[0].get("/api/auth/me").status == 200
    assert len(clients[0].get("/api/account/sessions").json()["sessions"]) == 1


def test_after_grace_the_old_secret_is_dead_and_the_new_one_lives(person):
    old = person.copy()
    person.signed_in(person.post("/api/auth/refresh"))
    time.sleep(10.6)
    assert old.copy().get("/api/auth/me").status == 401
    assert old.copy().post("/api/auth/refresh").status == 401
    assert person.get("/api/auth/me").status == 200


def test_logout_ends_both_secrets_of_a_rotation(person):
    old = person.copy()
    person.signed_in(person.post("/api/auth/refresh"))
    assert person.post("/api/auth/logout").status == 204
    assert old.get("/api/auth/me").status == 401
    assert old.post("/api/auth/refresh").status == 401


def test_logout_by_the_old_secret_ends_both_too(person):
    old = person.copy()
    person.signed_in(person.post("/api/auth/refresh"))
    assert old.post("/api/auth/logout").status == 204
    assert person.get("/api/auth/me").status == 401


def test_refresh_needs_a_session_but_no_csrf_token(person, nobody):
    assert nobody.post("/api/auth/refresh").status == 401
    assert person.post("/api/auth/refresh", csrf=False).status == 200


def test_an_open_stream_outlives_a_rotation(person):
    with Stream(person) as stream:
        person.signed_in(person.post("/api/auth/refresh"))
        person.post("/api/chat", {"prompt": "1+1"})
        stream.until("message.done")


def expired(client, target="/api/auth/me"):
    reply = client.get(target)
    return (reply.status, reply.code) == (401, "session_expired")


@pytest.fixture(scope="module")
def brief():
    """Windows of seconds."""
    from server import Server
    server = Server(env={"RUSTYGPT__SESSION__IDLE_SECONDS": "2", "RUSTYGPT__SESSION__ABSOLUTE_SECONDS": "6",
                         "RUSTYGPT__SERVER__SSE_KEEPALIVE_SECONDS": "1"}).start()
    server.admin = set_up(server)
    yield server
    server.dispose()


def test_past_the_idle_limit_it_is_401_session_expired_and_final(brief):
    client = newcomer(brief)
    time.sleep(2.3)
    assert expired(client)
    reply = client.post("/api/auth/refresh")
    assert (reply.status, reply.code) == (401, "session_expired")


def test_requests_slide_the_idle_window(brief):
    client = newcomer(brief)
    for _ in range(4):
        time.sleep(1.0)
        assert client.get("/api/conversations").status == 200


def test_past_the_absolute_limit_no_activity_helps(brief):
    client = newcomer(brief)
    end = time.monotonic() + 5.2
    while time.monotonic() < end:
        assert client.post("/api/auth/refresh").status == 200
        time.sleep(0.8)
    time.sleep(1.0)
    assert expired(client)
    assert client.post("/api/auth/refresh").status == 401


def test_a_streams_keepalives_do_not_slide_the_window_and_its_end_closes_it(brief):
    client = newcomer(brief)
    start = time.monotonic()
    with Stream(client) as stream:
        events = stream.rest(within=8)
        assert events[-1].type == "stream.error" and events[-1].payload["code"] == "session_expired"
        assert 1.5 < time.monotonic() - start < 3.6
        assert stream.comments, "keep-alives came"
