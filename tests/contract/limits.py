"""Rate limits: what administrators make, and what responses tell of a bucket."""

import asyncio
import itertools
import math
import sqlite3
import time

from claims import TIME, UUID7
from wire import request_bytes

PROFILES = "/api/admin/limits/profiles"
ASSIGNMENTS = "/api/admin/limits/assignments"
PREVIEW = "/api/admin/limits/preview"
HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-RateLimit-Profile")
SLOW = 0.001  # a request in a thousand seconds: what is gone stays gone during a test
counter = itertools.count(1)


def params(rps=SLOW, burst=3):
    return {"requests_per_second": rps, "burst": burst}


def check_profile(profile):
    assert set(profile) == {"id", "name", "algorithm", "params", "description", "etag", "created_at", "updated_at"}
    assert set(profile["params"]) == {"requests_per_second", "burst"} and profile["algorithm"] == "gcra"
    assert UUID7.fullmatch(profile["id"]) and TIME.fullmatch(profile["created_at"]) and TIME.fullmatch(profile["updated_at"])
    return profile


def check_assignment(assignment):
    assert set(assignment) == {"id", "profile_id", "profile_name", "method", "path", "created_at", "updated_at"}
    assert UUID7.fullmatch(assignment["id"]) and TIME.fullmatch(assignment["created_at"])
    return assignment


def make_profile(admin, rps=SLOW, burst=3, name=None, **fields):
    reply = admin.post(PROFILES, {"name": name or f"profile {next(counter)}", "params": params(rps, burst), **fields})
    assert reply.status == 201, reply
    profile = check_profile(reply.json())
    assert reply.header("Location").endswith(f"{PROFILES}/{profile['id']}") and reply.header("ETag") == profile["etag"]
    return profile


def put(admin, profile, etag=None, **fields):
    whole = {"name": profile["name"], "params": profile["params"], **fields}
    return admin.ask("PUT", f"{PROFILES}/{profile['id']}", whole, headers=[("If-Match", etag)] if etag else [])


def assign(admin, profile, path, method="*"):
    reply = admin.post(ASSIGNMENTS, {"profile_id": profile["id"], "method": method, "path": path})
    assert reply.status == 201, reply
    assignment = check_assignment(reply.json())
    assert reply.header("Location").endswith(f"{ASSIGNMENTS}/{assignment['id']}")
    return assignment


def limit(admin, path, rps=SLOW, burst=3, method="*", name=None):
    """A profile of its own, assigned; its name."""
    profile = make_profile(admin, rps, burst, name)
    assign(admin, profile, path, method)
    return profile["name"]


def told(reply):
    """Limit, remaining, reset and profile; None where nothing limits."""
    values = [reply.header(name) for name in HEADERS]
    if values == [None] * 4:
        return None
    assert None not in values, f"all four or none: {reply}"
    limit, remaining, reset = (int(value) for value in values[:3])
    assert 0 <= remaining < limit and reset >= 0, reply
    if reply.status == 429:
        assert remaining == 0 and int(reply.header("Retry-After")) <= max(reset, 1), reply
    return limit, remaining, reset, values[3]


def profile_of(reply):
    found = told(reply)
    return found and found[3]


def exhaust(ask, most=200):
    """Asks until it is refused; how many were let through, and the refusal."""
    for count in range(most):
        reply = ask()
        if reply.status == 429:
            assert told(reply) and (reply.method == "HEAD" or reply.code == "rate_limit_exceeded"), reply
            return count, reply
    raise AssertionError(f"{most} requests were let through: {reply}")


def audited(server, action):
    """(actor, details) of each entry, oldest first."""
    with sqlite3.connect(f"file:{server.folder}/rustygpt.db?mode=ro", uri=True) as database:
        return database.execute("SELECT actor, details FROM audit WHERE action = ? ORDER BY id", (action,)).fetchall()


class Flood:
    """Many connections that ask one thing without a pause."""

    def __init__(self, client, target, connections):
        host = f"{client.server.host}:{client.server.port}"
        self.address = client.server.address
        self.request = request_bytes("GET", target, client.credentials(), None, host)
        self.connections = connections
        self.statuses, self.first, self.last = [], None, None

    def run(self, seconds):
        asyncio.run(self.all(seconds))
        return self

    async def all(self, seconds):
        pairs = [await asyncio.open_connection(*self.address) for _ in range(self.connections)]
        self.first = time.monotonic()
        await asyncio.gather(*[self.one(*pair, self.first + seconds) for pair in pairs])
        self.last = time.monotonic()

    async def one(self, reader, writer, end):
        while time.monotonic() < end:
            writer.write(self.request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            self.statuses.append(int(head[9:12]))
        writer.close()

    def check(self, rps, burst):
        """Never more than burst + rate * t + 1, and no less than 95 % of what there is to get."""
        assert set(self.statuses) == {200, 429}, set(self.statuses)
        assert len(self.statuses) >= self.connections
        admitted, took = self.statuses.count(200), self.last - self.first
        assert admitted <= burst + math.floor(rps * took) + 1, (admitted, took)
        assert admitted >= 0.95 * (burst + rps * (took - 0.5)), (admitted, took)
