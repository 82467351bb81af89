"""Section 9: what a request leaves in the log."""

import time

import pytest

import chat
from accounts import Client
from exposition import settled
from sse import Stream


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


PROBES = ["/api/health", "/api/ready", "/metrics"]


def records_of(server, replies):
    server.stop()
    traces = [reply.header("trace_id") for reply in replies]
    return [[record for record in server.records() if record["trace_id"] == trace] for trace in traces]


@pytest.mark.parametrize("level", ["info", "debug"])
def test_probes_are_recorded_at_debug_alone(launch, level):
    server = launch(set_up=False, env={"RUSTYGPT__TELEMETRY__LOG_LEVEL": level})
    client = Client(server)
    replies = [client.ask(method, target) for target in PROBES for method in ("GET", "HEAD")]
    assert {reply.status for reply in replies} == {200}
    for records in records_of(server, replies):
        assert [(r["event"], r["level"]) for r in records] == ([("request", "debug")] if level == "debug" else [])


def test_probes_that_fail_are_recorded(launch):
    server = launch(set_up=False)
    client = Client(server)
    replies = [client.get("/metrics", headers=[("X-Forwarded-For", "192.0.2.1")]), client.post("/api/health"),
               client.get("/api/health/"), client.ask("OPTIONS", "/api/ready")]
    assert [reply.status for reply in replies] == [403, 405, 404, 204]
    for reply, records in zip(replies, records_of(server, replies), strict=True):
        assert [(r["level"], r["status"]) for r in records] == [("info", reply.status)]


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
