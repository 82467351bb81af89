"""People who use a server on the recorded disk, and a journal of all that they were told, to the byte of the recording.

The server stops at every sync (POWER_CONTROL) until everything that it could tell before that sync has been read: what it
tells too early is in the journal before the moment of the loss.
"""

import asyncio
import json
import os
import random
import re
import socket
import subprocess
from dataclasses import dataclass, field

from reader import body_pieces, open_request
from server import GENEROUS, LINK

PASSWORD = "correct horse battery staple 9"
CUT = (OSError, asyncio.IncompleteReadError, ValueError, IndexError, KeyError)
PEOPLE = ("ada", "bea", "cyd")


@dataclass
class Told:
    at: int       # the recording's length by then: a loss of power at or after it must not take this back
    what: str     # asked, for a change that was asked for, whether or not an answer came
    person: str
    facts: dict = field(default_factory=dict)


@dataclass
class Sync:
    """A moment at which power is lost."""
    at: int


class Journal:
    def __init__(self, recording):
        self.recording, self.told = recording, []

    def now(self):
        return os.stat(self.recording).st_size if self.recording.exists() else 0

    def note(self, what, person, **facts):
        self.told.append(Told(self.now(), what, person, facts))


class Machine:
    """The server on the recorded disk: started, killed at a sync, started again."""

    def __init__(self, program, folder, env):
        self.program, self.folder, self.env = program, folder, env
        self.journal = Journal(folder / "recording")
        (folder / "data").mkdir()
        self.syncs, self.kill_at, self.port, self.address = 0, None, 0, None
        self.up, self.pings = asyncio.Event(), []
        self.killed_at, self.heard, self.heard_before = None, 0, None

    def environment(self):
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("RUSTYGPT", "POWER"))}
        return {**kept, **GENEROUS, "RUSTYGPT__SERVER__PORT": str(self.port), "RUSTYGPT__TELEMETRY__LOG_LEVEL": "warning",
                "POWER_LOG": str(self.journal.recording), "POWER_CONTROL": str(self.theirs.fileno()), **self.env}

    async def start(self):
        ours, self.theirs = socket.socketpair()
        ours.setblocking(False)
        self.guard = asyncio.create_task(self.watch(ours))
        self.process = await asyncio.create_subprocess_exec(
            self.program, cwd=self.folder / "data", env=self.environment(), stdout=subprocess.PIPE,
            stderr=open(self.folder / "stderr", "ab"), pass_fds=[self.theirs.fileno()])
        self.theirs.close()
        token = None
        while True:
            line = (await asyncio.wait_for(self.process.stdout.readline(), 60)).decode()
            assert line, (self.folder / "stderr").read_text()[-2000:]
            if match := LINK.search(line):
                self.port, self.address, token = int(match[2]), ("127.0.0.1", int(match[2])), match[4]
                if "listens" not in line or self.is_set_up:
                    break
        self.pings = [await asyncio.open_connection(*self.address) for _ in range(8)]  # on all cores
        self.up.set()
        return token

    is_set_up = False

    async def watch(self, control):
        """Lets each sync go on once nothing more comes; or pulls the plug on the process there."""
        loop = asyncio.get_running_loop()
        while await loop.sock_recv(control, 1):
            self.syncs += 1
            await self.quiet()
            if self.syncs == self.kill_at:
                self.kill_at = None
                self.up.clear()
                self.process.kill()
                return
            await loop.sock_sendall(control, b"g")

    async def quiet(self):
        """Rounds of a request that needs no disk: each is answered behind what the cores had to send before."""
        if self.heard_before is not None:
            await self.somebody_listens()
        for _ in range(3):
            for reader, writer in self.pings:
                try:
                    writer.write(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
                    await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
                except CUT:
                    return

    async def somebody_listens(self):
        """The process was killed before a sync: the system still has what it wrote, and a disk may not. Who listens now may
        be told of it only once it is safe."""
        end = asyncio.get_running_loop().time() + 2
        while self.heard == self.heard_before and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.005)
        self.heard_before = None

    async def restart_after_kill(self):
        await self.process.wait()
        await self.guard
        self.pings, self.killed_at, self.heard_before = [], self.journal.now(), self.heard
        self.up.set()
        await self.start()

    async def stop(self):
        self.process.terminate()
        code = await asyncio.wait_for(self.process.wait(), 60)
        assert code == 0, f"it ended with {code}"
        self.guard.cancel()


