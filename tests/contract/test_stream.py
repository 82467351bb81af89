"""Section 4: frames, types, visibility, the beginning and the end of streams."""

import re
import threading
import time

import pytest

import chat
from accounts import make_user, newcomer
from chat import THREE, finished, long_prompt, message, submit
from claims import MESSAGE, TIME
from plain import plain
from sse import Answer, Stream, strictly_rising

UUID = "01900000-0000-7000-8000-000000000000"
SUMMARY = {"root_id", "root_excerpt", "root_author", "created_at", "last_activity_at", "message_count", "participant_count"}
NODE = {"id", "kind", "label", "status", "depends_on", "started_at", "duration_ms", "tool", "version", "input_digest",
        "output_digest", "error"}
PAYLOADS = {
    "thread.new": {"conversation_id", "root_id", "summary"},
    "thread.activity": {"conversation_id", "root_id", "last_activity_at"},
    "message.new": {"message"},
    "message.queued": {"conversation_id", "message_id", "position"},
    "reasoning.step": {"conversation_id", "message_id", "node"},
    "message.delta": {"id", "object", "created", "model", "conversation_id", "root_id", "message_id", "parent_id", "depth",
                      "sequence_from", "sequence_to", "choices"},
    "message.done": {"message"},
    "conversation.updated": {"conversation_id", "title", "archived"},
    "conversation.deleted": {"conversation_id"},
}
DONE = MESSAGE - {"content", "reasoning"} | {"content_bytes", "content_sha256"}


def test_headers_of_a_stream(member):
    with Stream(member) as stream:
        assert stream.reply.header("Cache-Control") == "no-store"
        assert stream.reply.header("X-Accel-Buffering") == "no"
        assert stream.reply.header("Content-Type").split(";")[0] == "text/event-stream"


def test_a_retry_of_1000_to_4000_ms_comes_first_and_differs(member):
    values = set()
    for _ in range(6):
        with Stream(member) as stream:
            stream.connection.deadline = time.monotonic() + 5
            stream.step()
            assert stream.first == "retry" and 1000 <= stream.retry <= 4000
            values.add(stream.retry)
    assert len(values) > 1


def test_every_event_has_the_shape_of_its_type(person):
    with Stream(person) as stream:
        receipt = submit(person, THREE)
        events = stream.until("message.done")
        person.patch(f"/api/conversations/{receipt['conversation_id']}", {"title": "New"})
        events += stream.until("conversation.updated")
        person.delete(f"/api/conversations/{receipt['conversation_id']}")
        events += stream.until("conversation.deleted")
    assert {"thread.new", "message.new", "reasoning.step", "message.delta", "message.done"} <= {e.type for e in events}
    for event in events:
        payload = event.payload
        assert set(payload) == PAYLOADS[event.type], event
        if event.type == "thread.new":
            assert set(payload["summary"]) == SUMMARY
        elif event.type == "message.new":
            assert set(payload["message"]) == MESSAGE
        elif event.type == "message.done":
            assert set(payload["message"]) in (DONE, DONE | {"reasoning"}), set(payload["message"]) ^ DONE
        elif event.type == "reasoning.step":
            assert set(payload["node"]) == NODE
        elif event.type == "message.delta":
            assert payload["object"] == "chat.completion.chunk" and payload["id"] == receipt["message_id"]
            assert payload["parent_id"] == receipt["prompt_id"] and payload["depth"] == 1
            assert all(set(choice) == {"index", "delta", "finish_reason"} for choice in payload["choices"])
    assert strictly_rising(events)


def test_ids_are_a_row_or_for_a_delta_row_message_sequence(person):
    for event in chat.recorded(person, finished(person)):
        if event.type == "message.delta":
            assert re.fullmatch(rf"\d+:{event.payload['message_id']}:\d+", event.id)
        else:
            assert re.fullmatch(r"\d+", event.id)


def test_message_new_comes_before_the_first_delta_and_done_last(person):
    receipt = finished(person)
    types = [event.type for event in chat.recorded(person, receipt)]
    assert types.index("message.new") < types.index("message.delta") and types[-1] == "message.done"
    assert types.count("message.done") == 1


