"""What must not end the process: signals of no meaning, too many connections, no descriptors. Memory: test_memory.py."""

import os
import resource
import signal
import socket
import time

import pytest

import chat
from exposition import scrape
from server import binary
from sse import Stream
from wire import Connection

MEANINGLESS = [signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGPOLL, signal.SIGPWR,
               signal.SIGXFSZ, signal.SIGPIPE, signal.SIGRTMIN, signal.SIGRTMIN + 7, signal.SIGRTMAX]


@pytest.mark.parametrize("number", MEANINGLESS)
def test_a_signal_of_no_meaning_ends_nothing(shared, admin, number):
    shared.process.send_signal(number)
    assert chat.finished(admin, "2 * 3")["status"] == "completed"
    assert shared.process.poll() is None


# ---- connections ----

@pytest.fixture
def limited(launch, tmp_path, monkeypatch):
    """A server that may have so many descriptors."""
    def make(soft, hard, **env):
        script = tmp_path / "limited"
        script.write_text(f"#!/bin/sh\nulimit -Sn {soft} && ulimit -Hn {hard} && exec {binary()} \"$@\"\n")
        script.chmod(0o755)
        monkeypatch.setenv("RUSTYGPT_SERVER", str(script))
        return launch(env=env)
    return make


def test_the_soft_limit_of_descriptors_is_raised(limited):
    server = limited(256, 2048)
    soft, hard = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    assert soft == hard == 2048
    assert scrape(server).value("rustygpt_http_connections_limit") == 2048 - 128 - 2 * 10, "the readers have two each"


def opened(server, count, source="127.0.0.1"):
    """Connections from an address, and what the last one was told when it asked."""
    made = []
    for _ in range(count):
        one = Connection.__new__(Connection)
        one.__dict__.update(address=server.address, buffer=b"", deadline=None, timeout=20.0,
                            socket=socket.create_connection(server.address, timeout=20, source_address=(source, 0)))
        made.append(one)
    return made


def served(connection):
    reply = connection.ask("GET", "/api/health")
    return reply.status


def test_one_address_takes_no_more_than_its_share(limited):
    server = limited(400, 400, RUSTYGPT__SERVER__MAX_CONNECTIONS_PER_ADDRESS="20", RUSTYGPT__SERVER__THREADS="2",
                     RUSTYGPT__TELEMETRY__METRICS_ACCESS="public")
    server.admin.close()
    mine = opened(server, 20)
    assert {served(one) for one in mine} == {200}
    late = opened(server, 1)[0]
    reply = late.ask("GET", "/api/health")
    assert (reply.status, reply.code, reply.header("Retry-After")) == (503, "unavailable", "1") and "address" in reply.json()["message"]
    other = opened(server, 1, source="127.0.0.2")[0]
    assert served(other) == 200, "others come in"
    text = other.ask("GET", "/metrics").body.decode()
    assert 'rustygpt_http_connections_refused_total{reason="address_has_enough"} 1' in text
    mine.pop().close()
    end = time.monotonic() + 10
    while True:  # its place is free again as soon as the server has seen it go
        again = opened(server, 1)[0]
        if (status := served(again)) == 200:
            break
        assert status == 503 and time.monotonic() < end
    for one in [*mine, other, again]:
        one.close()


def test_streams_count_as_connections_of_their_address(limited):
    server = limited(400, 400, RUSTYGPT__SERVER__MAX_CONNECTIONS_PER_ADDRESS="8")
    server.admin.close()
    streams = [Stream(server.admin) for _ in range(8)]
    reply = opened(server, 1)[0].ask("GET", "/api/health")
    assert reply.status == 503
    for stream in streams:
        stream.close()


def test_beyond_all_connections_one_is_told_so(limited):
    server = limited(228, 228, RUSTYGPT__SERVER__TRUSTED_PROXIES="127.0.0.1", RUSTYGPT__SERVER__THREADS="2")
    server.admin.close()
    limit = 114  # of so few descriptors half are kept; a trusted proxy's connections are everybody's
    made, refusals = [], 0
    for one in opened(server, limit + 20):
        if served(one) == 200:
            made.append(one)
        else:
            refusals += 1
    assert limit - 1 <= len(made) <= limit and refusals >= 20
    for one in made:
        one.close()
    server.poll("nobody comes in again", lambda: True if server.answers("/api/health") else None)


def test_without_a_descriptor_the_next_one_is_told_so_and_nothing_spins(launch):
    server = launch(env={"RUSTYGPT__SERVER__THREADS": "2"})
    server.admin.close()
    pid = server.process.pid
    highest = max(int(name) for name in os.listdir(f"/proc/{pid}/fd"))
    taken = len(os.listdir(f"/proc/{pid}/fd"))
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    kept = opened(server, highest + 1 - taken)  # no hole is left below
    assert {served(one) for one in kept} <= {200}
    highest = max(int(name) for name in os.listdir(f"/proc/{pid}/fd"))
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (highest + 1, before[1]))
    try:
        holes = highest + 1 - len(os.listdir(f"/proc/{pid}/fd"))
        statuses = []
        for one in opened(server, holes + 6):
            statuses.append(served(one))
            kept.append(one)
        assert statuses.count(503) >= 4, statuses
        ticks = sum(int(field) for field in open(f"/proc/{pid}/stat").read().rsplit(") ", 1)[1].split()[11:13])
        time.sleep(0.5)
        spent = sum(int(field) for field in open(f"/proc/{pid}/stat").read().rsplit(") ", 1)[1].split()[11:13]) - ticks
        assert spent < 20, f"{spent} ticks of the processor in half a second"
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
        for one in kept:
            one.close()
    server.poll("nobody comes in again", lambda: True if server.answers("/api/health") else None)