class Person:
    def __init__(self, machine, name):
        self.machine, self.journal, self.name = machine, machine.journal, name
        self.email, self.cookies, self.csrf = f"{name}@example.org", {}, ""
        self.dice = random.Random(name)
        self.conversations = []

    def note(self, what, **facts):
        self.journal.note(what, self.name, **facts)

    def headers(self):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return [f"Cookie: {cookies}", f"X-CSRF-Token: {self.csrf}"] if cookies else []

    async def ask(self, method, target, body=None, headers=()):
        """Status, headers, JSON. Raises one of CUT where the server died."""
        raw = json.dumps(body).encode() if body is not None else b""
        status, found, reader, writer = await open_request(
            self.machine.address, method, target,
            [*self.headers(), *headers, "Content-Type: application/json", "Connection: close"], raw)
        try:
            data = await reader.readexactly(int(found.get("content-length", 0)))
        finally:
            writer.close()
        return status, found, json.loads(data) if data else None

    async def insist(self, *request):
        """Again after a restart, as with prompts whose key makes that safe."""
        while True:
            await self.machine.up.wait()
            try:
                return await self.ask(*request)
            except CUT:
                await asyncio.sleep(0.01)

    async def sign_in(self, target="/api/auth/login", **body):
        """The cookies are told to be good."""
        await self.machine.up.wait()
        raw = json.dumps(body or {"email": self.email, "password": PASSWORD}).encode()
        reader, writer = await asyncio.open_connection(*self.machine.address)
        try:
            writer.write(f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                         f"Content-Length: {len(raw)}\r\nConnection: close\r\n\r\n".encode() + raw)
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            answer = json.loads(await reader.read())
        finally:
            writer.close()
        assert head.split(" ")[1] in ("200", "201"), (head, answer)
        self.cookies = dict(re.findall(r"^set-cookie: ([^=]+)=([^;]*)", head, re.M | re.I))
        self.csrf = answer["csrf_token"]
        self.note("session", cookies=self.cookies, csrf=self.csrf)

    async def prompt(self, number, target="/api/chat", wait=False):
        key = f"{self.name}-{number}-{len(target)}"
        body = {"prompt": f"{number} * {self.dice.randint(2, 99)}, {number} km in miles, and what is 17% of {number}?"}
        headers = [f"Idempotency-Key: {key}", *(["Prefer: wait=20"] if wait else [])]
        self.note("asked", prompt=body["prompt"])
        status, _, receipt = await self.insist("POST", target, body, headers)
        assert status in (200, 202), receipt
        self.note("prompt", key=key, body=body, target=target, receipt={**receipt, "message": None})
        if receipt["message"]:
            self.note("read", message=receipt["message"])
        return receipt

    async def change(self, what, method, target, body=None, **facts):
        """A change that is asked for once. Nothing where the server died meanwhile."""
        await self.machine.up.wait()
        self.note("asked", **{what: True}, **facts)
        try:
            status, _, answer = await self.ask(method, target, body)
        except CUT:
            return None
        assert status in (200, 201, 204), (method, target, status, answer)
        told = answer or {}
        self.note(what, **{"id": told.get("id"), **facts}, answer=told)
        return told

    async def live(self, steps):
        other = document = token = None
        for step in range(1, steps + 1):
            receipt = await self.prompt(step, wait=step % 2 == 0)
            self.conversations.append(receipt["conversation_id"])
            if step % 2 == 0:
                await self.prompt(step + 100, f"/api/conversations/{receipt['conversation_id']}/reply", wait=True)
            if step % 3 == 0:
                await self.change("renamed", "PATCH", f"/api/conversations/{receipt['conversation_id']}",
                                  {"title": f"Title {step}"}, id=receipt["conversation_id"], title=f"Title {step}")
            if step % 4 == 0:
                gone = self.conversations.pop(0)
                await self.change("deleted", "DELETE", f"/api/conversations/{gone}", id=gone)
            if step % 6 == 1:
                document = await self.change("document", "POST", "/api/documents", {
                    "title": f"Notes {step}", "media_type": "text/plain", "content": f"The harbour of {self.name} has {step} piers."})
                token = await self.change("token", "POST", "/api/tokens", {"name": f"t{step}", "scopes": ["read"]})
            elif step % 6 == 3 and document:
                await self.change("document_gone", "DELETE", f"/api/documents/{document['id']}", id=document["id"])
            elif step % 6 == 5 and token:
                await self.change("token_gone", "DELETE", f"/api/tokens/{token['id']}", id=token["id"])
            if step % 5 == 2:
                other = Person(self.machine, self.name)
                try:
                    await other.sign_in()
                except CUT:
                    other = None
            elif step % 5 == 4 and other:
                await other.change("signed_out", "POST", "/api/auth/logout", cookies=other.cookies)


class Listener:
    """Follows a person's stream over every restart, and now and then hangs up by itself."""

    def __init__(self, person, name, since, hangs_up):
        self.person, self.name, self.since, self.last, self.hangs_up = person, name, since, None, hangs_up

    async def follow(self):
        while True:
            await self.person.machine.up.wait()
            try:
                await self.listen()
            except CUT:
                pass
            await asyncio.sleep(0.002)

    async def listen(self):
        target = "/api/chat/stream" + ("" if self.last else f"?since={self.since}")
        status, found, reader, writer = await open_request(
            self.person.machine.address, "GET", target,
            [*self.person.headers(), "Accept: text/event-stream", *([f"Last-Event-ID: {self.last}"] if self.last else [])])
        assert status == 200, status
        rest, left = b"", self.hangs_up
        try:
            async for piece in body_pieces(reader, found):
                *blocks, rest = (rest + piece).split(b"\n\n")
                for block in blocks:
                    self.hear(block.decode())
                    left -= 1
                if self.hangs_up and left <= 0:
                    return
        finally:
            writer.close()

    def hear(self, block):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if "data" not in fields:
            return
        self.last = fields["id"]
        self.person.machine.heard += 1
        self.person.note("event", listener=self.name, id=fields["id"], type=fields["event"], data=fields["data"])
