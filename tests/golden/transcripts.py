#!/usr/bin/python3
"""Golden transcripts: what each route says, with ids, times and secrets replaced.

Usage: transcripts.py [--update]   compares with the files beside it, or writes them anew. Read the diff before you commit it.
"""

import difflib
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "contract")]

from accounts import PASSWORD, Client, make_user, set_up  # noqa: E402
from scenes import SCENES  # noqa: E402
from server import Server  # noqa: E402
from sse import Stream  # noqa: E402

HEADERS = ("Allow", "Cache-Control", "Content-Type", "ETag", "Idempotency-Replayed", "Location", "Preference-Applied",
           "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-RateLimit-Profile", "Referrer-Policy", "Retry-After", "Set-Cookie", "trace_id", "WWW-Authenticate", "X-Accel-Buffering",
           "X-Content-Type-Options", "X-Session-Rotated", "Content-Disposition")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PATTERNS = [
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), "<time>"),
    (re.compile(r'("(?:stream_cursor|next_cursor)": ?)"[^"]+"'), r'\1"<cursor>"'),
    (re.compile(r'("duration_ms": ?)\d+'), r"\1<ms>"),
    (re.compile(r'("created": ?)\d+'), r"\1<seconds>"),
    (re.compile(r"\bsince=[0-9]+"), "since=<row>"),
    (re.compile(r"(trace_id: )[0-9a-f]{32}"), r"\1<trace>"),
    (re.compile(r"rgp_[\w\-]{43}"), "rgp_<token>"),
    (re.compile(r"rgp_[\w\-]{8}(?![\w\-])"), "rgp_<prefix>"),
    (re.compile(r"Max-Age=60\d{4}"), "Max-Age=<rest>"),
    (re.compile(r'ETag: (W/)?"[^"]*"'), r'ETag: \1"<etag>"'),
    (re.compile(r'If-Match: "[^"]*"'), 'If-Match: "<etag>"'),
    (re.compile(r'(etag": ")\\"[^"]*\\"'), r"\1<etag>"),
    (re.compile(r"\+tzdata\.\w+"), "+tzdata.<release>"),
]


class Recorder:
    """Writes one scene down. Ids are numbered in the order in which they appear."""

    def __init__(self, server, people):
        self.server, self.people, self.lines, self.ids = server, people, [], {}
        self.version = Client(server).get("/api/health").json()["version"]

    def clean(self, text):
        for secret in sorted(self.server.secrets - {PASSWORD}, key=len, reverse=True):
            if not re.search(r"\s", secret):
                text = text.replace(secret, "<secret>")
        text = text.replace(PASSWORD, "<password>").replace(f'"version": "{self.version}', '"version": "<version>')
        text = text.replace(self.server.origin, "<origin>")
        text = UUID.sub(lambda match: f"<id-{self.ids.setdefault(match[0], len(self.ids) + 1)}>"
                        if not match[0].startswith("01900000-") else match[0], text)
        for pattern, replacement in PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    def write(self, mark, text):
        for line in self.clean(text).split("\n"):
            self.lines.append(f"{mark} {line}".rstrip())

    def ask(self, who, method, target, body=None, headers=(), raw=None):
        """One exchange; the reply's JSON where it has some."""
        reply = self.people[who].ask(method, target, body, headers=headers, raw=raw)
        self.request(who, method, target, body if raw is None else raw.decode("utf-8", "backslashreplace"), headers)
        self.write("<", str(reply.status))
        self.headers(reply)
        kind = reply.header("Content-Type", "")
        if reply.body and kind.startswith("application/json"):
            self.write("<", json.dumps(reply.json(), indent=1, ensure_ascii=False))
            return reply.json()
        if reply.body:
            self.write("<", reply.body.decode("utf-8"))
        return None

    def request(self, who, method, target, body, headers):
        self.lines.append("")
        self.write(">", f"{method} {target} ({who})")
        for name, value in headers:
            self.write(">", f"{name}: {value}")
        if body is not None:
            self.write(">", body if isinstance(body, str) else json.dumps(body, ensure_ascii=False))

    def headers(self, reply):
        for name in HEADERS:
            for value in sorted(reply.all(name)):
                self.write("<", f"{name}: {value}")

    def stream(self, who, target, until, method="GET", body=None, headers=()):
        """A stream up to the first event of a type; adjoining deltas count as one, however they were cut."""
        with Stream(self.people[who], target, headers, method=method, body=body) as stream:
            self.request(who, method, target, body, [("Accept", "text/event-stream"), *headers])
            self.write("<", str(stream.reply.status))
            self.headers(stream.reply)
            events = stream.until(until)
        for event in merged(events):
            self.write("<", f"event: {event['type']}")
            self.write("<", json.dumps(event["payload"], indent=1, ensure_ascii=False))
        return events


def merged(events):
    joined = []
    for event in events:
        last, payload = joined[-1] if joined else None, event.payload
        if event.type == "message.delta" and last and last["type"] == "message.delta":
            delta, more = last["payload"]["choices"][0]["delta"], payload["choices"][0]["delta"]
            for key in ("content", "reasoning"):
                if more.get(key):
                    delta[key] = (delta.get(key) or "") + more[key]
            last["payload"]["choices"][0]["finish_reason"] = payload["choices"][0]["finish_reason"]
        else:
            joined.append({"type": event.type, "payload": payload})
        if event.type == "message.delta":
            joined[-1]["payload"]["sequence_to"] = "<any>"  # how often the model's text was cut is not promised
    for event in joined:
        if event["type"] == "message.done":
            event["payload"]["message"]["next_sequence"] = "<any>"
    return joined


def record():
    """Every scene's text, by name."""
    server = Server().start()
    try:
        people = {"nobody": Client(server), "ada": set_up(server)}
        texts = {}
        for name, play in SCENES.items():
            people["bob"] = Client(server).login(make_user(server, email=f"{name}@example.org", username=name))
            people["reader"] = Client(server).login(make_user(server, "read_only", email=f"r-{name}@example.org",
                                                              username=f"r-{name}"))
            recorder = Recorder(server, people)
            play(recorder)
            texts[name] = play.__doc__.strip() + "\n" + "\n".join(recorder.lines) + "\n"
        return texts
    finally:
        server.dispose()


def difference(name, text):
    path = HERE / f"{name}.txt"
    old = path.read_text() if path.exists() else ""
    return "".join(difflib.unified_diff(old.splitlines(True), text.splitlines(True), f"golden/{name}.txt", "now"))


def main():
    update, changed = "--update" in sys.argv, 0
    for name, text in record().items():
        if change := difference(name, text):
            changed += 1
            print(change, end="")
            if update:
                (HERE / f"{name}.txt").write_text(text)
    print(f"{changed} changed" + (", written" if update and changed else ""))
    return 1 if changed and not update else 0


if __name__ == "__main__":
    sys.exit(main())
