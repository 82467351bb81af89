"""HTTP/1.1 over a socket, byte for byte. Parses responses strictly (RFC 9112), so that a sloppy server fails here."""

import json
import re
import socket
import time

from claims import check_reply

STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5][0-9][0-9]) ([\x20-\x7e]*)\r\n")
HEADER_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x21-\x7e\x80-\xff](?:[\x20-\x7e\t\x80-\xff]*"
                         rb"[\x21-\x7e\x80-\xff])?)?[ \t]*\r\n")
TIMEOUT = 20.0


class Closed(Exception):
    """The peer closed the connection where a response was due."""


class Broken(AssertionError):
    """The peer sent what is no HTTP/1.1."""


class Reply:
    def __init__(self, status, reason, headers, body=b"", method="GET", target=None):
        self.status, self.reason, self.headers, self.body = status, reason, headers, body
        self.method, self.target = method, target

    def header(self, name, default=None):
        for key, value in self.headers:
            if key.lower() == name.lower():
                return value
        return default

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def json(self):
        return json.loads(self.body.decode("utf-8"))

    @property
    def code(self):
        return self.json()["code"]

    @property
    def details(self):
        return self.json()["details"]

    @property
    def paths(self):
        """The pointers of a 422."""
        return [entry["path"] for entry in self.details["errors"]]

    def __repr__(self):
        return f"<{self.method} {self.target} -> {self.status} {self.headers} {self.body[:600]!r}>"


def request_bytes(method, target, headers=(), body=None, host="localhost"):
    names = [name.lower() for name, _ in headers]
    lines = [f"{method} {target} HTTP/1.1"]
    if "host" not in names:
        lines.append(f"Host: {host}")
    lines += [f"{name}: {value}" for name, value in headers]
    if body is not None and "content-length" not in names and "transfer-encoding" not in names:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8") + (body or b"")


class Pieces:
    """A body as it arrives. A read that timed out may be tried again."""

    def __init__(self, connection, framing):
        self.connection, self.framing = connection, framing
        self.due = None  # the bytes of the chunk that has begun
        self.over = framing is None

    def next(self):
        """The next bytes; None at the end."""
        if self.over:
            return None
        if self.framing == "close":
            found = self.until_closed()
        elif self.framing == "chunked":
            found = self.chunk()
        else:
            found = self.connection.exactly(self.framing)
            self.over = True
            return found
        self.over = not found
        return found or None

    def until_closed(self):
        connection = self.connection
        if not connection.buffer and not connection.fill():
            return b""
        data, connection.buffer = connection.buffer, b""
        return data

    def chunk(self):
        if self.due is None:
            size = self.connection.line()
            if not re.fullmatch(rb"[0-9A-Fa-f]+\r\n", size):
                raise Broken(f"no chunk size: {size!r}")
            self.due = int(size, 16)
        data = self.connection.exactly(self.due + 2)
        if data[-2:] != b"\r\n":
            raise Broken("no line end after a chunk")
        self.due = None
        return data[:-2]


class Connection:
    def __init__(self, address, timeout=TIMEOUT):
        self.address = address
        self.socket = socket.create_connection(address, timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.deadline = None
        self.timeout = timeout

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def send_request(self, method, target, headers=(), body=None):
        host = f"{self.address[0]}:{self.address[1]}"
        self.send(request_bytes(method, target, headers, body, host))

    def fill(self):
        """Reads more; False at the end."""
        self.socket.settimeout(self.timeout if self.deadline is None
                               else max(0.001, self.deadline - time.monotonic()))
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        self.buffer += data
        return bool(data)

    def line(self):
        while b"\n" not in self.buffer:
            if not self.fill():
                raise Closed(self.buffer)
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line + b"\n"

    def exactly(self, count):
        while len(self.buffer) < count:
            if not self.fill():
                raise Closed(self.buffer)
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def head(self, method="GET", target=None):
        line = self.line()
        match = STATUS_LINE.fullmatch(line)
        if not match:
            raise Broken(f"no status line: {line!r}")
        headers = []
        while (line := self.line()) != b"\r\n":
            field = HEADER_LINE.fullmatch(line)
            if not field:
                raise Broken(f"no header line: {line!r}")
            headers.append((field[1].decode("ascii"), (field[2] or b"").decode("latin-1")))
        return Reply(int(match[1]), match[2].decode("ascii"), headers, method=method, target=target)

    def framing(self, reply):
        """None (no body), a length, "chunked" or "close"."""
        lengths, codings = reply.all("Content-Length"), reply.all("Transfer-Encoding")
        if len(lengths) > 1 or len(codings) > 1 or (lengths and codings):
            raise Broken(f"ambiguous framing: {reply}")
        if reply.status < 200 or reply.status in (204, 304) or reply.method == "HEAD":
            if reply.status == 204 and (lengths or codings):
                raise Broken(f"a 204 has neither length nor coding: {reply}")
            return None
        if codings:
            if codings[0].lower() != "chunked":
                raise Broken(f"unknown coding: {reply}")
            return "chunked"
        if lengths:
            if not re.fullmatch("[0-9]+", lengths[0]):
                raise Broken(f"no length: {reply}")
            return int(lengths[0])
        return "close"

    def pieces(self, framing):
        return iter(Pieces(self, framing).next, None)

    def reply(self, method="GET", target=None, check=True):
        """The next final response, its body read; interim ones are dropped."""
        while True:
            reply = self.head(method, target)
            if reply.status != 101 and reply.status < 200:
                continue
            framing = self.framing(reply)
            reply.body = b"".join(self.pieces(framing))
            reply.closes = framing == "close" or (reply.header("Connection", "").lower() == "close")
            if check:
                check_reply(reply)
            return reply

    def ask(self, method, target, headers=(), body=None, check=True):
        self.send_request(method, target, headers, body)
        return self.reply(method, target, check)

    def is_closed(self, within=5.0):
        """Does the peer close, without another byte?"""
        self.deadline = time.monotonic() + within
        try:
            return not self.buffer and not self.fill()
        except TimeoutError:
            return False
        finally:
            self.deadline = None


def once(address, data, method="GET", target=None, check=True):
    """Sends exactly these bytes on a connection of their own; the reply, and whether the peer closed after it."""
    with Connection(address) as connection:
        connection.send(data)
        reply = connection.reply(method, target, check)
        reply.closed = connection.is_closed(2.0)
        return reply
