"""Section 6: how an answer was made, what running it again shows, and audits without the server."""

import copy
import json
import sqlite3
import subprocess

import pytest

import accounts
import chat
import jcs
from chat import finished, long_prompt, message, submit
from openapi import document
from server import binary
from sse import Stream

ABSENT = "01900000-0000-7000-8000-000000000000"
TRACE = {"message_id", "model", "seed", "started_at", "duration_ms", "nodes"}
NODE = {"id", "kind", "label", "status", "depends_on", "started_at", "duration_ms", "tool", "version", "input", "input_digest",
        "output", "output_digest", "error"}
VERIFIED = {"id", "kind", "verified", "reason", "expected_digest", "actual_digest"}


def trace_of(client, id):
    reply = client.get(f"/api/messages/{id}/trace")
    assert reply.status == 200, reply
    return reply.json()


def verify(client, id):
    reply = client.post(f"/api/messages/{id}/verify")
    assert reply.status == 200, reply
    return reply.json()


def export_of(client, conversation_id):
    return client.get(f"/api/conversations/{conversation_id}/export?format=json").json()


def by_kind(body, kind):
    return [node for node in body["nodes"] if node["kind"] == kind]


# ---- the trace ----

def test_a_trace_has_every_step_with_its_digests(person):
    receipt = finished(person)
    trace = trace_of(person, receipt["message_id"])
    assert set(trace) == TRACE
    assert (trace["message_id"], trace["model"], trace["seed"]) == (receipt["message_id"], "builtin", 0)
    assert [node["kind"] for node in trace["nodes"]] == ["prompt", "model", "tool", "tool", "tool", "reducer", "responder"]
    seen = set()
    for node in trace["nodes"]:
        assert set(node) == NODE and node["status"] == "completed" and node["error"] is None
        assert set(node["depends_on"]) <= seen, "edges lead back"
        seen.add(node["id"])
        assert node["input_digest"] == jcs.digest(node["input"]), node
        assert node["output_digest"] == jcs.digest(node["output"]), node
        assert (node["tool"] is not None) == (node["kind"] == "tool")
    assert {node["tool"] for node in by_kind(trace, "tool")} == {"calculator", "date_math", "unit_convert"}
    assert by_kind(trace, "prompt")[0]["input"]["messages"][-1] == {"role": "user", "content": chat.THREE}
    said = by_kind(trace, "responder")[0]["output"]
    assert said["content_bytes"] == len(receipt["message"]["content"].encode("utf-8"))


def test_the_stream_told_the_same_steps(person):
    receipt = finished(person)
    told = {}
    for event in chat.recorded(person, receipt):
        if event.type == "reasoning.step":
            told[event.payload["node"]["id"]] = event.payload["node"]
    trace = trace_of(person, receipt["message_id"])
    without_values = [{k: v for k, v in node.items() if k not in ("input", "output")} for node in trace["nodes"]]
    assert sorted(told.values(), key=lambda n: n["id"]) == sorted(without_values, key=lambda n: n["id"])


def test_the_same_question_has_the_same_graph(person):
    a, b, c = (trace_of(person, finished(person, parameters={"seed": seed})["message_id"]) for seed in (1, 1, 2))
    shape = lambda trace: [(n["id"], n["depends_on"], n["input_digest"], n["output_digest"]) for n in trace["nodes"]]
    assert shape(a) == shape(b) != shape(c)
    assert c["seed"] == 2


def test_a_failed_tool_is_in_the_trace(person):
    trace = trace_of(person, finished(person, "1/0 and 2+2")["message_id"])
    failed, fine = by_kind(trace, "tool")
    assert failed["status"] == "failed" and "zero" in failed["error"] and failed["output"] is None
    assert failed["input_digest"] and failed["output_digest"] is None
    assert fine["status"] == "completed"


