"""Section 9: what the server counts of accounts, its database and its own process."""

import os
import re
import sqlite3
import threading
import time
from pathlib import Path

import chat
from accounts import PASSWORD, Client, make_token, make_user, newcomer
from exposition import Scrape, Watch, scrape, settled
from limits import make_profile
from server import Server


def login(server, email, password=PASSWORD):
    return Client(server).post("/api/auth/login", {"email": email, "password": password}).status


def test_logins_are_counted_by_how_they_end(launch):
    server = launch(limits={"RUSTYGPT__RATE_LIMITS__LOGIN_PER_MINUTE": "6"})
    email, gone = make_user(server), make_user(server)
    assert server.run("user", "disable", "--email", gone).returncode == 0
    watch = Watch(server)
    assert login(server, email) == 200
    assert login(server, email, "a wrong password") == 401
    assert login(server, "nobody@example.org") == 401
    assert login(server, gone) == 403
    statuses = [login(server, email) for _ in range(8)]
    refused = statuses.count(429)
    assert refused > 0 and statuses.count(200) == 8 - refused
    moved = {result: watch.moved("rustygpt_auth_logins_total", result=result)
             for result in scrape(server).label_values("result")}
    assert moved == {"success": 1 + 8 - refused, "wrong_credentials": 2, "disabled": 1, "rate_limited": refused, "error": 0}
    assert watch.moved("rustygpt_rate_limit_denials_total", profile="login") == refused


def test_rotations_are_counted_by_their_reason(launch):
    server = launch()
    person = newcomer(server)
    before, watch = person.copy(), Watch(server)

    def moved():
        now, name = scrape(server), "rustygpt_auth_session_rotations_total"
        return {reason: now.value(name, reason=reason) - watch.before.value(name, reason=reason)
                for reason in now.label_values("reason", of=name)}

    person.signed_in(person.post("/api/auth/refresh"))
    before.signed_in(before.post("/api/auth/refresh"))  # in its grace it is told the same successor
    assert moved() == {"refresh": 1, "role_change": 0, "password_change": 0}
    reply = person.post("/api/account/password", {"current_password": PASSWORD, "new_password": "another long phrase 7"})
    assert reply.status in (200, 204), reply
    assert moved() == {"refresh": 1, "role_change": 0, "password_change": 1}
    mark_for_rotation(server, person)
    settled(lambda: (person.get("/api/auth/me").status, moved()["role_change"]), (200, 1))


def mark_for_rotation(server, person):
    """What a change of the role does to a session."""
    database = sqlite3.connect(next(server.folder.glob("*.db")))
    with database:
        database.execute("UPDATE security_epoch SET value = value + 1")
        database.execute("UPDATE sessions SET must_rotate = 1, changed = (SELECT value FROM security_epoch) WHERE id = ?",
                         (person.session["id"],))
    database.close()


def test_active_sessions_come_and_go(launch):
    server = launch()
    server.admin.get("/api/auth/me")
    watch = Watch(server)
    people = [newcomer(server) for _ in range(3)]
    for person in people:
        assert person.get("/api/auth/me").status == 200
    assert watch.moved("rustygpt_auth_active_sessions") == 3
    people[0].post("/api/auth/logout")
    assert watch.moved("rustygpt_auth_active_sessions") == 2




def test_database_operations_are_timed_by_what_they_are_for(shared, person):
    watch = Watch(shared)
    receipt = chat.finished(person)
    name, conversation = "rustygpt_db_operation_duration_seconds", receipt["conversation_id"]
    operations = ("submit", "finish", "list", "change", "read", "append", "account")
    assert watch.moved(name + "_count", operation="submit") == 1
    assert watch.moves(1, name + "_count", operation="finish")
    again = Watch(shared)
    person.get("/api/conversations")
    person.get(f"/api/conversations/{conversation}")
    person.get(f"/api/messages/{receipt['message_id']}")
    person.patch(f"/api/conversations/{conversation}", {"title": "T"})
    person.delete(f"/api/conversations/{conversation}")
    person.get("/api/auth/me")
    now = scrape(shared)
    moved = {op: now.value(name + "_count", operation=op) - again.before.value(name + "_count", operation=op)
             for op in operations}
    assert moved == {"submit": 0, "finish": 0, "list": 1, "change": 2, "read": 2, "append": 0, "account": 1}
    assert all(now.value(name + "_sum", operation=op) > 0 for op in operations)


