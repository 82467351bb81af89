"""Section 1: sizes, the order of checks, slow senders."""

import time

import pytest

from wire import Connection, once

MIB = 1 << 20
LOGIN = b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
UUID = "01900000-0000-7000-8000-000000000000"


def get(target, *lines):
    return b"GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (target.encode(), b"".join(l + b"\r\n" for l in lines))


def test_body_over_the_limit_is_413_before_it_is_sent(shared):
    with Connection(shared.address) as connection:
        connection.send(LOGIN + b"Content-Length: %d\r\n\r\n" % (MIB + 1))
        reply = connection.reply("POST", "/api/auth/login")
        assert (reply.status, reply.code) == (413, "payload_too_large")


def test_expect_continue_with_too_much_is_413_without_100(shared):
    with Connection(shared.address) as connection:
        connection.send(LOGIN + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % (MIB + 1))
        assert connection.head("POST", "/api/auth/login").status == 413


def test_chunked_body_over_the_limit_is_413_while_it_is_sent(shared):
    with Connection(shared.address) as connection:
        connection.send(LOGIN + b"Transfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(40):
                connection.send(b"10000\r\n" + b" " * 65536 + b"\r\n")
        except OSError:
            pass  # the server may close while we still send
        assert connection.reply("POST", "/api/auth/login").status == 413


def test_body_of_exactly_the_limit_is_read(shared):
    body = b'{"email":"a@example.org","password":"wrong password"}'
    body += b" " * (MIB - len(body))
    reply = once(shared.address, LOGIN + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % MIB + body)
    assert reply.status == 401, reply


def test_the_configured_limit_counts(launch):
    server = launch(env={"RUSTYGPT__SERVER__MAX_BODY_BYTES": "2000"}, set_up=False)
    for size, status in ((2000, 400), (2001, 413)):
        reply = once(server.address, LOGIN + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)
        assert reply.status == status, reply


@pytest.mark.parametrize("length, status", [(8000, 200), (8001, 414), (15000, 414)])
def test_target_over_8000_bytes_is_414(shared, length, status):
    reply = once(shared.address, get("/api/health?" + "x" * (length - len("/api/health?")), b"Connection: close"))
    assert reply.status == status, reply


def test_target_past_every_buffer_is_414(shared):
    assert once(shared.address, get("/" + "x" * 70000)).status == 414


@pytest.mark.parametrize("size, status", [(15 * 1024, 200), (17 * 1024, 431), (100 * 1024, 431)])
def test_headers_over_16_kib_are_431(shared, size, status):
    reply = once(shared.address, get("/api/health", b"Connection: close", b"X-One: " + b"a" * size))
    assert reply.status == status, reply


def test_many_small_headers_over_16_kib_are_431(shared):
    assert once(shared.address, get("/api/health", *[b"X-%d: a" % i for i in range(3000)])).status == 431


# Each request breaks every rule from its own one on; the first in the contract's order is what it is told.
ORDER = [
    ("unknown_route", "BREW", "/api/nothing", "anonymous", 404),
    ("wrong_method", "PUT", "/api/chat", "anonymous", 405),
    ("no_session", "POST", "/api/chat", "anonymous", 401),
    ("role", "POST", "/api/chat", "read_only", 403),
    ("csrf", "POST", "/api/chat", "no_token", 403),
    ("media_type", "POST", "/api/chat", "member", 415),
    ("no_session_for_an_absent_thing", "GET", f"/api/conversations/{UUID}", "anonymous", 401),
    ("csrf_before_an_absent_thing", "DELETE", f"/api/conversations/{UUID}", "no_token", 403),
    ("absent_thing", "DELETE", f"/api/conversations/{UUID}", "member", 404),
]


@pytest.fixture(scope="module")
def reader(shared):
    import accounts
    return accounts.newcomer(shared, "read_only")


@pytest.mark.parametrize("name, method, target, who, status", ORDER, ids=[row[0] for row in ORDER])
def test_checks_come_in_the_contracts_order(shared, member, reader, name, method, target, who, status):
    client = {"anonymous": None, "read_only": reader, "no_token": member, "member": member}[who]
    headers = [("Content-Type", "text/plain")]
    if client:
        headers.append(("Cookie", client.cookie_header()))
    if who == "member":
        headers.append(("X-CSRF-Token", client.csrf))
    with shared.connect() as connection:
        reply = connection.ask(method, target, headers, b"{not json" if method != "GET" else None)
    assert reply.status == status, reply
    if name == "role":
        assert reply.code == "forbidden"
    if "csrf" in name:
        assert reply.code == "csrf_failed"


def test_size_is_told_before_the_body_is_judged(member):
    with member.server.connect() as connection:
        reply = connection.ask("POST", "/api/chat", [*member.credentials("POST"), ("Content-Type", "application/json"),
                                                     ("Content-Length", str(MIB + 1))], b"")
        assert reply.status == 413, reply


def test_a_session_is_asked_for_before_the_size(shared):
    with shared.connect() as connection:
        reply = connection.ask("POST", "/api/chat", [("Content-Length", str(MIB + 1))], b"")
        assert reply.status == 401, reply


def test_malformed_comes_before_invalid_and_invalid_before_absent(member):
    target = f"/api/conversations/{UUID}/reply"
    assert member.post(target, raw=b"{").status == 400
    assert member.post(target, {"prompt": 1}).status == 422
    assert member.post(target, {"prompt": "hello"}).status == 404


SLOW = {
    "head": b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX-One: ",
    "body": LOGIN + b"Content-Length: 1000\r\n\r\n{",
    "chunk": LOGIN + b"Transfer-Encoding: chunked\r\n\r\n3e8\r\n{",
}


def test_slow_senders_are_closed_by_a_deadline(shared):
    """All at once, one byte a second: bytes that trickle don't move the deadline."""
    connections = {name: Connection(shared.address, timeout=90) for name in SLOW}
    for name, connection in connections.items():
        connection.send(SLOW[name])
    end, waiting = time.monotonic() + 75, dict(connections)
    while waiting and time.monotonic() < end:
        for name, connection in list(waiting.items()):
            connection.deadline = time.monotonic() + 0.3
            try:
                connection.fill()
                connection.deadline = None
                if connection.buffer:
                    assert connection.reply().status == 408, name
                assert connection.is_closed(), name
                del waiting[name]
            except TimeoutError:
                try:
                    connection.send(b"a")
                except OSError:
                    del waiting[name]
    for connection in connections.values():
        connection.close()
    assert not waiting, f"never closed: {sorted(waiting)}"


def test_a_silent_connection_does_not_hold_up_others(shared):
    silent = [Connection(shared.address) for _ in range(50)]
    with Connection(shared.address) as connection:
        assert connection.ask("GET", "/api/health").status == 200
    for connection in silent:
        connection.close()
