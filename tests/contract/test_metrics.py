"""Section 9: what the server counts. Each metric is provoked, and moves by the right amount."""

import itertools
import os
import re
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import pytest

import chat
from accounts import PASSWORD, Client, make_user, newcomer
from exposition import Scrape, Watch, scrape, settled
from openapi import document
from server import Server
from sse import Stream
from wire import once

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"}
CONTRACT = {
    "rustygpt_http_requests_total": {"method", "route", "status"},
    "rustygpt_http_request_duration_seconds": {"method", "route"},
    "rustygpt_streams_active": set(),
    "rustygpt_sse_events_total": {"type"},
    "rustygpt_sse_replayed_events_total": set(),
    "rustygpt_sse_merged_deltas_total": set(),
    "rustygpt_answers_total": {"model", "status"},
    "rustygpt_queue_depth": {"model"},
    "rustygpt_time_to_first_token_seconds": {"model"},
    "rustygpt_tokens_total": {"model", "kind"},
    "rustygpt_auth_logins_total": {"result"},
    "rustygpt_auth_session_rotations_total": {"reason"},
    "rustygpt_auth_active_sessions": set(),
    "rustygpt_rate_limit_denials_total": {"profile"},
    "rustygpt_limits_profiles": set(),
    "rustygpt_limits_assignments": set(),
    "rustygpt_db_operation_duration_seconds": {"operation"},
    "rustygpt_build_info": {"version", "compiler"},
}


@pytest.fixture
def watch(shared):
    return Watch(shared)


def test_every_metric_of_the_contract_is_there_with_its_labels_help_and_type(shared, person):
    chat.finished(person)
    now = scrape(shared)
    for name, labels in CONTRACT.items():
        assert now.helps[name].endswith("."), name
        kind = now.types[name]
        assert kind == ("histogram" if name.endswith("_seconds") else "counter" if name.endswith("_total") else "gauge")
        samples = now.of(name + "_count" if kind == "histogram" else name)
        assert samples, name
        assert all({key for key, _ in sample} == labels for sample in samples), name


def test_promtool_has_nothing_to_say(shared, person):
    chat.finished(person)
    told = subprocess.run(["promtool", "check", "metrics"], input=scrape(shared).text.encode(), capture_output=True)
    assert (told.returncode, told.stdout, told.stderr) == (0, b"", b"")


# ---- requests ----

def test_requests_are_counted_by_method_route_and_status(shared, person, watch):
    nobody = Client(shared)
    absent = "01900000-0000-7000-8000-000000000000"
    for _ in range(3):
        nobody.get("/api/health")
    nobody.ask("HEAD", "/api/health")
    nobody.ask("OPTIONS", "/api/health")
    nobody.post("/api/health")
    nobody.get("/api/nothing?x=1")
    nobody.get("/api/auth/me")
    person.get(f"/api/conversations/{absent}")
    person.get("/api/conversations/no-uuid")
    name, seen = "rustygpt_http_requests_total", scrape(shared)

    def moved(method, route, status):
        labels = {"method": method, "route": route, "status": status}
        return seen.value(name, **labels) - watch.before.value(name, **labels)

    assert moved("GET", "/api/health", "200") == 3
    assert moved("HEAD", "/api/health", "200") == 1
    assert moved("OPTIONS", "unmatched", "204") == 1
    assert moved("POST", "unmatched", "405") == 1
    assert moved("GET", "unmatched", "404") == 1
    assert moved("GET", "/api/auth/me", "401") == 1
    assert moved("GET", "/api/conversations/:id", "404") == 2
    # Those, and the scrape with which the watch began.
    assert seen.value(name) - watch.before.value(name) == 11
    assert moved("GET", "/metrics", "200") == 1


def test_what_is_no_request_is_counted_too(shared, watch):
    assert once(shared.address, b"GET / HTTP/1.1\r\n\r\n").status == 400
    assert once(shared.address, b"BREW /api/health HTTP/1.1\r\nHost: x\r\n\r\n", "BREW").status == 405
    assert watch.moved("rustygpt_http_requests_total", method="OTHER", route="unmatched", status="400") == 1
    assert watch.moved("rustygpt_http_requests_total", method="OTHER", route="unmatched", status="405") == 1


