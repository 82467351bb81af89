"""Section 4: resuming with no gap and no repeat."""

import socket
import threading
import time

import pytest

import chat
from chat import conversation, finished, long_prompt, message, submit
from sse import Answer, Stream, strictly_rising


def others(events):
    return [event for event in events if event.type != "message.delta"]


def test_resuming_at_every_single_event_gives_exactly_the_rest(person):
    receipt = finished(person, long_prompt(12))
    events = chat.recorded(person, receipt)
    stored = message(person, receipt["message_id"])
    assert len(events) > 10
    for i, event in enumerate(events[:-1]):
        with Stream(person, receipt["stream_url"], last_event_id=event.id) as stream:
            rest = stream.until("message.done")
        assert Answer(receipt["message_id"]).take_all(events[:i + 1]).take_all(rest).equals(stored), i
        assert others(rest) == others(events[i + 1:]), i
        assert strictly_rising([event, *rest])


def test_resuming_after_the_last_event_is_live(person):
    receipt = finished(person)
    last = chat.recorded(person, receipt)[-1]
    with Stream(person, last_event_id=last.id) as stream:
        assert stream.quiet()
        submit(person, "1+1")
        assert stream.until("message.done")


def test_resuming_again_and_again_while_it_is_written_loses_nothing(person):
    receipt = submit(person, long_prompt(120))
    answer, last, connections = Answer(receipt["message_id"]), None, 0
    while answer.done is None:
        target = receipt["stream_url"] if last is None else "/api/chat/stream"
        with Stream(person, target, last_event_id=last) as stream:
            connections += 1
            for _ in range(3):
                event = stream.event()
                answer.take(event)
                last = event.id
                if answer.done:
                    break
    assert connections > 3 and answer.equals(message(person, receipt["message_id"]))


def test_since_takes_a_row_an_event_id_and_a_time(person):
    first = finished(person, "1+1")
    events = chat.recorded(person, first)
    delta = next(event for event in events if event.type == "message.delta")
    for since, left in ((events[0].id, events[1:]), (delta.id, None), (message(person, first["message_id"])["created_at"], None)):
        with Stream(person, f"/api/chat/stream?since={since}") as stream:
            rest = stream.until("message.done")
        if left is not None:
            assert others(rest) == others(left)
        assert rest[-1] == events[-1]


def test_since_a_time_starts_at_the_lowest_row_at_or_after_it(person):
    finished(person, "1+1")
    time.sleep(0.05)
    second = finished(person, "2+2")
    begun = message(person, second["prompt_id"])["created_at"]
    with Stream(person, f"/api/chat/stream?since={begun}") as stream:
        events = stream.until("message.done")
    news = [event.payload["message"]["id"] for event in events if event.type == "message.new"]
    assert news == [second["prompt_id"], second["message_id"]]
    with Stream(person, "/api/chat/stream?since=2000-01-01T00:00:00.000Z") as stream:
        for _ in range(2):
            stream.until("message.done")


def test_last_event_id_beats_since(person):
    events = chat.recorded(person, finished(person))
    with Stream(person, f"/api/chat/stream?since={events[0].id}", last_event_id=events[-2].id) as stream:
        assert stream.event() == events[-1]


def test_with_neither_the_stream_starts_live(person):
    finished(person, "1+1")
    with Stream(person) as stream:
        assert stream.quiet()
        receipt = submit(person, "2+2")
        assert stream.until("message.new")[-1].payload["message"]["id"] == receipt["prompt_id"]


def test_a_snapshots_cursor_goes_on_without_gap_or_repeat(person):
    receipt = finished(person, "1+1")
    id = receipt["conversation_id"]
    for snapshot in (lambda: conversation(person, id), lambda: message(person, receipt["message_id"])):
        with Stream(person, f"/api/chat/stream?since={snapshot()['stream_cursor']}") as stream:
            assert stream.quiet()
            person.patch(f"/api/conversations/{id}", {"title": str(time.time())})
            assert stream.event().type == "conversation.updated"


@pytest.mark.parametrize("cursor", ["x", "-1", "1:2", "1:x:0", "99999999999999999999999", "1.5", "0x10", "1:2:3:4", "'", "%F0%9F%98%80",
                                    "18446744073709551616", ":", "::", "1::0"])
def test_a_malformed_cursor_gives_one_reset_then_live(person, cursor):
    finished(person, "1+1")
    forms = [lambda: Stream(person, f"/api/chat/stream?since={cursor}")]
    if "%" not in cursor:
        forms.append(lambda: Stream(person, last_event_id=cursor))
    for form in forms:
        with form() as stream:
            reset = stream.event()
            assert reset.type == "stream.reset" and reset.payload["reason"] == "unknown_cursor"
            assert reset.payload["resync"] and all(url.startswith("/api/conversations") for url in reset.payload["resync"])
            assert stream.quiet(0.1)
            receipt = submit(person, "2+2")
            events = stream.until("message.done")
            assert events[-1].payload["message"]["id"] == receipt["message_id"] and strictly_rising([reset, *events])
        with Stream(person, last_event_id=reset.id) as again:
            assert again.until("message.done")[-1] == events[-1], "the reset's id is a cursor"


def test_a_cursor_from_the_future_gives_one_reset(person):
    last = chat.recorded(person, finished(person))[-1]
    with Stream(person, last_event_id=str(last.row + 1000000)) as stream:
        reset = stream.event()
        assert reset.type == "stream.reset" and reset.row <= last.row + 1000
        assert set(reset.payload) == {"reason", "resync"}


