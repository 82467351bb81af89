"""Section 8: whom a limit would have refused."""

import pytest

import chat
from accounts import Client, newcomer
from limits import PREVIEW, SLOW, exhaust, limit, params

ABSENT = "01900000-0000-7000-8000-000000000000"


def preview(admin, path="/api/tools", method="GET", rps=SLOW, burst=3, minutes=60):
    reply = admin.post(PREVIEW, {"params": params(rps, burst), "method": method, "path": path, "window_minutes": minutes})
    assert reply.status == 200 and set(reply.json()) == {"requests", "denied", "callers"}, reply
    return reply.json()


def test_a_preview_tells_whom_a_limit_would_have_refused(launch):
    server = launch(env={"RUSTYGPT__SERVER__TRUSTED_PROXIES": "127.0.0.1"})
    admin, one, other, nobody = server.admin, newcomer(server), newcomer(server), Client(server)
    assert preview(admin) == {"requests": 0, "denied": 0, "callers": []}
    for person, count in ((one, 5), (other, 2)):
        for _ in range(count):
            person.get("/api/tools")
    one.ask("HEAD", "/api/tools")
    one.get("/api/auth/me")
    one.get("/api/Tools")
    nobody.get("/api/tools")
    for i in range(4):
        nobody.get("/api/setup", headers=[("X-Forwarded-For", f"2001:db8::{i}")])
    assert preview(admin) == {"requests": 8, "denied": 3, "callers": [
        {"caller": one.user["id"], "requests": 6, "denied": 3}, {"caller": other.user["id"], "requests": 2, "denied": 0}]}
    assert preview(admin, burst=100)["denied"] == 0
    assert preview(admin, rps=1_000_000)["denied"] == 0
    assert preview(admin, method="POST")["requests"] == 0
    setup = preview(admin, "/api/setup")
    assert {"caller": "2001:db8::/64", "requests": 4, "denied": 1} in setup["callers"]
    limit(admin, "/api/tools", burst=1)
    assert exhaust(lambda: one.get("/api/tools"))[0] == 1, "a preview charges nothing"


def test_a_preview_leaves_out_what_a_more_specific_limit_has(launch):
    server = launch()
    admin, person = server.admin, newcomer(server)
    mine = chat.finished(person, "1+1")["conversation_id"]
    for path in ("/api/tools", "/api/tools", f"/api/conversations/{mine}", "/api/conversations/" + ABSENT):
        person.get(path)
    everything = preview(admin, "/api/*", burst=1000)
    limit(admin, "/api/tools", burst=1000)
    mine_of = lambda found: next(c["requests"] for c in found["callers"] if c["caller"] == person.user["id"])
    assert mine_of(everything) - mine_of(preview(admin, "/api/*", burst=1000)) == 2
    assert preview(admin, "/api/tools")["requests"] == 2, "in place of the present one"
    assert preview(admin, f"/api/conversations/{mine}")["requests"] == 1
    assert preview(admin, f"/api/conversations/{mine.upper()}")["requests"] == 1
    assert preview(admin, "/api/conversations/:any")["requests"] == 2


@pytest.mark.parametrize("minutes", [0, -1, 1441, 1.5, "5", None, True])
def test_a_bad_window_is_422(admin, minutes):
    reply = admin.post(PREVIEW, {"params": params(), "window_minutes": minutes, "method": "GET", "path": "/api/tools"})
    assert reply.status == 422 and reply.paths == ["/window_minutes"], reply