def test_steps_end_in_the_order_of_the_graph(person):
    receipt = finished(person)
    begun, ended = set(), set()
    for event in chat.recorded(person, receipt):
        if event.type == "reasoning.step":
            node = event.payload["node"]
            assert node["id"] not in ended
            if node["status"] == "running":
                begun.add(node["id"])
            else:
                assert set(node["depends_on"]) <= ended, node
                ended.add(node["id"])
    assert begun == ended and len(ended) >= 3


def test_the_same_prompt_has_the_same_graph(person):
    graphs = []
    for _ in range(2):
        steps = [e.payload["node"] for e in chat.recorded(person, finished(person)) if e.type == "reasoning.step"]
        graphs.append({(n["id"], n["kind"], n["tool"], n["version"], n["input_digest"], n["output_digest"], *n["depends_on"])
                       for n in steps if n["status"] == "completed"})
    assert graphs[0] == graphs[1]


def test_deltas_concatenate_to_what_is_stored(person):
    stored = chat.read_answer(person, submit(person, long_prompt(60)))
    assert stored["status"] == "completed" and stored["next_sequence"] > 1


def test_every_open_screen_sees_everything_live(person):
    streams = [Stream(person).__enter__() for _ in range(5)]
    receipt = submit(person, long_prompt(20))
    for stream in streams:
        events = stream.until("message.done")
        stream.close()
        Answer(receipt["message_id"]).take_all(events).equals(message(person, receipt["message_id"]))


def test_a_stream_is_live_from_the_moment_its_head_arrives(shared, person):
    """A browser's "open" comes with the head: what is sent after it must be heard. Commands that write to the database
    meanwhile make the server's reads slow, and a gap between head and reading wide."""
    stop = threading.Event()

    def disturb():
        while not stop.is_set():
            make_user(shared)

    others = [threading.Thread(target=disturb) for _ in range(2)]
    for other in others:
        other.start()
    try:
        for i in range(150):
            with Stream(person) as stream:
                receipt = submit(person, f"{i} + 1 and {i} + 2")
                event = stream.event(within=5)
                assert event.type in ("thread.new", "message.new") and receipt["conversation_id"] in event.data, (i, event)
                stream.until("message.done")
    finally:
        stop.set()
        for other in others:
            other.join()


def test_conversations_begun_later_are_included(person):
    with Stream(person) as stream:
        for prompt in ("1+1", "2+2"):
            receipt = submit(person, prompt)
            stream.until("message.done", where=lambda p: p["message"]["id"] == receipt["message_id"])


def test_a_stream_of_one_conversation_shows_only_it(person):
    one, other = finished(person, "1+1"), finished(person, "2+2")
    with Stream(person, f"/api/chat/stream?conversation_id={one['conversation_id']}") as stream:
        finished(person, "3+3", f"/api/conversations/{other['conversation_id']}/reply")
        mine = submit(person, "4+4", f"/api/conversations/{one['conversation_id']}/reply")
        events = stream.until("message.done")
    assert not any(other["conversation_id"] in event.data for event in events)
    assert events[-1].payload["message"]["id"] == mine["message_id"]


def test_streams_of_others_show_nothing_live_or_replayed(person, stranger):
    with Stream(stranger) as live:
        receipt = finished(person, "my own words")
        since = receipt["stream_url"].split("since=")[1].split("&")[0]
        with Stream(stranger, f"/api/chat/stream?since={since}") as replay:
            mine = submit(stranger, "1+1")
            for stream in (live, replay):
                events = stream.until("message.done")
                assert not any(receipt["conversation_id"] in event.data for event in events)
                assert events[-1].payload["message"]["id"] == mine["message_id"]


def test_foreign_absent_and_malformed_conversations_are_404(person, stranger):
    theirs = finished(stranger, "1+1")["conversation_id"]
    bodies = set()
    for id in (theirs, UUID):
        stream = Stream(person, f"/api/chat/stream?conversation_id={id}")
        assert stream.reply.status == 404
        bodies.add(stream.reply.body)
        stream.close()
    assert len(bodies) == 1
    assert person.get("/api/chat/stream?conversation_id=x").status in (404, 422)


