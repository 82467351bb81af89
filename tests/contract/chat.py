"""Prompts whose answers the tests can foresee or make long."""

import time

from sse import Answer, Stream

THREE = "What is 17% of 2340, how many days from 2024-02-01 to 2025-03-15, and 5 miles in km?"


def long_prompt(parts=40, seed=1):
    """Many independent questions: an answer with many deltas."""
    return ", ".join(f"{seed * 1000 + i} * 3" for i in range(parts)) + ", and 5 miles in km?"


def submit(client, prompt=THREE, target="/api/chat", **fields):
    """The receipt of an accepted prompt."""
    reply = client.post(target, {"prompt": prompt, **fields})
    assert reply.status == 202, reply
    return reply.json()


def finished(client, prompt=THREE, target="/api/chat", **fields):
    """The receipt of a prompt whose answer has ended."""
    reply = client.post(target, {"prompt": prompt, **fields}, headers=[("Prefer", "wait=60")])
    assert reply.status == 200, reply
    return reply.json()


def message(client, id):
    reply = client.get(f"/api/messages/{id}")
    assert reply.status == 200, reply
    return reply.json()


def conversation(client, id, query=""):
    reply = client.get(f"/api/conversations/{id}{query}")
    assert reply.status == 200, reply
    return reply.json()


def recorded(client, receipt, within=60.0):
    """Every event of a conversation from just before the prompt to message.done."""
    with Stream(client, receipt["stream_url"]) as stream:
        return stream.until("message.done", within,
                            lambda payload: payload["message"]["id"] == receipt["message_id"])


def end_of(client, receipt, within=60.0):
    """The answer's status when it has ended."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        status = message(client, receipt["message_id"])["status"]
        if status not in ("queued", "streaming"):
            return status
    raise AssertionError("the answer does not end")


def read_answer(client, receipt):
    """The answer as a reader sees it, compared with what is stored."""
    answer = Answer(receipt["message_id"]).take_all(recorded(client, receipt))
    stored = message(client, receipt["message_id"])
    answer.equals(stored)
    return stored