def test_bodies_are_as_the_document_says(person):
    api = document(person.server)
    receipt = finished(person, "1/0 and 2+2")
    operations = {(m, p): o for m, p, o in api.operations()}
    for method, action in (("GET", "trace"), ("POST", "verify")):
        path = f"/api/messages/{{id}}/{action}"
        for id in (receipt["message_id"], receipt["prompt_id"]):
            reply = person.ask(method, path.replace("{id}", id))
            assert reply.status == (200 if id == receipt["message_id"] else 404)
            api.check(method, path, operations[method, path], reply)


def test_while_it_is_made_an_answer_has_none_yet(person):
    for attempt in range(20):
        receipt = submit(person, long_prompt(200, seed=attempt + 1))
        trace, verification = (person.ask(*ask) for ask in (("GET", f"/api/messages/{receipt['message_id']}/trace"),
                                                            ("POST", f"/api/messages/{receipt['message_id']}/verify")))
        if trace.status == verification.status == 409:
            for reply in (trace, verification):
                assert reply.code == "answer_in_progress" and reply.details == {"message_id": receipt["message_id"]}
            return
    raise AssertionError("never asked in time")


@pytest.mark.parametrize("action, method", [("trace", "GET"), ("verify", "POST")])
def test_what_has_no_trace_is_404(person, stranger, action, method):
    receipt, theirs = finished(person, "1+1"), finished(stranger, "1+1")
    replies = [person.ask(method, f"/api/messages/{id}/{action}")
               for id in (ABSENT, theirs["message_id"], receipt["prompt_id"], "no-uuid", receipt["message_id"].upper() + "0")]
    assert {(reply.status, reply.body) for reply in replies} == {(404, replies[0].body)}


def test_wrong_methods_and_bodies(person):
    target = f"/api/messages/{finished(person, '1+1')['message_id']}"
    assert person.ask("POST", target + "/trace").status == 405
    reply = person.ask("GET", target + "/verify")
    assert reply.status == 405 and "POST" in reply.header("Allow")
    assert person.ask("POST", target + "/verify", csrf=False).code == "csrf_failed"
    assert person.get(target + "/trace/").status == 404
    assert person.ask("HEAD", target + "/trace").status == 200
    assert person.get(target + "/trace").header("Cache-Control") == "no-store"


def test_traces_go_with_their_conversation(launch):
    server = launch()
    receipt = finished(server.admin, "1+1")
    kept = finished(server.admin, "2+2")
    assert server.admin.ask("DELETE", f"/api/conversations/{receipt['conversation_id']}").status == 204
    assert server.admin.get(f"/api/messages/{receipt['message_id']}/trace").status == 404
    server.stop()
    with database_of(server) as database:
        assert [row[0] for row in database.execute("SELECT message_id FROM traces")] == [kept["message_id"]]


def test_a_cancelled_answer_has_its_trace_as_far_as_it_came(person):
    for attempt in range(20):
        receipt = submit(person, long_prompt(200, seed=attempt + 1))
        with Stream(person, receipt["stream_url"]) as stream:
            stream.until("message.delta")
            person.post(f"/api/messages/{receipt['message_id']}/cancel")
            stream.until("message.done")
        trace = trace_of(person, receipt["message_id"])
        assert verify(person, receipt["message_id"])["verified"] is True
        if message(person, receipt["message_id"])["status"] == "cancelled":
            assert by_kind(trace, "responder")[0]["status"] == "cancelled"
            assert by_kind(trace, "prompt")[0]["status"] == "completed"
            return
    raise AssertionError("never cancelled in time")


LIMITS = [({"MAX_NODES": "4"}, "The answer needs more than 4 steps."),
          ({"MAX_DEPTH": "2"}, "The answer needs more than 2 steps in a row."),
          ({"MAX_BYTES": "1024"}, "The answer's steps need more than 1024 bytes.")]


@pytest.mark.parametrize("limits, error", LIMITS)
def test_limits_end_a_graph_with_a_clear_error_and_a_trace(launch, limits, error):
    server = launch(env={f"RUSTYGPT__REASONING__{key}": value for key, value in limits.items()})
    receipt = finished(server.admin)
    assert receipt["message"]["status"] == "failed"
    assert receipt["message"]["error"] == {"code": "limit_exceeded", "message": error}
    assert error in [node["error"] for node in trace_of(server.admin, receipt["message_id"])["nodes"]]