def test_nothing_that_the_server_does_with_its_database_is_unnamed(launch):
    server = launch()
    person = newcomer(server)
    receipt = chat.finished(person)
    chat.recorded(person, receipt)
    person.signed_in(person.post("/api/auth/refresh"))
    login(server, person.email, "a wrong password")
    person.post("/api/documents", {"title": "T", "media_type": "text/plain", "content": "Ada wrote notes."})
    for target in ("/api/documents", "/api/search?q=notes", f"/api/messages/{receipt['message_id']}/trace"):
        assert person.get(target).status == 200, target
    make_token(person)[0].get("/api/conversations")
    make_profile(server.admin)
    for target in ("users", "audit", "stats", "limits/profiles", "limits/assignments"):
        assert server.admin.get(f"/api/admin/{target}").status == 200, target
    named = {dict(pairs)["operation"] for pairs in scrape(server).of("rustygpt_db_operation_duration_seconds_count")}
    assert {"submit", "append", "finish", "read", "replay", "session", "account", "audit", "poll", "prune", "token",
            "limits", "counts", "document", "search"} <= named
    assert "other" not in named


def test_the_database_has_the_size_that_it_has(launch):
    server = launch()
    chat.finished(server.admin)
    file = next(server.folder.glob("*.db"))

    def sizes():
        return [os.stat(f"{file}{suffix}").st_size for suffix in ("", "-wal")]

    settled(lambda: [scrape(server).value("rustygpt_database_size_bytes", file=which) for which in ("database", "log")]
            == sizes(), True)


def test_what_waits_for_a_pool_is_seen(launch):
    server = launch()
    email = make_user(server)
    pools = {"database-writes", "database-reads", "hashing", "tools", "documents", "metrics"}
    assert scrape(server).label_values("pool") == pools
    assert scrape(server).value("rustygpt_pool_queue_depth") == 0
    logins = [threading.Thread(target=login, args=(server, email)) for _ in range(40)]
    for one in logins:
        one.start()
    deepest = 0
    while any(one.is_alive() for one in logins):
        deepest = max(deepest, scrape(server).value("rustygpt_pool_queue_depth", pool="hashing"))
    assert deepest > 0
    assert scrape(server).value("rustygpt_pool_queue_depth", pool="hashing") == 0


def test_the_process_tells_what_proc_tells(launch):
    server = launch()
    proc = Path(f"/proc/{server.process.pid}")
    held = [server.connect() for _ in range(10)]
    settled(lambda: scrape(server).value("rustygpt_http_connections"), len(held) + 2)  # the admin's, the scrape's
    with server.connect() as connection:
        connection.ask("GET", "/api/health")  # a descriptor that stays open for both looks
        reply = connection.ask("GET", "/metrics")
        open_now = len(list((proc / "fd").iterdir()))
    now = Scrape(reply.body.decode())
    assert now.value("process_open_fds") == open_now
    limit = re.search(r"Max open files\s+(\d+)", (proc / "limits").read_text())
    assert now.value("process_max_fds") == int(limit[1])
    resident = int(re.search(r"VmRSS:\s+(\d+) kB", (proc / "status").read_text())[1]) * 1024
    assert 0.5 < now.value("process_resident_memory_bytes") / resident < 2
    assert now.value("process_virtual_memory_bytes") > now.value("process_resident_memory_bytes")
    assert abs(now.value("process_start_time_seconds") - time.time()) < 120
    assert 0 < now.value("process_cpu_seconds_total") < 120
    for connection in held:
        connection.close()


def test_the_build_is_named(shared, nobody):
    [labels] = scrape(shared).of("rustygpt_build_info")
    assert dict(labels)["version"] == nobody.get("/api/health").json()["version"]
    assert scrape(shared).value("rustygpt_build_info") == 1


class Deaf(Server):
    """Nobody reads its log while it is deaf."""

    listening = threading.Event()

    def collect(self, pipe, lines):
        if pipe is self.process.stderr:
            self.listening.wait()
        Server.collect(pipe, lines)


def test_lost_log_records_are_counted():
    server = Deaf().start()
    try:
        with server.connect() as connection:
            def ask(times):
                connection.send(b"GET /api/nothing HTTP/1.1\r\nHost: x\r\n\r\n" * times)
                for _ in range(times):
                    connection.reply("GET", "/api/nothing", check=False)

            while (lost := scrape(server).value("rustygpt_log_records_dropped_total")) == 0:
                ask(500)
            ask(100)
            # The queue is full and nobody takes: each record more is one lost. A scrape leaves none.
            assert scrape(server).value("rustygpt_log_records_dropped_total") == lost + 100
    finally:
        server.listening.set()
        server.dispose()
