"""Section 3: parents, threads, edits, regenerating, cancelling, replies."""

import time

import pytest

import chat
from chat import conversation, finished, long_prompt, message, submit
from claims import FINAL
from sse import Answer, Stream

UUID = "01900000-0000-7000-8000-000000000000"


def reply_to(person, conversation_id, prompt="2+2", **fields):
    return finished(person, prompt, f"/api/conversations/{conversation_id}/reply", **fields)


def test_reply_continues_at_the_leaf_made_last(person):
    first = finished(person, "1+1")
    second = reply_to(person, first["conversation_id"])
    prompt = message(person, second["prompt_id"])
    assert second["conversation_created"] is False and second["conversation_id"] == first["conversation_id"]
    assert prompt["parent_id"] == first["message_id"] and prompt["depth"] == 2
    assert second["root_id"] == first["root_id"] and second["message"]["depth"] == 3


def test_chat_in_a_conversation_without_parent_begins_a_thread(person):
    first = finished(person, "1+1")
    second = finished(person, "2+2", conversation_id=first["conversation_id"])
    assert second["root_id"] == second["prompt_id"] != first["root_id"]
    assert message(person, second["prompt_id"])["parent_id"] is None
    assert second["conversation_created"] is False


def test_chat_with_a_parent_goes_on_from_there(person):
    first = finished(person, "1+1")
    reply_to(person, first["conversation_id"])
    branch = finished(person, "3+3", conversation_id=first["conversation_id"], parent_id=first["message_id"])
    assert message(person, branch["prompt_id"])["parent_id"] == first["message_id"]


def test_edits_make_a_sibling_of_the_message(person):
    first = finished(person, "1+1")
    second = reply_to(person, first["conversation_id"])
    edited = reply_to(person, first["conversation_id"], "5+5", edits=second["prompt_id"])
    prompt = message(person, edited["prompt_id"])
    assert prompt["parent_id"] == first["message_id"] and prompt["edited_from"] == second["prompt_id"]
    assert message(person, second["prompt_id"])["content"] == "2+2", "the original stays"


def test_editing_a_root_makes_another_root(person):
    first = finished(person, "1+1")
    edited = finished(person, "6+6", conversation_id=first["conversation_id"], edits=first["prompt_id"])
    assert edited["root_id"] == edited["prompt_id"] != first["root_id"]
    assert message(person, edited["prompt_id"])["edited_from"] == first["prompt_id"]


@pytest.fixture
def two(person, stranger):
    """Messages of one conversation, of another one, of somebody else's."""
    return finished(person, "1+1"), finished(person, "2+2"), finished(stranger, "3+3")


@pytest.mark.parametrize("field, which, key", [
    ("parent_id", 1, "message_id"), ("parent_id", 2, "message_id"), ("parent_id", None, None),
    ("edits", 1, "prompt_id"), ("edits", 2, "prompt_id"), ("edits", 0, "message_id"), ("edits", None, None)])
def test_parents_and_edits_from_elsewhere_are_422(person, two, field, which, key):
    id = UUID if which is None else two[which][key]
    before = conversation(person, two[0]["conversation_id"])["message_count"]
    body = {"prompt": "4+4", field: id}
    for target, more in ((f"/api/conversations/{two[0]['conversation_id']}/reply", {}),
                         ("/api/chat", {"conversation_id": two[0]["conversation_id"]})):
        reply = person.post(target, {**body, **more})
        assert (reply.status, reply.code) == (422, "validation_failed"), reply
        assert f"/{field}" in reply.paths
    assert conversation(person, two[0]["conversation_id"])["message_count"] == before


def test_a_parent_needs_its_conversation(person):
    first = finished(person, "1+1")
    for field, key in (("parent_id", "message_id"), ("edits", "prompt_id")):
        assert person.post("/api/chat", {"prompt": "2+2", field: first[key]}).status == 422


def test_a_foreign_conversation_looks_absent(person, two):
    foreign = person.post("/api/chat", {"prompt": "4+4", "conversation_id": two[2]["conversation_id"]})
    absent = person.post("/api/chat", {"prompt": "4+4", "conversation_id": UUID})
    assert foreign.status == absent.status and foreign.status in (404, 422) and foreign.body == absent.body


def test_reply_takes_neither_conversation_nor_title(person):
    first = finished(person, "1+1")
    for field, value in (("conversation_id", first["conversation_id"]), ("title", "T")):
        reply = person.post(f"/api/conversations/{first['conversation_id']}/reply", {"prompt": "2+2", field: value})
        assert reply.status == 422 and f"/{field}" in reply.paths


