"""Section 3: Idempotency-Key."""

import threading
import uuid

import pytest

import chat
from chat import THREE
from claims import RECEIPT
from sse import Answer, Stream


def key():
    return ("Idempotency-Key", uuid.uuid4().hex)


def count(person):
    return len(person.get("/api/conversations").json()["conversations"])


def test_a_retry_refers_to_the_same_answer(person):
    header = key()
    first = person.post("/api/chat", {"prompt": THREE}, headers=[header])
    again = person.post("/api/chat", {"prompt": THREE}, headers=[header])
    assert first.header("Idempotency-Replayed") is None and again.header("Idempotency-Replayed") == "true"
    for field in RECEIPT - {"status", "message"}:
        assert first.json()[field] == again.json()[field], field
    assert count(person) == 1


def test_a_retry_tells_the_present_status(person):
    header = key()
    first = person.post("/api/chat", {"prompt": THREE}, headers=[header]).json()
    chat.recorded(person, first)
    again = person.post("/api/chat", {"prompt": THREE}, headers=[header]).json()
    assert again["status"] == "completed"


def test_a_retry_may_ask_for_another_form(person):
    header = key()
    first = person.post("/api/chat", {"prompt": THREE}, headers=[header]).json()
    waited = person.post("/api/chat", {"prompt": THREE}, headers=[header, ("Prefer", "wait=60")])
    assert waited.status == 200 and waited.json()["message"]["id"] == first["message_id"]
    with Stream(person, "/api/chat", method="POST", body={"prompt": THREE}, headers=[header]) as stream:
        assert stream.reply.header("Idempotency-Replayed") == "true"
        events = stream.rest()
    assert events[0].type == "chat.accepted" and events[0].payload["message_id"] == first["message_id"]
    answer = Answer(first["message_id"]).take_all(events)
    assert answer.done and answer.equals(chat.message(person, first["message_id"]))


def test_20_parallel_posts_with_one_key_make_one_answer(person):
    header, gate, replies = key(), threading.Barrier(20), [None] * 20

    def post(i):
        client = person.copy()
        client.get("/api/health")
        gate.wait()
        replies[i] = client.post("/api/chat", {"prompt": THREE}, headers=[header])

    threads = [threading.Thread(target=post, args=(i,)) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {reply.status for reply in replies} == {202}
    assert len({reply.json()["message_id"] for reply in replies}) == 1
    assert sum(reply.header("Idempotency-Replayed") is None for reply in replies) == 1
    assert count(person) == 1


@pytest.mark.parametrize("change", [{"prompt": "another one"}, {"title": "T"}, {"parameters": {"seed": 2}}, {"tools": "none"}])
def test_another_body_is_422(person, change):
    header = key()
    person.post("/api/chat", {"prompt": THREE}, headers=[header])
    reply = person.post("/api/chat", {"prompt": THREE, **change}, headers=[header])
    assert (reply.status, reply.code) == (422, "idempotency_key_reused"), reply
    assert count(person) == 1


def test_keys_are_per_user(person, stranger):
    header = key()
    mine = person.post("/api/chat", {"prompt": THREE}, headers=[header]).json()
    theirs = stranger.post("/api/chat", {"prompt": THREE}, headers=[header])
    assert theirs.header("Idempotency-Replayed") is None and theirs.json()["message_id"] != mine["message_id"]


def test_keys_are_per_route_and_work_on_reply_and_regenerate(person):
    header = key()
    first = person.post("/api/chat", {"prompt": THREE}, headers=[header, ("Prefer", "wait=60")]).json()
    routes = [(f"/api/conversations/{first['conversation_id']}/reply", {"prompt": THREE}),
              (f"/api/messages/{first['message_id']}/regenerate", {})]
    for target, body in routes:
        made = person.post(target, body, headers=[header, ("Prefer", "wait=60")])
        again = person.post(target, body, headers=[header])
        assert made.status == 200 and made.header("Idempotency-Replayed") is None, made
        assert again.header("Idempotency-Replayed") == "true"
        assert again.json()["message_id"] == made.json()["message_id"]


def test_failures_are_not_kept(person):
    header = key()
    assert person.post("/api/chat", {"prompt": ""}, headers=[header]).status == 422
    reply = person.post("/api/chat", {"prompt": THREE}, headers=[header])
    assert reply.status == 202 and reply.header("Idempotency-Replayed") is None


@pytest.mark.parametrize("value", ["", "a" * 256, "a b", "é", "a\tb", "\x7f"])
def test_keys_that_are_no_1_to_255_visible_ascii_are_refused(person, value):
    reply = person.post("/api/chat", {"prompt": THREE}, headers=[("Idempotency-Key", value)])
    assert reply.status in (400, 422), reply
    assert count(person) == 0


@pytest.mark.parametrize("value", ["a", "~" * 255, "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}"])
def test_keys_of_the_extremes_work(person, value):
    for replayed in (None, "true"):
        reply = person.post("/api/chat", {"prompt": THREE}, headers=[("Idempotency-Key", value)])
        assert reply.status == 202 and reply.header("Idempotency-Replayed") == replayed


def test_a_key_survives_kill_9(launch):
    server, header = launch(), key()
    first = server.admin.post("/api/chat", {"prompt": THREE}, headers=[header]).json()
    server.restart(kill=True)
    again = server.admin.post("/api/chat", {"prompt": THREE}, headers=[header])
    assert again.header("Idempotency-Replayed") == "true" and again.json()["message_id"] == first["message_id"]


def test_a_key_of_a_deleted_conversation_does_no_harm(person):
    header = key()
    first = person.post("/api/chat", {"prompt": THREE}, headers=[header, ("Prefer", "wait=60")]).json()
    person.delete(f"/api/conversations/{first['conversation_id']}")
    assert person.post("/api/chat", {"prompt": THREE}, headers=[header]).status in (202, 404, 422)