def test_without_a_session_there_is_no_stream(nobody):
    assert nobody.get("/api/chat/stream").status == 401


ODD = ["a\r\nb\rc\nd", "id: 1\nevent: message.done\ndata: {}\n\n", "\n\nretry: 1\n\n: comment", "a\u2028b\u2029c\u0085d",
       "data: x\rdata: y", ":\n:\n:", "\ufeffbom", "\x01\x02\x1f\x7f", "id:\u0000".replace("\u0000", ""), "\\u0000 \\n \\",
       "</script>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "0\r\n\r\n", "\U0001f600" * 50]


@pytest.mark.parametrize("prompt", ODD, ids=range(len(ODD)))
def test_no_text_can_break_the_framing(person, prompt):
    prompt = prompt + " what is 2+2?"
    with Stream(person) as stream:
        receipt = submit(person, prompt, title="id: 7 data: x")
        events = stream.until("message.done")
    news = [event.payload["message"] for event in events if event.type == "message.new"]
    assert news[0]["content"] == plain(prompt) == message(person, receipt["prompt_id"])["content"]
    assert {event.type for event in events} <= set(PAYLOADS)
    Answer(receipt["message_id"]).take_all(events).equals(message(person, receipt["message_id"]))


def test_a_comment_comes_every_keepalive_interval(launch):
    server = launch(env={"RUSTYGPT__SERVER__SSE_KEEPALIVE_SECONDS": "1"})
    with Stream(server.admin) as stream:
        start = time.monotonic()
        stream.connection.deadline = start + 8
        while len(stream.comments) < 3:
            stream.step()
        assert 2.0 < time.monotonic() - start < 6.0


def test_past_the_cap_the_oldest_stream_ends_with_an_error(launch):
    server = launch(env={"RUSTYGPT__SERVER__MAX_STREAMS_PER_USER": "3"})
    streams = [Stream(server.admin).__enter__() for _ in range(3)]
    for stream in streams:
        stream.connection.deadline = time.monotonic() + 20
        stream.step()
    streams.append(Stream(server.admin).__enter__())
    last = streams[0].rest(within=20)[-1]
    assert last.type == "stream.error"
    assert set(last.payload) == {"code", "message", "details", "trace_id", "message_id", "retryable"}
    submit(server.admin, "1+1")
    for stream in streams[1:]:
        stream.until("message.done")
        stream.close()
    newcomer(server)  # another person's streams are not counted
    with Stream(newcomer(server)) as other:
        assert other.quiet(0.2)


def test_shutdown_closes_streams_cleanly(launch):
    server = launch()
    with Stream(server.admin) as idle, Stream(server.admin) as busy:
        submit(server.admin, long_prompt(100))
        busy.until("message.delta")
        assert server.stop(within=12) == 0
        for stream in (idle, busy):
            stream.rest(within=5)
            assert stream.ended and not getattr(stream, "torn", False), "an end, not a cut"


def test_no_event_is_named_error_and_none_is_nameless(person):
    types = {event.type for event in chat.recorded(person, finished(person))}
    assert "error" not in types and "message" not in types


def test_updates_are_told_to_every_screen(person):
    id = finished(person, "1+1")["conversation_id"]
    with Stream(person) as stream:
        person.patch(f"/api/conversations/{id}", {"title": "New name"})
        event = stream.until("conversation.updated")[-1]
        assert event.payload == {"conversation_id": id, "title": "New name", "archived": False}
        person.patch(f"/api/conversations/{id}", {"archived": True})
        assert stream.until("conversation.updated")[-1].payload["archived"] is True


def test_times_in_events_are_of_the_contracts_form(person):
    for event in chat.recorded(person, finished(person)):
        for value in re.findall(r'"(?:created_at|completed_at|last_activity_at|started_at)":"([^"]*)"', event.data):
            assert TIME.fullmatch(value), value