def test_a_stream_of_one_conversation_resets_to_that_one(person):
    id = finished(person, "1+1")["conversation_id"]
    with Stream(person, f"/api/chat/stream?conversation_id={id}", last_event_id="x") as stream:
        assert stream.event().payload["resync"] == [f"/api/conversations/{id}"]


def test_past_the_window_a_cursor_has_expired(launch):
    server = launch(env={"RUSTYGPT__SSE__PERSISTENCE__MAX_EVENTS_PER_USER": "1000"})
    person = server.admin
    first = chat.recorded(person, finished(person, "1+1"))[0]
    while int(message(person, (last := finished(person, long_prompt(40)))["message_id"])["stream_cursor"]) < first.row + 1300:
        pass
    server.restart()  # old events go at the start, and then from time to time
    end = time.monotonic() + 10
    while True:
        with Stream(person, last_event_id=first.id) as stream:
            reset = stream.event()
        if reset.type == "stream.reset":
            break
        assert time.monotonic() < end, "events of long ago are still there"
    assert reset.payload["reason"] == "expired" and reset.payload["resync"] == ["/api/conversations"]
    assert Answer(last["message_id"]).take_all(chat.recorded(person, last)).equals(message(person, last["message_id"]))


@pytest.mark.parametrize("kill", [False, True], ids=["sigterm", "sigkill"])
def test_a_restart_in_mid_stream_leaves_no_gap_no_repeat_and_nothing_hanging(launch, kill):
    server = launch()
    person = server.admin
    for turn in range(3):
        receipts = [submit(person, long_prompt(150, seed=turn + i + 1)) for i in range(4)]
        stream = Stream(person, receipts[0]["stream_url"].split("?")[0] + "?since=" +
                        receipts[0]["stream_url"].split("since=")[1].split("&")[0])
        events = []
        with stream:
            for _ in range(25 * (turn + 1)):
                events.append(stream.event())
            server.restart(kill=kill)
            events += stream.rest(within=5) if not kill else []
        events = [event for event in events if event.id]
        answers = {receipt["message_id"]: Answer(receipt["message_id"]) for receipt in receipts}
        with Stream(person, last_event_id=events[-1].id) as again:
            for answer in answers.values():
                answer.take_all(events)
            while not all(answer.done for answer in answers.values()):
                event = again.event()
                assert event.type != "stream.reset"
                events.append(event)
                for answer in answers.values():
                    answer.take(event)
        assert strictly_rising(events)
        for id, answer in answers.items():
            stored = message(person, id)
            assert answer.equals(stored)
            assert stored["status"] in ("completed", "interrupted") and stored["finish_reason"] in ("stop", "interrupted")


def test_rows_never_fall_back_over_restarts(launch):
    server = launch()
    last = 0
    for kill in (False, True, False, True):
        events = chat.recorded(server.admin, finished(server.admin, "1+1"))
        assert events[0].row > last
        last = events[-1].row
        server.restart(kill=kill)


def open_slowly(client, last_event_id):
    """A stream whose reader's buffer holds next to nothing."""
    slow = Stream.__new__(Stream)
    real = socket.create_connection

    def tiny(*args, **kwargs):
        made = real(*args, **kwargs)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return made

    socket.create_connection = tiny
    try:
        slow.__init__(client, last_event_id=last_event_id)
    finally:
        socket.create_connection = real
    return slow.__enter__()


def start_of_stream(person):
    return message(person, finished(person, "1+1")["message_id"])["stream_cursor"]


def test_a_slow_reader_catches_up_with_everything(person):
    last = start_of_stream(person)
    slow = open_slowly(person, last)
    receipts = [finished(person.copy(), long_prompt(60, seed=i + 1)) for i in range(8)]
    answers = {receipt["message_id"]: Answer(receipt["message_id"]) for receipt in receipts}
    # From here on it reads; what the server could not send so far waited there, within its bounds.
    slow.connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    stream, end = slow, time.monotonic() + 60
    while not all(answer.done for answer in answers.values()):
        assert time.monotonic() < end
        event = stream.event()
        if event is None or event.type == "stream.error":
            stream.close()
            stream = Stream(person, last_event_id=last).__enter__()
            continue
        last = event.id or last
        for answer in answers.values():
            answer.take(event)
    stream.close()
    for id, answer in answers.items():
        assert answer.equals(message(person, id))


def test_readers_that_come_and_go_while_many_write_lose_nothing(person):
    receipts, writers = [], []

    def write(i):
        client = person.copy()
        for j in range(5):
            receipts.append(finished(client, long_prompt(15, seed=10 * i + j + 1)))

    with Stream(person) as stream:
        start = submit(person, "1+1")
        first = stream.until("message.new")[0]
    writers = [threading.Thread(target=write, args=(i,)) for i in range(4)]
    for writer in writers:
        writer.start()
    events, last = [], first.id
    done, end = 0, time.monotonic() + 60
    while done < 21:
        assert time.monotonic() < end
        with Stream(person, last_event_id=last) as stream:
            for _ in range(17):
                event = stream.event()
                events.append(event)
                last = event.id
                done += event.type == "message.done"
                if done == 21:
                    break
    for writer in writers:
        writer.join()
    assert strictly_rising(events)
    for receipt in [*receipts, start]:
        assert Answer(receipt["message_id"]).take_all(events).equals(message(person, receipt["message_id"]))
