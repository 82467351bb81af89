"""Section 6: running an answer's graph again, honest or tampered with."""

import json

import accounts
import chat
from chat import finished, long_prompt, message, submit
from sse import Stream
from traces import TAMPERINGS, by_kind, database_of, trace_of, verify

VERIFIED = {"id", "kind", "verified", "reason", "expected_digest", "actual_digest"}


def test_an_answer_verifies(person):
    for prompt in (chat.THREE, "1/0", "hello", "write me a poem", "10^10^10 and 2+2"):
        receipt = finished(person, prompt)
        body = verify(person, receipt["message_id"])
        trace = trace_of(person, receipt["message_id"])
        assert set(body) == {"verified", "nodes"} and body["verified"] is True, body
        assert [node["id"] for node in body["nodes"]] == [node["id"] for node in trace["nodes"]]
        for node, recorded in zip(body["nodes"], trace["nodes"]):
            assert set(node) == VERIFIED and node["verified"] is True and node["reason"] is None, node
            assert node["expected_digest"] == node["actual_digest"] == recorded["output_digest"]


def test_readers_may_look_and_verify(launch):
    server = launch()
    writer = accounts.newcomer(server)
    receipt = finished(writer, "1+1")
    server.stop()
    with database_of(server) as database:
        database.execute("UPDATE users SET role = 'read_only' WHERE id = ?", (writer.user["id"],))
    server.restart()
    assert writer.post("/api/chat", {"prompt": "1+1"}).code == "forbidden"
    assert trace_of(writer, receipt["message_id"])["nodes"]
    assert verify(writer, receipt["message_id"])["verified"] is True


def changed(server, id, change):
    """Changes a stored trace behind the stopped server's back."""
    server.stop()
    database = database_of(server)
    trace = json.loads(database.execute("SELECT trace FROM traces WHERE message_id = ?", (id,)).fetchone()[0])
    change(trace)
    database.execute("UPDATE traces SET trace = ? WHERE message_id = ?", (json.dumps(trace), id))
    database.commit()
    database.close()
    server.restart()


def test_a_trace_that_was_changed_in_storage_does_not_verify(launch):
    server = launch()
    for change in TAMPERINGS:
        receipt = finished(server.admin)
        changed(server, receipt["message_id"], change)
        body = verify(server.admin, receipt["message_id"])
        assert body["verified"] is False, change
        wrong = [node for node in body["nodes"] if node["verified"] is False]
        assert len(wrong) == 1 and wrong[0]["reason"], (change, body)


def test_an_answer_that_was_changed_in_storage_does_not_verify(launch):
    server = launch()
    receipt = finished(server.admin)
    server.stop()
    with database_of(server) as database:
        database.execute("UPDATE messages SET content = content || '0' WHERE id = ?", (receipt["message_id"],))
    server.restart()
    body = verify(server.admin, receipt["message_id"])
    assert body["verified"] is False
    assert [node["kind"] for node in body["nodes"] if node["verified"] is False] == ["responder"]


def test_another_version_of_a_tool_is_drift(launch):
    server = launch()
    receipt = finished(server.admin)
    changed(server, receipt["message_id"], lambda trace: trace["nodes"][2].update(version="0.9.0"))
    body = verify(server.admin, receipt["message_id"])
    assert body["verified"] is None
    assert [node["verified"] for node in body["nodes"]] == [True, True, None, True, True, True, True]
    assert body["nodes"][2]["reason"].startswith("Drift: it ran in version 0.9.0")


def test_what_is_no_trace_any_more_does_not_verify(launch):
    server = launch()
    receipt = finished(server.admin, "1+1")
    changed(server, receipt["message_id"], lambda trace: trace.update(nodes="gone"))
    assert verify(server.admin, receipt["message_id"]) == {"verified": False, "nodes": []}


def test_an_answer_that_a_crash_ended_has_what_was_told_of_it(launch):
    server = launch()
    for attempt in range(20):
        receipt = submit(server.admin, long_prompt(200, seed=attempt + 1))
        with Stream(server.admin, receipt["stream_url"]) as stream:
            stream.until("message.delta", where=lambda payload: payload["choices"][0]["delta"].get("content"))
        server.restart(kill=True)
        if message(server.admin, receipt["message_id"])["status"] != "interrupted":
            continue
        trace = trace_of(server.admin, receipt["message_id"])
        assert by_kind(trace, "prompt")[0]["output_digest"] and by_kind(trace, "prompt")[0]["output"] is None
        ids = {node["id"] for node in trace["nodes"]}
        assert all(set(node["depends_on"]) <= ids and node["status"] != "running" for node in trace["nodes"])
        body = verify(server.admin, receipt["message_id"])
        assert body["verified"] is None and body["nodes"]
        return
    raise AssertionError("never killed in time")
