"""Section 9: what the server counts of streams and answers."""

import itertools

import chat
from exposition import Watch, scrape, settled
from sse import Stream
from test_resume import open_slowly


def by_type(events):
    return {kind: len(list(some)) for kind, some in itertools.groupby(sorted(e.type for e in events))}


def test_active_streams_are_counted(launch):
    server = launch()
    assert scrape(server).value("rustygpt_streams_active") == 0
    streams = [Stream(server.admin) for _ in range(3)]
    settled(lambda: scrape(server).value("rustygpt_streams_active"), 3)
    for stream in streams:
        stream.close()
    settled(lambda: scrape(server).value("rustygpt_streams_active"), 0)


def test_events_are_counted_as_a_reader_gets_them(launch):
    server = launch()
    with Stream(server.admin) as stream:
        stream.step()  # its first line: it is there
        watch = Watch(server)
        receipt = chat.submit(server.admin)
        events = stream.until("message.done", 60, lambda payload: payload["message"]["id"] == receipt["message_id"])
    now = scrape(server)
    moved = {kind: now.value("rustygpt_sse_events_total", type=kind) - watch.before.value("rustygpt_sse_events_total", type=kind)
             for kind in now.label_values("type")}
    assert {kind: count for kind, count in moved.items() if count} == by_type(events)
    assert watch.moved("rustygpt_sse_replayed_events_total") == 0


def test_replayed_events_and_merged_deltas_are_counted(launch):
    server = launch()
    receipt = chat.finished(server.admin, chat.long_prompt(20))
    watch = Watch(server)
    events = chat.recorded(server.admin, receipt)
    now = scrape(server)

    def moved(name):
        return now.value(name) - watch.before.value(name)

    deltas = [event.payload for event in events if event.type == "message.delta"]
    merged = sum(delta["sequence_to"] - delta["sequence_from"] for delta in deltas)
    assert merged > 0
    assert moved("rustygpt_sse_replayed_events_total") == len(events)
    assert moved("rustygpt_sse_events_total") == len(events)
    assert moved("rustygpt_sse_merged_deltas_total") == merged


def test_events_outside_the_log_are_counted(launch):
    server = launch()
    watch = Watch(server)
    with Stream(server.admin, "/api/chat", method="POST", body={"prompt": "1+1"}) as inline:
        inline.until("message.done")
    with Stream(server.admin, last_event_id="999999999") as lost:
        lost.until("stream.reset")
    other = server.admin.again()
    with Stream(other) as ended:
        other.post("/api/auth/logout")
        ended.until("stream.error")
    for kind in ("chat.accepted", "stream.reset", "stream.error"):
        assert watch.moved("rustygpt_sse_events_total", type=kind) == 1, kind




def test_a_reader_that_was_too_slow_is_counted(launch):
    """More than the sockets and the queue's cap hold, in events that can't be merged."""
    server = launch()
    slow = open_slowly(server.admin, None)
    slow.step()  # its first line: it is there
    writer, watch = server.admin.copy(), Watch(server)
    while (sent := watch.moved("rustygpt_streams_overflowed_total")) == 0:
        for i in range(20):
            chat.finished(writer, f"{i} " + "word " * 13_000)
    assert sent == 1
    slow.close()
    settled(lambda: scrape(server).value("rustygpt_streams_active"), 0)


def test_answers_tokens_and_first_tokens_are_counted(shared, person):
    watch = Watch(shared)
    receipts = [chat.finished(person) for _ in range(3)]
    usage = [receipt["message"]["usage"] for receipt in receipts]
    assert watch.moves(3, "rustygpt_answers_total", model="builtin", status="completed")
    assert watch.moved("rustygpt_answers_total") == 3
    assert watch.moved("rustygpt_tokens_total", model="builtin", kind="prompt") == sum(u["prompt_tokens"] for u in usage) > 0
    assert watch.moved("rustygpt_tokens_total", model="builtin", kind="completion") == sum(
        u["completion_tokens"] for u in usage) > 0
    assert watch.moved("rustygpt_time_to_first_token_seconds_count", model="builtin") == 3
    assert 0 < watch.moved("rustygpt_time_to_first_token_seconds_sum", model="builtin") < 60


def test_cancelled_and_failed_answers_are_counted(launch):
    server = launch()
    watch = Watch(server)
    receipt = chat.submit(server.admin, chat.long_prompt(200))
    server.admin.post(f"/api/messages/{receipt['message_id']}/cancel")
    assert chat.read_answer(server.admin, receipt)["status"] == "cancelled"
    assert watch.moves(1, "rustygpt_answers_total", status="cancelled")
    assert watch.moved("rustygpt_answers_total") == 1

    server.restart(env={"RUSTYGPT__REASONING__MAX_NODES": "5"})
    watch = Watch(server)
    assert chat.finished(server.admin, chat.long_prompt(20))["message"]["status"] == "failed"
    assert watch.moves(1, "rustygpt_answers_total", status="failed")
    assert watch.moved("rustygpt_answers_total") == 1


def test_answers_of_a_killed_server_count_as_interrupted(launch):
    server = launch()
    receipts = [chat.submit(server.admin, chat.long_prompt(200, seed=i + 1)) for i in range(5)]
    with Stream(server.admin, receipts[0]["stream_url"]) as stream:
        stream.until("message.delta", 60)
        server.restart(kill=True)
    ends = [chat.read_answer(server.admin, receipt)["status"] for receipt in receipts]
    watch = scrape(server)  # its process has counted from 0
    assert "interrupted" in ends
    settled(lambda: scrape(server).value("rustygpt_answers_total", status="interrupted"), ends.count("interrupted"))
    assert watch.value("rustygpt_answers_total", model="other") == 0


def test_the_queue_is_seen_while_answers_wait(launch):
    server = launch()
    receipts, deepest, running = [], 0, 0
    while deepest == 0 and len(receipts) < 2000:
        receipts += [chat.submit(server.admin, chat.long_prompt(40, seed=len(receipts) + i + 1)) for i in range(20)]
        now = scrape(server)
        deepest = now.value("rustygpt_queue_depth", model="builtin")
        running = max(running, now.value("rustygpt_answers_running", model="builtin"))
    assert deepest > 0 and 0 < running <= 64
    for receipt in receipts:
        server.admin.post(f"/api/messages/{receipt['message_id']}/cancel")
    settled(lambda: scrape(server).value("rustygpt_queue_depth"), 0, 60)
    settled(lambda: scrape(server).value("rustygpt_answers_running"), 0, 60)
    settled(lambda: scrape(server).value("rustygpt_answers_total"), len(receipts), 60)