def test_durations_are_a_histogram_of_the_same_requests(shared, person, watch):
    chat.finished(person)  # waits for the answer
    for _ in range(4):
        person.get("/api/auth/me")
    now, name = scrape(shared), "rustygpt_http_request_duration_seconds"
    for method, route, count in (("GET", "/api/auth/me", 4), ("POST", "/api/chat", 1)):
        labels = {"method": method, "route": route}
        assert now.value(name + "_count", **labels) - watch.before.value(name + "_count", **labels) == count
        assert now.value(name + "_sum", **labels) > watch.before.value(name + "_sum", **labels)
        buckets = sorted((float(dict(pairs)["le"]), value) for pairs, value in now.of(name + "_bucket", **labels).items())
        assert buckets[-1] == (float("inf"), now.value(name + "_count", **labels))
        assert all(a <= b for (_, a), (_, b) in zip(buckets, buckets[1:]))
    assert now.value("rustygpt_http_requests_total") == now.value(name + "_count")


def test_a_slow_request_lands_in_a_high_bucket(shared, watch):
    """One that sleeps in the server: a body that is not sent yet."""
    with shared.connect() as connection:
        connection.send_request("POST", "/api/auth/login", [("Content-Type", "application/json"), ("Content-Length", "2")])
        time.sleep(0.3)  # the duration itself is what is looked at
        connection.send(b"{}")
        assert connection.reply("POST", "/api/auth/login").status == 422
    now, name, labels = scrape(shared), "rustygpt_http_request_duration_seconds", {"route": "/api/auth/login"}
    below = now.value(name + "_bucket", le="0.25", **labels) - watch.before.value(name + "_bucket", le="0.25", **labels)
    assert below == 0
    assert watch.moved(name + "_count", **labels) == 1
    assert watch.moved(name + "_sum", **labels) >= 0.3


def test_no_label_has_a_value_that_a_client_chose(shared, person):
    for target in ("/api/evil%22%7D", "/api/conversations/evil", "/evil\\n", "/api/tools/evil/invoke"):
        person.get(target)
    once(shared.address, b"EVIL / HTTP/1.1\r\nHost: evil\r\n\r\n", "EVIL")
    person.post("/api/chat", {"prompt": "x", "model": "evil"})
    Client(shared).post("/api/auth/login", {"email": "evil@example.org", "password": "evil evil evil"})
    now = scrape(shared)
    assert "evil" not in now.text.lower()
    templates = {re.sub(r"\{(\w+)\}", r":\1", path) for path in document(shared).body["paths"]}
    assert now.label_values("route") <= templates | {"unmatched"}
    assert now.label_values("method") <= METHODS
    assert now.label_values("model") == {"builtin", "other"}


def test_connections_are_counted_while_they_are_open(launch):
    server = launch()
    server.admin.close()
    settled(lambda: scrape(server).value("rustygpt_http_connections"), 1)  # the scrape's own
    held = [server.connect() for _ in range(5)]
    settled(lambda: scrape(server).value("rustygpt_http_connections"), 6)
    for connection in held:
        connection.close()
    settled(lambda: scrape(server).value("rustygpt_http_connections"), 1)


# ---- streams ----

def by_type(events):
    return {kind: len(list(some)) for kind, some in itertools.groupby(sorted(e.type for e in events))}


def test_active_streams_are_counted(launch):
    server = launch()
    assert scrape(server).value("rustygpt_streams_active") == 0
    streams = [Stream(server.admin) for _ in range(3)]
    settled(lambda: scrape(server).value("rustygpt_streams_active"), 3)
    for stream in streams:
        stream.close()
    settled(lambda: scrape(server).value("rustygpt_streams_active"), 0)


def test_events_are_counted_as_a_reader_gets_them(launch):
    server = launch()
    with Stream(server.admin) as stream:
        stream.step()  # its first line: it is there
        watch = Watch(server)
        receipt = chat.submit(server.admin)
        events = stream.until("message.done", 60, lambda payload: payload["message"]["id"] == receipt["message_id"])
    now = scrape(server)
    moved = {kind: now.value("rustygpt_sse_events_total", type=kind) - watch.before.value("rustygpt_sse_events_total", type=kind)
             for kind in now.label_values("type")}
    assert {kind: count for kind, count in moved.items() if count} == by_type(events)
    assert watch.moved("rustygpt_sse_replayed_events_total") == 0