def busy(person, act):
    """Acts on a running answer until it was caught running: the answer may end before we get there."""
    for attempt in range(20):
        receipt = submit(person, long_prompt(60, seed=attempt + 1))
        reply = act(receipt)
        if reply.status not in (200, 202):
            return receipt, reply
        chat.recorded(person, receipt)
    raise AssertionError("never caught an answer running")


def test_a_parent_that_is_being_answered_is_409_with_its_id(person):
    receipt, reply = busy(person, lambda r: person.post(
        f"/api/conversations/{r['conversation_id']}/reply", {"prompt": "2+2", "parent_id": r["message_id"]}))
    assert (reply.status, reply.code) == (409, "answer_in_progress"), reply
    assert reply.details["message_id"] == receipt["message_id"]


def test_the_default_parent_that_is_being_answered_is_409_too(person):
    receipt, reply = busy(person, lambda r: person.post(
        f"/api/conversations/{r['conversation_id']}/reply", {"prompt": "2+2"}))
    assert (reply.status, reply.code) == (409, "answer_in_progress"), reply
    assert reply.details["message_id"] == receipt["message_id"]


# ---- cancel ----

def test_cancel_stops_the_model_and_keeps_what_was_said(person):
    for attempt in range(20):
        receipt = submit(person, long_prompt(200, seed=attempt + 1))
        with Stream(person, receipt["stream_url"]) as stream:
            events = stream.until("message.delta")
            start = time.monotonic()
            reply = person.post(f"/api/messages/{receipt['message_id']}/cancel")
            events += stream.until("message.done")
        assert reply.status in (200, 202), reply
        stored = message(person, receipt["message_id"])
        assert Answer(receipt["message_id"]).take_all(events).equals(stored)
        if stored["status"] == "cancelled":
            assert time.monotonic() - start < 1.0  # 250 ms for the model, the rest for a busy machine
            assert stored["finish_reason"] == "cancelled" and (stored["content"] or stored["reasoning"])
            return
    raise AssertionError("never cancelled in time")


def test_cancel_of_a_finished_answer_is_200_and_unchanged(person):
    receipt = finished(person, "1+1")
    stored = lambda: {k: v for k, v in message(person, receipt["message_id"]).items() if k != "stream_cursor"}
    before = stored()
    reply = person.post(f"/api/messages/{receipt['message_id']}/cancel")
    assert reply.status == 200
    assert stored() == before


def test_messages_of_others_look_absent_to_everything(person, stranger):
    theirs = finished(stranger, "3+3")
    for method, target in (("GET", "/api/messages/{}"), ("POST", "/api/messages/{}/cancel"),
                           ("POST", "/api/messages/{}/regenerate")):
        foreign = person.ask(method, target.format(theirs["message_id"]))
        absent = person.ask(method, target.format(UUID))
        assert foreign.status == absent.status == 404 and foreign.body == absent.body, target


# ---- regenerate ----

def test_regenerate_makes_a_sibling_answer(person):
    first = finished(person, "1+1")
    reply = person.post(f"/api/messages/{first['message_id']}/regenerate", {"parameters": {"seed": 7}},
                        headers=[("Prefer", "wait=60")])
    again = reply.json()
    assert reply.status == 200 and again["message_id"] != first["message_id"]
    assert again["prompt_id"] == first["prompt_id"] and again["root_id"] == first["root_id"]
    sibling = again["message"]
    assert sibling["parent_id"] == first["prompt_id"] and sibling["parameters"]["seed"] == 7
    assert message(person, first["message_id"])["status"] == "completed"
    assert conversation(person, first["conversation_id"])["message_count"] == 3


def test_regenerate_is_202_with_location(person):
    first = finished(person, "1+1")
    reply = person.post(f"/api/messages/{first['message_id']}/regenerate")
    assert reply.status == 202 and reply.header("Location") == f"/api/messages/{reply.json()['message_id']}"
    assert chat.read_answer(person, reply.json())["status"] == "completed"


@pytest.mark.parametrize("body, path", [({"prompt": "x"}, "/prompt"), ({"model": 1}, "/model"), ({"tools": 5}, "/tools"),
                                        ({"parameters": {"seed": []}}, "/parameters/seed")])
def test_bad_regenerate_bodies_are_422(person, body, path):
    first = finished(person, "1+1")
    reply = person.post(f"/api/messages/{first['message_id']}/regenerate", body)
    assert reply.status == 422 and path in reply.paths


def test_regenerating_a_prompt_is_422(person):
    first = finished(person, "1+1")
    assert person.post(f"/api/messages/{first['prompt_id']}/regenerate").status == 422


def test_a_hundred_answers_at_once_all_end(person):
    receipts = [submit(person, f"{i} + {i} and more") for i in range(100)]
    for receipt in receipts:
        assert chat.read_answer(person, receipt)["status"] in FINAL
