"""Section 6: the trace of an answer."""

import hashlib

import pytest

import chat
import jcs
from chat import finished, long_prompt, message, submit
from openapi import document
from sse import Stream
from traces import by_kind, database_of, trace_of, verify

ABSENT = "01900000-0000-7000-8000-000000000000"
TRACE = {"message_id", "model", "seed", "started_at", "duration_ms", "nodes"}
NODE = {"id", "kind", "label", "status", "depends_on", "started_at", "duration_ms", "tool", "version", "input", "input_digest",
        "output", "output_digest", "error"}


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


def id_of(node, added_by, position):
    known = node["input"] if node["kind"] in ("prompt", "tool") else None
    identity = {"added_by": added_by, "inputs": node["depends_on"], "kind": node["kind"], "label": node["label"],
                "parameters": known, "position": position}
    return hashlib.blake2b(jcs.text(identity).encode("utf-8"), digest_size=16).hexdigest()


def test_ids_are_digests_that_anybody_can_compute(person):
    prompt, model, *steps = trace_of(person, finished(person)["message_id"])["nodes"]
    assert [prompt["id"], model["id"]] == [id_of(prompt, None, 0), id_of(model, None, 1)]
    assert [step["id"] for step in steps] == [id_of(step, model["id"], i) for i, step in enumerate(steps)]


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