# ---- running it again ----

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


def database_of(server):
    return sqlite3.connect(next(server.folder.glob("*.db")))


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


def make_digest_fit(node):
    node["output_digest"] = jcs.digest(node["output"])


def change_output(trace):
    trace["nodes"][2]["output"]["result"] = "1"


def change_output_and_digest(trace):
    change_output(trace)
    make_digest_fit(trace["nodes"][2])


def change_edge(trace):
    trace["nodes"][5]["depends_on"].pop()


def drop_step(trace):
    del trace["nodes"][3]


TAMPERINGS = [change_output, change_output_and_digest, change_edge, drop_step]


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


# ---- without the server ----

def audit(tmp_path, content):
    file = tmp_path / "file.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    done = subprocess.run([binary(), "trace", "verify", str(file)], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert not list(tmp_path.glob("*.db*")), "it needs no database"
    return done


@pytest.fixture(scope="module")
def exported(member):
    id = finished(member)["conversation_id"]
    finished(member, "1/0, hello and 2+2", f"/api/conversations/{id}/reply")
    return export_of(member, id)


def test_an_export_has_its_traces_and_verifies_offline(exported, tmp_path):
    assert [trace["message_id"] for trace in exported["traces"]] == [m["id"] for m in exported["messages"] if
                                                                     m["role"] == "assistant"]
    done = audit(tmp_path, exported)
    assert done.returncode == 0 and done.stderr == "", done
    assert done.stdout == "Traces: 2. Steps: 13, of them 13 verified, 0 failed, 0 can't be verified.\n"


def test_a_single_trace_verifies_offline(exported, tmp_path):
    done = audit(tmp_path, exported["traces"][0])
    assert done.returncode == 0 and done.stdout.startswith("Traces: 1. Steps: 7, of them 7 verified"), done


def answer_changed(export):
    next(m for m in export["messages"] if m["role"] == "assistant")["content"] += "0"


def prompt_changed(export):
    export["messages"][0]["content"] = "another prompt"


def traces_swapped(export):
    first, second = export["traces"]
    first["nodes"], second["nodes"] = second["nodes"], first["nodes"]


EXPORTED = [*(lambda export, change=change: change(export["traces"][0]) for change in TAMPERINGS),
            answer_changed, prompt_changed, traces_swapped]


@pytest.mark.parametrize("change", EXPORTED)
def test_a_changed_export_fails_and_says_where(exported, tmp_path, change):
    export = copy.deepcopy(exported)
    change(export)
    done = audit(tmp_path, export)
    assert done.returncode == 1 and "do not verify" in done.stderr, done
    *lines, summary = done.stdout.splitlines()
    assert lines and all("does not verify" in line or "can't be verified" in line for line in lines), done
    assert summary.startswith("Traces: 2.")


def test_drift_is_told_and_is_no_failure(exported, tmp_path):
    export = copy.deepcopy(exported)
    export["traces"][0]["nodes"][2]["version"] = "0.9.0\x1b[2J"
    done = audit(tmp_path, export)
    assert done.returncode == 0, done
    assert "can't be verified: Drift: it ran in version 0.9.0?[2J" in done.stdout and "\x1b" not in done.stdout


@pytest.mark.parametrize("content", ["", "[", "[]", "{}", '{"nodes": 1}', '{"traces": 1, "messages": []}', "\x00", "[" * 5000,
                                     '{"traces": [{"nodes": []}], "messages": []}', '{"nodes": []}', '{"a": 1, "a": 2}'])
def test_what_is_neither_trace_nor_export_is_refused_in_a_line(tmp_path, content):
    done = audit(tmp_path, content)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and "file.json" in done.stderr, done


def test_a_file_that_is_not_there_is_refused(tmp_path):
    done = subprocess.run([binary(), "trace", "verify", "gone.json"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "gone.json: it cannot be read" in done.stderr
    assert subprocess.run([binary(), "trace", "verify"], cwd=tmp_path, capture_output=True, timeout=60).returncode == 2
