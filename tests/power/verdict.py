"""Starts the real server on what a loss of power left, and holds it to all that people had been told by then."""

import json
import shutil
import time
from pathlib import Path

import chat
from accounts import Bearer, Client
from server import Server
from sse import Stream, strictly_rising


class Survivor(Server):
    """A server on a folder that a loss left."""

    def __init__(self, folder):
        super().__init__()
        shutil.rmtree(self.folder)
        self.folder = Path(folder)


def complaints_about(folder, told):
    """What does not hold of the folder: a line each."""
    server = Survivor(folder)
    try:
        server.start()
        problems = [line for name in people(told) for line in Claims(server, name, told).all()]
        problems += whole(server, told)
        server.kill()
        checked = server.run("check")
        if checked.returncode != 0:
            problems.append(f"check: {(checked.stdout + checked.stderr).decode()[-300:]}")
        return problems
    except Exception as error:  # of whatever kind, the loss is named with it
        return [f"{type(error).__name__}: {error} {server.last_words() if server.process else ''}"[:600]]
    finally:
        server.dispose(check=False)


def people(told):
    return sorted({entry.person for entry in told if entry.what == "session"})


def whole(server, told):
    if any(entry.what == "session" for entry in told) and not server.answers("/api/setup")["is_setup"]:
        yield "it is not set up any more"


