"""Section 3: submitting prompts, and the forms of the answer."""

import threading
import time

import pytest

import chat
from chat import THREE, finished, long_prompt, message, submit
from claims import FINAL, RECEIPT, UUID7, check_message
from sse import Answer, Stream, strictly_rising

WAIT = [("Prefer", "wait=60")]


def test_a_prompt_is_accepted_with_a_receipt(person):
    reply = person.post("/api/chat", {"prompt": THREE})
    body = reply.json()
    assert reply.status == 202 and set(body) == RECEIPT
    assert reply.header("Location") == f"/api/messages/{body['message_id']}"
    assert body["conversation_created"] is True and body["message"] is None
    assert body["status"] in ("queued", "streaming")
    assert body["root_id"] == body["prompt_id"]
    assert all(UUID7.fullmatch(body[key]) for key in ("conversation_id", "prompt_id", "message_id"))
    assert body["stream_url"].startswith("/api/chat/stream?")


def test_the_receipts_stream_starts_just_before_the_prompt(person):
    receipt = finished(person)
    events = chat.recorded(person, receipt)
    news = [event.payload["message"] for event in events if event.type == "message.new"]
    assert [entry["id"] for entry in news] == [receipt["prompt_id"], receipt["message_id"]]
    assert strictly_rising(events)


def test_both_messages_are_stored_as_the_receipt_says(person):
    receipt = finished(person)
    prompt, answer = message(person, receipt["prompt_id"]), message(person, receipt["message_id"])
    check_message(prompt, {"stream_cursor"})
    check_message(answer, {"stream_cursor"})
    assert (prompt["role"], prompt["content"], prompt["parent_id"], prompt["depth"]) == ("user", THREE, None, 0)
    assert prompt["author_id"] == person.user["id"] and prompt["status"] == "completed"
    assert (answer["role"], answer["parent_id"], answer["depth"]) == ("assistant", prompt["id"], 1)
    assert answer["root_id"] == prompt["root_id"] == prompt["id"]
    assert (answer["status"], answer["finish_reason"], answer["error"]) == ("completed", "stop", None)
    assert answer["model"] == "builtin" and answer["parameters"]["seed"] == 0
    assert answer["created_at"] <= answer["completed_at"]


def test_three_questions_get_three_right_answers(person):
    content = finished(person)["message"]["content"]
    assert "397.8" in content and "408" in content and "8.04672" in content


def test_builtin_counts_words_as_tokens(person):
    answer = finished(person)["message"]
    assert answer["usage"]["prompt_tokens"] >= len(THREE.split())
    assert answer["usage"]["completion_tokens"] == len(answer["content"].split())


def test_the_same_prompt_gets_the_same_answer(person):
    assert finished(person)["message"]["content"] == finished(person)["message"]["content"]


def test_a_prompt_that_nothing_matches_gets_an_honest_answer(person):
    answer = finished(person, "Sing me the song of the seven sleepers")["message"]
    content = answer["content"]
    assert answer["status"] == "completed" and "built-in model" in content and "/api/tools" in content, content
    assert content.count("\n- ") == 3 and len(content.encode()) <= 600, content


def test_a_failed_step_is_told_in_the_answer(person):
    answer = finished(person, "What is 1/0, and 5 miles in km?")["message"]
    assert answer["status"] == "completed" and "8.04672" in answer["content"] and "zero" in answer["content"].lower()


def test_tools_may_be_chosen_or_left_out(person):
    assert "397.8" not in finished(person, THREE, tools="none")["message"]["content"]
    only = finished(person, THREE, tools=["calculator"])["message"]["content"]
    assert "397.8" in only and "8.04672" not in only
    assert "397.8" not in finished(person, THREE, tools=[])["message"]["content"]


@pytest.mark.parametrize("model, code", [("nothing", "unknown_model"), ("", None), ("BUILTIN", "unknown_model")])
def test_unknown_models_are_422(person, model, code):
    reply = person.post("/api/chat", {"prompt": "1+1", "model": model})
    assert reply.status == 422 and reply.code in (code, "unknown_model", "validation_failed")
    if code:
        assert reply.code == code


def test_parameters_are_stored_with_the_answer(person):
    given = {"temperature": 0.1, "top_p": 0.5, "max_tokens": 77, "seed": 42, "stop": ["X"]}
    assert finished(person, "1+1", parameters=given)["message"]["parameters"] == given


def test_max_tokens_ends_an_answer_by_length(person):
    answer = finished(person, THREE, parameters={"max_tokens": 3})["message"]
    assert answer["finish_reason"] == "length" and len(answer["content"].split()) <= 3


def test_a_title_may_be_given_else_one_is_made(person):
    given = submit(person, "1+1", title="Sums")
    assert chat.conversation(person, given["conversation_id"])["title"] == "Sums"
    assert chat.conversation(person, submit(person, "1+1")["conversation_id"])["title"]


def test_urls_carry_the_base_path(launch):
    from accounts import PASSWORD, Client
    server = launch(env={"RUSTYGPT__SERVER__BASE_PATH": "/gpt"}, set_up=False)
    client = Client(server)
    made = client.post("/gpt/api/setup", {"username": "ada", "email": "ada@example.org", "password": PASSWORD,
                                          "setup_token": server.setup_token})
    assert made.status == 201, made
    client.signed_in(made)
    reply = client.post("/gpt/api/chat", {"prompt": "1+1"})
    assert reply.header("Location").startswith("/gpt/api/messages/")
    with Stream(client, reply.json()["stream_url"]) as stream:
        stream.until("message.done")


# ---- Prefer ----

