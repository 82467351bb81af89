"""HTTP over asyncio, as little as the crash test needs: one request, and an event stream that comes back by itself."""

import asyncio
import hashlib
import json


async def open_request(address, method, target, headers, body=b""):
    reader, writer = await asyncio.open_connection(*address)
    head = [f"{method} {target} HTTP/1.1", f"Host: {address[0]}:{address[1]}", *headers]
    if method != "GET":
        head.append(f"Content-Length: {len(body)}")
    writer.write(("\r\n".join(head) + "\r\n\r\n").encode("utf-8") + body)
    await writer.drain()
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    return int(lines[0].split(" ")[1]), found, reader, writer


async def request(address, method, target, headers, body=None):
    """Status and JSON. Raises OSError or IncompleteReadError where the server died."""
    raw = json.dumps(body).encode("utf-8") if body is not None else b""
    headers = [*headers, "Content-Type: application/json", "Connection: close"]
    status, found, reader, writer = await open_request(address, method, target, headers, raw)
    try:
        data = await reader.readexactly(int(found["content-length"]))
    finally:
        writer.close()
    return status, json.loads(data) if data else None


async def body_pieces(reader, headers):
    if headers.get("transfer-encoding") != "chunked":
        while data := await reader.read(65536):
            yield data
        return
    while True:
        size = int(await reader.readuntil(b"\r\n"), 16)
        data = await reader.readexactly(size + 2)
        if size == 0:
            return
        yield data[:-2]


class Heard:
    """One answer as one reader heard it."""

    def __init__(self):
        self.parts, self.next, self.done = [], 0, None

    def content(self):
        return "".join(self.parts)


class Reader:
    """Follows a user's stream for ever, over every crash. What it hears wrong goes to `complaints`."""

    def __init__(self, name, server, cookies, since, complaints):
        self.name, self.server, self.cookies, self.complaints = name, server, cookies, complaints
        self.since, self.last_id, self.last_row = since, None, 0
        self.answers, self.prompts, self.events, self.connects = {}, {}, 0, 0
        self.connected = asyncio.Event()

    async def follow(self):
        while True:
            try:
                await self.connect()
            except (OSError, asyncio.IncompleteReadError, ValueError):
                pass
            self.connected.clear()
            await asyncio.sleep(0.02)

    async def connect(self):
        headers = [f"Cookie: {self.cookies}", "Accept: text/event-stream"]
        target = "/api/chat/stream"
        if self.last_id:
            headers.append(f"Last-Event-ID: {self.last_id}")
        else:
            target += f"?since={self.since}"
        status, found, reader, writer = await open_request(self.server.address, "GET", target, headers)
        try:
            if status != 200:
                self.complaints.append(f"{self.name}: stream answered {status}")
                await asyncio.sleep(0.5)
                return
            self.connects += 1
            self.connected.set()
            rest = b""
            async for piece in body_pieces(reader, found):
                *blocks, rest = (rest + piece).split(b"\n\n")
                for block in blocks:
                    self.block(block.decode("utf-8"))
        finally:
            writer.close()

    def block(self, text):
        fields = {}
        for line in text.split("\n"):
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                fields[name] = value
        if "data" not in fields:
            return
        self.events += 1
        row = int(fields["id"].split(":")[0])
        if row <= self.last_row:
            self.complaints.append(f"{self.name}: row {row} after {self.last_row}")
        self.last_row, self.last_id = row, fields["id"]
        self.event(fields["event"], json.loads(fields["data"])["payload"])

    def event(self, type, payload):
        if type == "message.new":
            message = payload["message"]
            if message["role"] == "assistant":
                self.answers.setdefault(message["id"], Heard())
            else:
                self.prompts[message["content"]] = self.prompts.get(message["content"], 0) + 1
        elif type == "message.delta":
            self.delta(payload)
        elif type == "message.done":
            heard = self.answers.setdefault(payload["message"]["id"], Heard())
            if heard.done:
                self.complaints.append(f"{self.name}: message.done twice for {payload['message']['id']}")
            heard.done = payload["message"]
        elif type in ("stream.reset", "stream.error"):
            self.complaints.append(f"{self.name}: {type} {payload}")

    def delta(self, payload):
        heard = self.answers.setdefault(payload["message_id"], Heard())
        if payload["sequence_from"] != heard.next or heard.done:
            self.complaints.append(f"{self.name}: delta {payload['sequence_from']} of {payload['message_id']}, "
                                   f"due was {heard.next}{' after done' if heard.done else ''}")
        heard.next = payload["sequence_to"] + 1
        heard.parts += [choice["delta"].get("content") or "" for choice in payload["choices"]]

    def compare(self, message):
        """With what is stored, byte for byte."""
        heard, id = self.answers.get(message["id"]), message["id"]
        if heard is None or heard.done is None:
            self.complaints.append(f"{self.name}: never heard the end of {id} ({message['status']})")
            return
        stored = message["content"].encode("utf-8")
        if heard.content().encode("utf-8") != stored:
            self.complaints.append(f"{self.name}: heard {len(heard.content())} characters of {id}, stored are "
                                   f"{len(message['content'])}")
        if heard.next != message["next_sequence"]:
            self.complaints.append(f"{self.name}: {heard.next} deltas of {id}, stored {message['next_sequence']}")
        if heard.done["content_sha256"] != hashlib.sha256(stored).hexdigest():
            self.complaints.append(f"{self.name}: message.done has another digest for {id}")
