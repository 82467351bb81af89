"""An event stream as WHATWG HTML section 9.2.6 reads it, with comments and retry kept for the tests."""

import hashlib
import json
import time

from claims import check_reply
from wire import Closed


class Event:
    def __init__(self, id, type, data):
        self.id, self.type, self.data = id, type, data

    @property
    def payload(self):
        body = json.loads(self.data)
        assert set(body) == {"type", "payload"} and body["type"] == self.type, self
        return body["payload"]

    @property
    def row(self):
        return int(self.id.split(":")[0])

    def __eq__(self, other):
        return (self.id, self.type, self.data) == (other.id, other.type, other.data)

    def __repr__(self):
        return f"<{self.type} {self.id} {self.data[:300]}>"


class Stream:
    """Opened by a client; ends with close()."""

    def __init__(self, client, target="/api/chat/stream", headers=(), last_event_id=None, method="GET", body=None):
        self.connection = client.server.connect()
        self.client = client
        extra = list(headers)
        if last_event_id is not None:
            extra.append(("Last-Event-ID", last_event_id))
        raw = json.dumps(body).encode() if body is not None else None
        if raw is not None:
            extra.append(("Content-Type", "application/json"))
        self.connection.send_request(method, target, [*client.credentials(method), ("Accept", "text/event-stream"),
                                                      *extra], raw)
        self.reply = self.connection.head(method, target)
        framing = self.connection.framing(self.reply)
        if self.reply.status != 200:
            self.reply.body = b"".join(self.connection.pieces(framing))
        check_reply(self.reply)
        self.pieces = self.connection.pieces(framing)
        self.text = b""
        self.comments, self.retry, self.first, self.last_id = [], None, None, None
        self.ended = False

    def __enter__(self):
        assert self.reply.status == 200, self.reply
        assert self.reply.header("Content-Type").split(";")[0] == "text/event-stream"
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.connection.close()

    def block(self):
        """The lines up to the next empty one; None at the stream's end."""
        while b"\n\n" not in self.text:
            try:
                piece = next(self.pieces, None)
            except Closed:
                self.torn = True
                piece = None
            if piece is None:
                self.ended = True
                return None
            assert b"\r" not in piece, "one kind of line end"
            self.text += piece
        block, self.text = self.text.split(b"\n\n", 1)
        return block.decode("utf-8").split("\n")

    def step(self):
        """One block: an Event, "comment", "retry", or None at the end."""
        lines = self.block()
        if lines is None:
            return None
        id, type, data, found = None, "message", [], None
        for line in lines:
            if line.startswith(":"):
                self.comments.append(line)
                found = found or "comment"
                continue
            field, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            assert field in ("id", "event", "data", "retry"), lines
            if field == "retry":
                self.retry, found = int(value), "retry"
            elif field == "id":
                id = value
            elif field == "event":
                type = value
            else:
                data.append(value)
        self.first = self.first or found or "event"
        if not data:
            return found
        self.last_id = id if id is not None else self.last_id
        return Event(id, type, "\n".join(data))

    def event(self, within=20.0):
        """The next event; None at the end. TimeoutError where none comes."""
        self.connection.deadline = time.monotonic() + within
        try:
            while True:
                found = self.step()
                if found is None or isinstance(found, Event):
                    return found
        finally:
            self.connection.deadline = None

    def until(self, type, within=20.0, where=lambda payload: True):
        """All events up to and with the first of this type."""
        events, end = [], time.monotonic() + within
        while True:
            event = self.event(max(0.001, end - time.monotonic()))
            assert event is not None, f"the stream ended before {type}: {events[-5:]}"
            events.append(event)
            if event.type == type and where(event.payload):
                return events

    def rest(self, within=20.0):
        """All events up to the end of the stream."""
        events, end = [], time.monotonic() + within
        while (event := self.event(max(0.001, end - time.monotonic()))) is not None:
            events.append(event)
        return events

    def quiet(self, seconds=0.3):
        """Nothing comes for so long."""
        try:
            event = self.event(seconds)
        except TimeoutError:
            return True
        raise AssertionError(f"unexpected: {event}")


class Answer:
    """What a reader puts together from one answer's deltas. Any repeat or gap fails at once."""

    def __init__(self, message_id):
        self.message_id = message_id
        self.content, self.reasoning, self.next, self.done, self.role = "", "", 0, None, None

    def take(self, event):
        if event.type == "message.delta" and event.payload["message_id"] == self.message_id:
            part = event.payload
            assert self.done is None, "no delta after message.done"
            assert part["sequence_from"] == self.next, f"sequence {part['sequence_from']}, due was {self.next}"
            assert part["sequence_to"] >= part["sequence_from"]
            assert event.id.split(":")[1:] == [self.message_id, str(part["sequence_to"])], event
            self.next = part["sequence_to"] + 1
            for choice in part["choices"]:
                delta = choice["delta"]
                assert ("role" in delta and delta["role"] is not None) == (part["sequence_from"] == 0), event
                self.content += delta.get("content") or ""
                self.reasoning += delta.get("reasoning") or ""
        elif event.type == "message.done" and event.payload["message"]["id"] == self.message_id:
            self.done = event.payload["message"]
        return self

    def take_all(self, events):
        for event in events:
            self.take(event)
        return self

    def equals(self, message):
        """Byte for byte what is stored."""
        assert self.content == message["content"], (self.content[-200:], message["content"][-200:])
        assert self.reasoning == (message["reasoning"] or "")
        assert self.next == message["next_sequence"]
        if self.done:
            stored = message["content"].encode("utf-8")
            assert self.done["content_bytes"] == len(stored)
            assert self.done["content_sha256"] == hashlib.sha256(stored).hexdigest()
            assert self.done["status"] == message["status"]
        return True


def strictly_rising(events):
    rows = [event.row for event in events if event.id]
    assert all(a < b for a, b in zip(rows, rows[1:])), rows
    return True