def test_prefer_wait_holds_until_the_answer_ended(person):
    reply = person.post("/api/chat", {"prompt": THREE}, headers=[("Prefer", "wait=20")])
    assert reply.status == 200 and reply.header("Preference-Applied") == "wait=20"
    body = reply.json()
    assert set(body) == RECEIPT and body["status"] == "completed"
    check_message(body["message"])
    assert body["message"]["content"] == message(person, body["message_id"])["content"]


@pytest.mark.parametrize("value", ["wait=0", "wait=-1", "wait=x", "wait", "respond-async", "", "wait=1.5", "return=minimal"])
def test_other_preferences_do_not_hold(person, value):
    start = time.monotonic()
    reply = person.post("/api/chat", {"prompt": long_prompt()}, headers=[("Prefer", value)])
    assert reply.status in (200, 202) and time.monotonic() - start < 5
    if value != "wait=0":
        assert reply.status == 202 and reply.header("Preference-Applied") is None, reply


@pytest.mark.parametrize("value", ["wait=61", "wait=600", "respond-async, wait=30", "WAIT=30", "wait = 30", 'wait="30"',
                                   "wait=30; x=y"])
def test_wait_is_at_most_60_seconds_and_found_in_lists(person, value):
    reply = person.post("/api/chat", {"prompt": "1+1"}, headers=[("Prefer", value)])
    assert reply.status == 200 and reply.json()["message"], reply
    assert reply.header("Preference-Applied").startswith("wait=")
    assert int(reply.header("Preference-Applied")[5:]) <= 60


def test_wait_is_answered_when_the_answer_is_cancelled(person):
    replies = []
    waiting = threading.Thread(target=lambda: replies.append(
        person.copy().post("/api/chat", {"prompt": long_prompt(200)}, headers=WAIT)))
    with Stream(person) as stream:
        waiting.start()
        news = stream.until("message.new", where=lambda payload: payload["message"]["role"] == "assistant")
        person.post(f"/api/messages/{news[-1].payload['message']['id']}/cancel")
        waiting.join(20)
    assert replies[0].status == 200 and replies[0].json()["message"]["status"] in FINAL


# ---- Accept: text/event-stream ----

def inline(person, body, headers=(), target="/api/chat"):
    return Stream(person, target, method="POST", body=body, headers=headers)


def test_inline_answers_stream_and_end(person):
    with inline(person, {"prompt": THREE}, WAIT) as stream:
        assert stream.reply.header("Cache-Control") == "no-store"
        assert stream.reply.header("X-Accel-Buffering") == "no"
        events = stream.rest()
    assert events[0].type == "chat.accepted" and set(events[0].payload) == RECEIPT
    assert events[-1].type == "message.done"
    id = events[0].payload["message_id"]
    answer = Answer(id).take_all(events)
    assert answer.done and answer.equals(message(person, id))


def test_inline_shows_this_answers_own_events_only(person):
    with inline(person, {"prompt": long_prompt(20)}) as stream:
        for _ in range(3):
            submit(person.copy(), "2+2")
        events = stream.rest()
    id = events[0].payload["message_id"]
    assert {event.payload["message_id"] for event in events if event.type in ("message.delta", "reasoning.step")} == {id}
    assert not {"conversation.updated", "thread.activity"} & {event.type for event in events}


@pytest.mark.parametrize("body, status", [({"prompt": ""}, 422), ({"prompt": "a", "model": "nothing"}, 422), ([], 422)])
def test_inline_failures_before_the_answer_are_plain_json(person, body, status):
    stream = inline(person, body)
    assert stream.reply.status == status and stream.reply.header("Content-Type").startswith("application/json")
    stream.close()


def test_closing_an_inline_answer_cancels_nothing(person):
    with inline(person, {"prompt": long_prompt(60)}) as stream:
        receipt = stream.event().payload
    assert chat.read_answer(person, receipt)["status"] == "completed"


def test_an_inline_answer_can_be_resumed_on_the_stream(person):
    with inline(person, {"prompt": long_prompt(30)}) as stream:
        events = [stream.event() for _ in range(6)]
    with Stream(person, last_event_id=events[-1].id) as rest:
        events += rest.until("message.done")
    id = events[0].payload["message_id"]
    assert Answer(id).take_all(events).equals(message(person, id))


@pytest.mark.parametrize("accept, stream", [("application/json", False), ("*/*", False), ("text/*", False), (None, False),
                                            ("text/event-stream, application/json;q=0.5", True),
                                            ("text/event-stream;q=0", False), ("Text/Event-Stream", True)])
def test_accept_decides_between_stream_and_json(person, accept, stream):
    with person.server.connect() as connection:
        headers = [*person.credentials("POST"), ("Content-Type", "application/json")]
        headers += [("Accept", accept)] if accept else []
        connection.send_request("POST", "/api/chat", headers, b'{"prompt":"1+1"}')
        reply = connection.head("POST", "/api/chat")
    assert (reply.status == 200) == stream, reply


# ---- acknowledged means durable ----

def test_more_steps_than_the_tools_have_room_for_are_all_taken(person):
    """32 calls each: more than the queue of the tools takes from strangers."""
    receipts = [submit(person, long_prompt(40, seed)) for seed in range(1, 46)]
    assert {chat.end_of(person, receipt) for receipt in receipts} == {"completed"}
    for seed, receipt in enumerate(receipts, 1):
        content = message(person, receipt["message_id"])["content"]
        assert all(f"**{(seed * 1000 + i) * 3}**" in content for i in range(31)), content


def test_an_acknowledged_prompt_survives_kill_9(launch):
    server = launch()
    receipts = [submit(server.admin, f"{i} + {i} times") for i in range(10)]
    server.restart(kill=True)
    for receipt in receipts:
        assert message(server.admin, receipt["prompt_id"])["status"] == "completed"
        answer = chat.read_answer(server.admin, receipt)
        assert answer["status"] in ("completed", "interrupted")