def test_replayed_events_and_merged_deltas_are_counted(launch):
    server = launch()
    receipt = chat.finished(server.admin, chat.long_prompt(20))
    watch = Watch(server)
    events = chat.recorded(server.admin, receipt)
    now = scrape(server)

    def moved(name):
        return now.value(name) - watch.before.value(name)

    deltas = [event.payload for event in events if event.type == "message.delta"]
    merged = sum(delta["sequence_to"] - delta["sequence_from"] for delta in deltas)
    assert merged > 0
    assert moved("rustygpt_sse_replayed_events_total") == len(events)
    assert moved("rustygpt_sse_events_total") == len(events)
    assert moved("rustygpt_sse_merged_deltas_total") == merged


def test_events_outside_the_log_are_counted(launch):
    server = launch()
    watch = Watch(server)
    with Stream(server.admin, "/api/chat", method="POST", body={"prompt": "1+1"}) as inline:
        inline.until("message.done")
    with Stream(server.admin, last_event_id="999999999") as lost:
        lost.until("stream.reset")
    other = server.admin.again()
    with Stream(other) as ended:
        other.post("/api/auth/logout")
        ended.until("stream.error")
    for kind in ("chat.accepted", "stream.reset", "stream.error"):
        assert watch.moved("rustygpt_sse_events_total", type=kind) == 1, kind


# ---- answers ----

def test_answers_tokens_and_first_tokens_are_counted(shared, person, watch):
    receipts = [chat.finished(person) for _ in range(3)]
    usage = [receipt["message"]["usage"] for receipt in receipts]
    assert watch.moves(3, "rustygpt_answers_total", model="builtin", status="completed")
    assert watch.moved("rustygpt_answers_total") == 3
    assert watch.moved("rustygpt_tokens_total", model="builtin", kind="prompt") == sum(u["prompt_tokens"] for u in usage) > 0
    assert watch.moved("rustygpt_tokens_total", model="builtin", kind="completion") == sum(
        u["completion_tokens"] for u in usage) > 0
    assert watch.moved("rustygpt_time_to_first_token_seconds_count", model="builtin") == 3
    assert 0 < watch.moved("rustygpt_time_to_first_token_seconds_sum", model="builtin") < 60


def test_cancelled_and_failed_answers_are_counted(launch):
    server = launch()
    watch = Watch(server)
    receipt = chat.submit(server.admin, chat.long_prompt(200))
    server.admin.post(f"/api/messages/{receipt['message_id']}/cancel")
    assert chat.read_answer(server.admin, receipt)["status"] == "cancelled"
    assert watch.moves(1, "rustygpt_answers_total", status="cancelled")
    assert watch.moved("rustygpt_answers_total") == 1

    server.restart(env={"RUSTYGPT__REASONING__MAX_NODES": "5"})
    watch = Watch(server)
    assert chat.finished(server.admin, chat.long_prompt(20))["message"]["status"] == "failed"
    assert watch.moves(1, "rustygpt_answers_total", status="failed")
    assert watch.moved("rustygpt_answers_total") == 1


def test_answers_of_a_killed_server_count_as_interrupted(launch):
    server = launch()
    receipts = [chat.submit(server.admin, chat.long_prompt(200, seed=i + 1)) for i in range(5)]
    with Stream(server.admin, receipts[0]["stream_url"]) as stream:
        stream.until("message.delta", 60)
        server.restart(kill=True)
    ends = [chat.read_answer(server.admin, receipt)["status"] for receipt in receipts]
    watch = scrape(server)  # its process has counted from 0
    assert "interrupted" in ends
    settled(lambda: scrape(server).value("rustygpt_answers_total", status="interrupted"), ends.count("interrupted"))
    assert watch.value("rustygpt_answers_total", model="other") == 0


