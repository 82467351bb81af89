"""The clock is set back by an hour while the server runs (libfaketime): ids rise, sessions stay right, events go on."""

import time
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

import chat
from accounts import newcomer
from commands import good
from sse import Answer, Stream, strictly_rising

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


class FakedClock:
    """What the server's wall clock shows; its steady clock is left alone, as when an administrator sets the time."""

    def __init__(self, folder):
        assert LIBRARY, "libfaketime is not installed"
        self.file = folder / "clock"
        self.set("+0")
        self.environment = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1"}

    def set(self, offset):
        fresh = self.file.with_suffix(".new")
        fresh.write_text(offset + "\n")
        fresh.rename(self.file)


@pytest.fixture
def clock(tmp_path):
    return FakedClock(tmp_path)


@pytest.fixture
def server(launch, clock):
    return launch(env=clock.environment)


def wall_clock(person):
    """What the server takes for the time of day."""
    return parsedate_to_datetime(person.get("/api/health").header("Date")).timestamp()


def test_rows_and_ids_still_rise_and_the_stream_goes_on(server, clock):
    person = server.admin
    with Stream(person) as stream:
        before = chat.submit(person, chat.THREE)
        events = stream.until("message.done")
        clock.set("-3600")
        assert 3590 < time.time() - wall_clock(person) < 3610, "the clock was really set back"
        after = chat.submit(person, chat.THREE)
        events += stream.until("message.done")
    assert strictly_rising(events)
    new = chat.message(person, after["message_id"])
    assert max(before["message_id"], before["prompt_id"]) < min(after["message_id"], after["prompt_id"])
    assert Answer(after["message_id"]).take_all(events).equals(new)
    with Stream(person, last_event_id=events[0].id) as replay:
        again = [replay.until("message.done"), replay.until("message.done")]
    assert strictly_rising([events[0], *again[0], *again[1]])


def test_rows_rise_over_a_restart_with_the_clock_set_back(server, clock):
    person = server.admin
    last = chat.recorded(person, chat.finished(person))[-1]
    clock.set("-3600")
    server.restart(kill=True)
    with Stream(person, last_event_id=last.id) as stream:
        receipt = chat.submit(person, "1+1")
        events = stream.until("message.done")
    assert "stream.reset" not in {event.type for event in events}
    assert strictly_rising([last, *events]) and events[-1].payload["message"]["id"] == receipt["message_id"]


def test_sessions_stay_right(server, clock):
    person = newcomer(server)
    limit = person.session["absolute_expires_at"]
    with Stream(person) as stream:
        clock.set("-3600")
        assert person.get("/api/auth/me").status == 200
        rotated = person.post("/api/auth/refresh")
        assert rotated.status == 200
        person.signed_in(rotated)
        assert person.session["absolute_expires_at"] <= limit, "setting the clock back prolongs nothing"
        late = newcomer(server)
        assert late.get("/api/auth/me").status == 200
        clock.set("+0")
        assert person.get("/api/auth/me").status == 200 and late.get("/api/auth/me").status == 200
        chat.submit(person, "1+1")
        stream.until("message.done")
    assert person.post("/api/auth/logout").status == 204
    assert person.get("/api/auth/me").status == 401


def test_conversations_keep_their_order_and_pages(server, clock):
    person = server.admin
    first = chat.finished(person, "1+1")
    clock.set("-3600")
    target = f"/api/conversations/{first['conversation_id']}"
    for i in range(3):
        chat.finished(person, f"{i}+2", target + "/reply")
    depths = [entry["depth"] for entry in chat.conversation(person, first["conversation_id"])["messages"]]
    assert depths == list(range(8))
    page = chat.conversation(person, first["conversation_id"], "?limit=3")
    assert [entry["depth"] for entry in page["messages"]] == [5, 6, 7]
    older = chat.conversation(person, first["conversation_id"], f"?limit=10&cursor={page['next_cursor']}")
    assert [entry["depth"] for entry in older["messages"]] == [0, 1, 2, 3, 4]


def test_since_a_time_is_the_lowest_row_at_or_after_it(server, clock):
    person = server.admin
    early = chat.finished(person, "1+1")
    clock.set("-3600")
    late = chat.finished(person, "2+2")
    begun = chat.message(person, early["prompt_id"])["created_at"]
    with Stream(person, f"/api/chat/stream?since={begun}") as stream:
        ids = [stream.until("message.done")[-1].payload["message"]["id"] for _ in range(2)]
    assert ids == [early["message_id"], late["message_id"]]


def seconds_from_now(text):
    return abs(datetime.fromisoformat(text).timestamp() - time.time())


@pytest.mark.parametrize("restart", [False, True])
def test_new_times_follow_a_clock_that_jumped_ahead_and_was_set_back(server, clock, restart):
    person = server.admin
    first = chat.finished(person, "1+1")
    clock.set("+3000d")
    ahead = chat.finished(person, "2+2")
    assert seconds_from_now(chat.message(person, ahead["message_id"])["created_at"]) > 2999 * 86_400
    clock.set("+0")
    if restart:
        server.restart()
    after = chat.finished(person, "3+3", f"/api/conversations/{ahead['conversation_id']}/reply")
    message, prompt = (chat.message(person, after[field]) for field in ("message_id", "prompt_id"))
    assert all(seconds_from_now(time) < 60 for time in (message["created_at"], message["completed_at"], prompt["created_at"]))
    conversation = chat.conversation(person, ahead["conversation_id"])
    assert seconds_from_now(conversation["updated_at"]) < 60 and seconds_from_now(conversation["last_activity_at"]) < 60
    assert person.get("/api/conversations").json()["conversations"][0]["id"] == ahead["conversation_id"], "the newest by its row"
    assert strictly_rising(chat.recorded(person, first) + chat.recorded(person, ahead) + chat.recorded(person, after))
    with Stream(person, f"/api/chat/stream?since={prompt['created_at']}") as stream:
        stream.until("message.done", where=lambda payload: payload["message"]["id"] == after["message_id"])
    assert "is sound" in good(server.run("check"))


def sign_in_again(person):
    """The session may or may not have ended by a clock that jumps; it may not break."""
    return person if person.get("/api/auth/me").status == 200 else person.again()


def test_an_idempotency_key_is_forgotten_after_24_hours(server, clock):
    header = [("Idempotency-Key", "kept-for-a-day")]
    first = server.admin.post("/api/chat", {"prompt": "1+1"}, headers=header).json()
    clock.set("+23.9h")
    person = sign_in_again(server.admin)
    again = person.post("/api/chat", {"prompt": "1+1"}, headers=header)
    assert again.header("Idempotency-Replayed") == "true" and again.json()["message_id"] == first["message_id"]
    clock.set("+24.1h")
    fresh = person.post("/api/chat", {"prompt": "1+1"}, headers=header)
    assert fresh.status == 202 and fresh.header("Idempotency-Replayed") is None
    assert fresh.json()["message_id"] != first["message_id"]


def test_a_cursor_past_the_retention_has_expired(server, clock):
    old = chat.recorded(server.admin, chat.finished(server.admin, "1+1"))[0]
    clock.set("+49h")
    server.restart()
    person = sign_in_again(server.admin)
    deadline = time.monotonic() + 30
    while True:
        with Stream(person, last_event_id=old.id) as stream:
            event = stream.event()
        if event.type == "stream.reset":
            break
        assert time.monotonic() < deadline, "events of 49 hours ago are still there"
    assert event.payload["reason"] == "expired"
    assert chat.conversation(person, person.get("/api/conversations").json()["conversations"][0]["id"])["message_count"] == 2
