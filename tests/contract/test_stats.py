"""Section 8: what there is, counted."""

import time

import chat
from accounts import make_token, newcomer
from claims import TIME
from sse import Stream

FIELDS = {"version", "started_at", "uptime_seconds", "counted_at", "users", "conversations", "messages", "answers",
          "active_sessions", "api_tokens", "audit_entries", "open_streams", "database_bytes"}


def stats(client):
    reply = client.get("/api/admin/stats")
    assert reply.status == 200, reply
    body = reply.json()
    assert set(body) == FIELDS and TIME.fullmatch(body["started_at"]) and TIME.fullmatch(body["counted_at"]), body
    assert set(body["users"]) == {"total", "admin", "member", "read_only", "disabled"}
    assert set(body["answers"]) == {"queued", "streaming", "completed", "cancelled", "interrupted", "failed"}
    return body


def test_it_counts_what_there_is(launch):
    server = launch()
    person, reader = newcomer(server), newcomer(server, "read_only")
    other = newcomer(server)
    chat.finished(person, "1+1")
    second = chat.finished(person, "2+2")
    chat.finished(person, "3+3", f"/api/conversations/{second['conversation_id']}/reply")
    make_token(person), make_token(reader, "read")
    assert server.admin.patch(f"/api/admin/users/{other.user['id']}", {"disabled": True}).status == 200
    with Stream(person), Stream(reader):
        body = stats(server.admin)
    assert body["version"] == server.admin.get("/api/health").json()["version"]
    assert body["users"] == {"total": 4, "admin": 1, "member": 2, "read_only": 1, "disabled": 1}
    assert body["conversations"] == 2 and body["messages"] == 6
    assert body["answers"] == {"queued": 0, "streaming": 0, "completed": 3, "cancelled": 0, "interrupted": 0, "failed": 0}
    assert body["active_sessions"] == 3, "the disabled person's has ended"
    assert body["api_tokens"] == 2 and body["open_streams"] == 2
    files = [server.folder / "rustygpt.db", server.folder / "rustygpt.db-wal"]
    assert body["database_bytes"] == sum(file.stat().st_size for file in files)
    assert body["audit_entries"] >= 10 and 0 <= body["uptime_seconds"] < 60


def test_counts_are_kept_for_ten_seconds_and_say_so(launch):
    server = launch()
    before = stats(server.admin)
    newcomer(server)
    after = stats(server.admin)
    assert after["users"] == before["users"] and after["counted_at"] == before["counted_at"]
    assert after["started_at"] == before["started_at"]
    end = time.monotonic() + 15
    while (body := stats(server.admin))["users"]["total"] == 1:
        assert time.monotonic() < end
        time.sleep(0.2)
    assert body["counted_at"] > before["counted_at"] and body["users"]["total"] == 2


def test_a_program_may_read_it(admin):
    program, _ = make_token(admin, "admin")
    assert stats(program)["users"]["total"] >= 1
    program, _ = make_token(admin, "read", "metrics")
    assert program.get("/api/admin/stats").code == "insufficient_scope"