def test_the_queue_is_seen_while_answers_wait(launch):
    server = launch()
    receipts, deepest, running = [], 0, 0
    while deepest == 0 and len(receipts) < 2000:
        receipts += [chat.submit(server.admin, chat.long_prompt(40, seed=len(receipts) + i + 1)) for i in range(20)]
        now = scrape(server)
        deepest = now.value("rustygpt_queue_depth", model="builtin")
        running = max(running, now.value("rustygpt_answers_running", model="builtin"))
    assert deepest > 0 and 0 < running <= 64
    for receipt in receipts:
        server.admin.post(f"/api/messages/{receipt['message_id']}/cancel")
    settled(lambda: scrape(server).value("rustygpt_queue_depth"), 0, 60)
    settled(lambda: scrape(server).value("rustygpt_answers_running"), 0, 60)
    settled(lambda: scrape(server).value("rustygpt_answers_total"), len(receipts), 60)


# ---- accounts ----

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
                for reason in now.label_values("reason")}

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


# ---- storage and the process ----

def test_database_operations_are_timed_by_what_they_are_for(shared, person, watch):
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
    named = {dict(pairs)["operation"] for pairs in scrape(server).of("rustygpt_db_operation_duration_seconds_count")}
    assert {"submit", "append", "finish", "read", "replay", "session", "account", "audit", "poll", "prune"} <= named
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
    pools = {"database-writes", "database-reads", "hashing", "tools", "metrics"}
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
                connection.send(b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n" * times)
                for _ in range(times):
                    connection.reply("GET", "/api/health", check=False)

            while (lost := scrape(server).value("rustygpt_log_records_dropped_total")) == 0:
                ask(500)
            ask(100)
            # The queue is full and nobody takes: each record more is one lost, that of the scrape before too.
            assert scrape(server).value("rustygpt_log_records_dropped_total") == lost + 101
    finally:
        server.listening.set()
        server.dispose()


# ---- who may read them ----

FORWARDED = [("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=127.0.0.1"), ("X-Real-IP", "127.0.0.1"),
             ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "localhost"), ("Via", "1.1 proxy")]


def ask(server, headers=(), method="GET", path="/metrics"):
    with server.connect() as connection:
        return connection.ask(method, path, headers)


@pytest.mark.parametrize("proxies", ["", "127.0.0.1"])
def test_loopback_is_for_this_machine_and_not_for_what_is_forwarded(launch, proxies):
    server = launch(set_up=False, env={"RUSTYGPT__SERVER__TRUSTED_PROXIES": proxies})
    assert ask(server).status == 200
    for header in [*FORWARDED, ("x-forwarded-for", ""), ("X-Forwarded-For", "192.0.2.1")]:
        reply = ask(server, [header])
        assert (reply.status, reply.code) == (403, "forbidden"), reply
    assert ask(server, [("Authorization", "Bearer rgp_x")]).status == 200  # nobody is asked who they are


def test_public_is_for_everybody(launch):
    server = launch(set_up=False, env={"RUSTYGPT__TELEMETRY__METRICS_ACCESS": "public"})
    for header in FORWARDED:
        assert ask(server, [header]).status == 200


def test_token_is_for_administrators_and_their_tokens(launch):
    server = launch(env={"RUSTYGPT__TELEMETRY__METRICS_ACCESS": "token"})
    anonymous = ask(server)
    assert (anonymous.status, anonymous.code) == (401, "authentication_required")
    refused = ask(server, [("Authorization", "Bearer rgp_wrong")])
    assert (refused.status, refused.code) == (401, "invalid_token")
    member = newcomer(server).get("/metrics")
    assert (member.status, member.code) == (403, "forbidden")
    assert server.admin.get("/metrics").status == 200
    [security] = [o["security"] for _, path, o in document(server).operations() if path == "/metrics"]
    assert {"bearer": ["metrics"]} in security


def test_off_is_404_and_in_no_document(launch):
    server = launch(env={"RUSTYGPT__TELEMETRY__METRICS_ACCESS": "off"})
    chat.finished(server.admin)
    assert (ask(server).status, ask(server).code) == (404, "not_found")
    assert "/metrics" not in document(server).body["paths"]


def test_the_endpoint_may_be_elsewhere(launch):
    server = launch(set_up=False, env={"RUSTYGPT__TELEMETRY__METRICS_ENDPOINT": "/internal/numbers",
                                       "RUSTYGPT__SERVER__BASE_PATH": "/chat"})
    assert ask(server, path="/chat/internal/numbers").status == 200
    assert ask(server, path="/chat/metrics").status == 404
    assert ask(server, path="/internal/numbers").status == 404
    assert "/internal/numbers" in server.answers("/api/openapi.json")["paths"]


