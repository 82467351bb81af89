"""Section 9: what the server counts of requests. Each metric is provoked, and moves by the right amount."""

import re
import subprocess
import time

import pytest

import chat
from accounts import Client
from exposition import Watch, scrape, settled
from openapi import document
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
    assert watch.moved(name + "_sum", **labels) >= 0.25


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