class Claims:
    """Of one person."""

    def __init__(self, server, name, told):
        self.server, self.told = server, [entry for entry in told if entry.person == name]
        self.facts = [(entry.what, entry.facts) for entry in self.told]
        self.name, self.gone, self.doubtful = name, set(), set()
        self.client = self.signed_in(self.of("session")[0])
        self.messages = {}
        self.heard = {}
        for facts in self.of("event"):
            self.heard.setdefault(facts["listener"], []).append(facts)
        # They come back at once, before anything new happens.
        self.resumed = {name: Stream(self.client, last_event_id=told[-1]["id"]) for name, told in self.heard.items()}

    def of(self, what):
        return [facts for kind, facts in self.facts if kind == what]

    def asked(self, what):
        """Ids for which it was asked; where no answer came, either may be."""
        return {facts["id"] for facts in self.of("asked") if what in facts}

    def signed_in(self, session):
        client = Client(self.server)
        client.cookies, client.csrf = dict(session["cookies"]), session["csrf"]
        return client

    def all(self):
        out = []
        claims = (self.sessions, self.prompts, self.reads, self.conversations, self.documents, self.tokens, self.retries,
                  self.streams)
        for claim in claims:
            try:
                out += [f"{self.name}: {line}" for line in claim() or ()]
            except Exception as error:
                out.append(f"{self.name}: {claim.__name__}: {type(error).__name__} {error}"[:400])
        self.client.close()
        return out

    def sessions(self):
        over = [facts["cookies"] for facts in self.of("signed_out")]
        ending = [facts["cookies"] for facts in self.of("asked") if "signed_out" in facts]
        for session in self.of("session"):
            client = self.signed_in(session)
            me = client.get("/api/auth/me")
            client.close()
            if session["cookies"] in over:
                if me.status != 401:
                    yield "a session that was signed out is back"
            elif session["cookies"] not in ending:
                if me.status != 200:
                    yield f"a session is gone: {me.status}"
                elif me.json()["csrf_token"] != session["csrf"]:
                    yield "a session has another CSRF token"

    def prompts(self):
        deleted, doubtful = {facts["id"] for facts in self.of("deleted")}, self.asked("deleted")
        for facts in self.of("prompt"):
            receipt = facts["receipt"]
            found = [self.client.get(f"/api/messages/{receipt[field]}") for field in ("prompt_id", "message_id")]
            states = [reply.status for reply in found]
            if receipt["conversation_id"] in deleted:
                if states != [404, 404]:
                    yield f"{receipt['conversation_id']} was deleted and is back"
            elif receipt["conversation_id"] not in doubtful:
                if states != [200, 200]:
                    yield f"an acknowledged prompt is gone: {states}"
                elif found[0].json()["content"] != facts["body"]["prompt"]:
                    yield "a prompt has another text"
                else:
                    self.messages[receipt["message_id"]] = None

    def settle(self):
        """The answers as they are stored once all of them have ended."""
        end = time.monotonic() + 30
        for id in self.messages:
            while (message := chat.message(self.client, id))["status"] in ("queued", "streaming"):
                assert time.monotonic() < end, f"{id} is left hanging"
                time.sleep(0.005)
            self.messages[id] = message

    def reads(self):
        self.settle()
        for facts in self.of("read"):
            told = facts["message"]
            now = self.messages.get(told["id"])
            if now and told["status"] == "completed" and (now["content"], now["status"]) != (told["content"], "completed"):
                yield f"{told['id']} was read as completed, and is another now"

    def conversations(self):
        listed = {entry["id"]: entry for entry in
                  self.client.get("/api/conversations?limit=200").json()["conversations"]}
        doubtful, deleted = self.asked("deleted"), {facts["id"] for facts in self.of("deleted")}
        for facts in self.of("prompt"):
            id = facts["receipt"]["conversation_id"]
            if id not in listed and id not in doubtful:
                yield f"the conversation {id} is not in the list"
        if back := deleted & set(listed):
            yield f"deleted conversations are back in the list: {back}"
        for facts in self.of("renamed"):
            entry = listed.get(facts["id"])
            if entry and entry["title"] != facts["title"]:
                yield f"{facts['id']} has lost its title"

    def documents(self):
        doubtful, gone = self.asked("document_gone"), {facts["id"] for facts in self.of("document_gone")}
        for facts in self.of("document"):
            status = self.client.get(f"/api/documents/{facts['id']}").status
            if facts["id"] in gone and status != 404:
                yield "a deleted document is back"
            elif facts["id"] not in doubtful and status != 200:
                yield f"a document is gone: {status}"

    def tokens(self):
        doubtful, gone = self.asked("token_gone"), {facts["id"] for facts in self.of("token_gone")}
        for facts in self.of("token"):
            program = Bearer(self.server, facts["answer"]["token"])
            status = program.get("/api/auth/me").status
            program.close()
            if facts["id"] in gone and status != 401:
                yield "a revoked token is back"
            elif facts["id"] not in doubtful and status != 200:
                yield f"a token is gone: {status}"

    def retries(self):
        """The same key means the same answer: none is given twice."""
        for facts in self.of("prompt")[-2:]:
            receipt = facts["receipt"]
            if receipt["conversation_id"] in self.asked("deleted"):
                continue
            again = self.client.post(facts["target"], facts["body"], headers=[("Idempotency-Key", facts["key"])])
            if again.status not in (200, 202) or again.json()["message_id"] != receipt["message_id"]:
                yield f"a retry is {again.status} and another answer"

    def streams(self):
        """Each listener comes back by the last id that it saw; nothing is there twice, nothing missing, nothing else."""
        if not self.heard:
            return
        last = chat.finished(self.client, "1 + 1")["message_id"]
        ended = lambda payload: payload["message"]["id"] == last  # noqa: E731
        with Stream(self.client, f"/api/chat/stream?since={self.of('since')[0]['cursor']}") as stream:
            replay = stream.until("message.done", where=ended)
        strictly_rising(replay)
        for name, told in self.heard.items():
            with self.resumed[name] as stream:
                rest = stream.until("message.done", where=ended)
            strictly_rising(rest)
            if rest[0].type == "stream.reset":
                yield f"{name} is sent back to the start: {rest[0].data}"
            elif rest[0].row <= int(told[-1]["id"].split(":")[0]):
                yield f"{name} gets a row again: {rest[0].id} after {told[-1]['id']}"
            yield from self.unlike(name, told, {event.row: event for event in replay})
            yield from self.answers_heard(name, told, rest)

    def unlike(self, name, told, by_row):
        """What a listener saw, and the log no longer has, or has otherwise. A delta may have been merged into a later one."""
        deleted = self.asked("deleted")
        for facts in told:
            if conversation_of(facts["data"]) in deleted:
                continue
            event = by_row.get(int(facts["id"].split(":")[0]))
            if facts["type"] == "message.delta":
                same = event is None or event.id == facts["id"]
            else:
                same = event and (event.type, event.data) == (facts["type"], facts["data"])
            if not same:
                yield f"{name} saw {facts['id']} ({facts['type']}), which is {'gone' if event is None else 'another now'}"

    def answers_heard(self, name, told, rest):
        seen = {}
        for type, payload in [*((f["type"], json.loads(f["data"])["payload"]) for f in told),
                              *((event.type, event.payload) for event in rest)]:
            if type == "message.delta":
                part = seen.setdefault(payload["message_id"], [0, ""])
                if part[0] != payload["sequence_from"]:
                    yield f"{name}: delta {payload['sequence_from']} of {payload['message_id']}, due was {part[0]}"
                part[0] = payload["sequence_to"] + 1
                part[1] += "".join(choice["delta"].get("content") or "" for choice in payload["choices"])
        for id, message in self.messages.items():
            if message and id in seen and seen[id] != [message["next_sequence"], message["content"]]:
                yield f"{name} heard {len(seen[id][1])} characters of {id}, stored are {len(message['content'])}"
            elif message and id not in seen and message["next_sequence"]:
                yield f"{name} heard nothing of {id}"


def conversation_of(data):
    payload = json.loads(data)["payload"]
    return (payload.get("conversation_id") or payload.get("id")
            or (payload.get("message") or {}).get("conversation_id"))