@pytest.mark.parametrize("path", ["", "/", "metrics", "/metrics/", "/api/health", "/api", "/v1/models", "/a//b", "/:id"])
def test_an_endpoint_that_cannot_be_stops_the_start_with_a_line(launch, path):
    server = launch(start=False, env={"RUSTYGPT__TELEMETRY__METRICS_ENDPOINT": path})
    told = server.run("config", "explain")
    assert told.returncode != 0
    assert "telemetry.metrics_endpoint" in told.stderr.decode() + told.stdout.decode()


def test_head_and_the_other_methods(shared):
    whole, head = ask(shared), ask(shared, method="HEAD")
    assert head.status == 200 and head.body == b"" and int(head.header("Content-Length")) > 1000
    assert head.header("Content-Type") == whole.header("Content-Type")
    reply = ask(shared, method="POST")
    assert reply.status == 405 and set(reply.header("Allow").split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_it_is_as_its_document_says(shared):
    api = document(shared)
    [operation] = [o for m, p, o in api.operations() if (m, p) == ("GET", "/metrics")]
    assert "text/plain; version=0.0.4" in operation["responses"]["200"]["content"]
    for reply in (ask(shared), ask(shared, [FORWARDED[0]])):
        api.check("GET", "/metrics", operation, reply)


def test_many_scrapes_at_once_all_get_an_answer(shared):
    replies = []
    scrapers = [threading.Thread(target=lambda: replies.append(ask(shared))) for _ in range(8)]
    for one in scrapers:
        one.start()
    for one in scrapers:
        one.join()
    assert {reply.status for reply in replies} <= {200, 503} and len(replies) == 8
    for reply in replies:
        if reply.status == 200:
            Scrape(reply.body.decode())


# ---- what a request leaves in the log ----

def test_a_request_record_has_all_that_an_operator_asks_for(launch):
    server = launch()
    reply = server.admin.get("/api/conversations?q=anything")
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    traced = Client(server).get("/api/nothing", headers=[("traceparent", f"00-{trace}-00f067aa0ba902b7-01")])
    server.stop()
    [record] = [r for r in server.records() if r["trace_id"] == reply.header("trace_id")]
    assert record["event"] == "request" and record["level"] == "info"
    assert (record["method"], record["route"], record["status"]) == ("GET", "/api/conversations", 200)
    assert record["user_id"] == server.admin.user["id"]
    assert record["bytes"] == len(reply.body) and 0 < record["duration_ms"] < 60_000
    [unmatched] = [r for r in server.records() if r["trace_id"] == trace]
    assert traced.header("trace_id") == trace
    assert (unmatched["route"], unmatched["status"], unmatched["user_id"]) == (None, 404, None)


def test_the_record_of_an_answer_has_the_trace_id_of_its_request(launch):
    server = launch()
    receipt = server.admin.post("/api/chat", {"prompt": chat.THREE}, headers=[("Prefer", "wait=60")])
    again = server.admin.post(f"/api/messages/{receipt.json()['message_id']}/regenerate", {}, headers=[("Prefer", "wait=60")])
    server.stop()
    for reply in (receipt, again):
        message = reply.json()["message"]
        [record] = [r for r in server.records() if r["event"] == "answer" and r["trace_id"] == reply.header("trace_id")]
        assert (record["message_id"], record["status"], record["model"]) == (message["id"], "completed", "builtin")
        assert record["user_id"] == server.admin.user["id"] and record["error"] is None
        assert record["prompt_tokens"] == message["usage"]["prompt_tokens"]
        assert record["completion_tokens"] == message["usage"]["completion_tokens"]
        assert 0 < record["duration_ms"] < 60_000


def test_a_stream_is_recorded_when_it_ends(launch):
    server = launch()
    with Stream(server.admin) as stream:
        stream.step()
        trace = stream.reply.header("trace_id")
        time.sleep(0.2)  # the duration itself is what is looked at
    settled(lambda: any(trace in line for line in server.stderr), True)
    server.stop()
    [record] = [r for r in server.records() if r["trace_id"] == trace]
    assert record["route"] == "/api/chat/stream" and record["duration_ms"] >= 200
