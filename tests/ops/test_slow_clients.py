"""2,000 slow connections of each kind, by slowhttptest: a bystander's requests stay quick."""

import resource
import subprocess
import time

import pytest

from wire import Connection

SECONDS, CONNECTIONS = 25, 2000
ATTACKS = {
    "headers": ["-H", "-i", "5", "-x", "24", "-u", "{origin}/api/health"],
    "body": ["-B", "-i", "5", "-s", "8192", "-x", "10", "-t", "POST", "-f", "application/json", "-u", "{origin}/api/auth/login"],
    "read": ["-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3", "-u", "{origin}/api/openapi.json"],
}


@pytest.fixture(autouse=True)
def descriptors():
    """For both sides: the server inherits what is allowed to this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 3 * CONNECTIONS:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16384), hard))


def ask(address, kept):
    """One request on a kept connection, one on a fresh one; the seconds that each took."""
    start = time.perf_counter()
    assert kept.ask("GET", "/api/health").status == 200
    middle = time.perf_counter()
    with Connection(address) as fresh:
        assert fresh.ask("GET", "/api/health").status == 200
    return middle - start, time.perf_counter() - middle


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_bystanders_health_stays_under_200_ms_at_the_99th_percentile(launch, attack, capsys):
    server = launch()
    command = ["slowhttptest", "-c", str(CONNECTIONS), "-r", "400", "-l", str(SECONDS), "-p", "5",
               *[part.format(origin=server.origin) for part in ATTACKS[attack]]]
    slow = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    times = []
    try:
        kept, end = server.connect(), time.monotonic() + SECONDS + 10
        while slow.poll() is None and time.monotonic() < end:
            times += ask(server.address, kept)
            time.sleep(0.02)
        kept.close()
    finally:
        slow.terminate()
        text = slow.communicate()[0]
    times.sort()
    p99 = times[int(len(times) * 0.99)]
    with capsys.disabled():
        print(f"\n{attack}: {len(times)} requests, median {times[len(times) // 2] * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, "
              f"worst {times[-1] * 1000:.1f} ms")
    assert len(times) > 300 and "slowhttptest" in text, text[-2000:]
    assert p99 < 0.2


def test_it_serves_everybody_again_afterwards(launch):
    server = launch()
    slow = [Connection(server.address) for _ in range(1000)]
    for connection in slow:
        connection.send(b"GET /api/health HTTP/1.1\r\nHost: x\r\nX-")
    for connection in slow:
        connection.close()
    assert server.admin.post("/api/chat", {"prompt": "1+1"}, headers=[("Prefer", "wait=30")]).status == 200
