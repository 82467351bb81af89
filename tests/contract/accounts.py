"""People: set-up, sign-in, cookies and CSRF tokens as a browser would keep them."""

import itertools
import json
from http.cookies import SimpleCookie

from claims import check_signed_in
from wire import Closed

PASSWORD = "correct horse battery staple 9"
JSON = ("Content-Type", "application/json")
counter = itertools.count(1)


def secret_of(server, text):
    """Remembered for the search through the log; short text would be found by chance."""
    if len(text) >= 12:
        server.secrets.add(text)
    return text


class Client:
    """A cookie jar with one kept connection. Sends the CSRF token where there is one."""

    def __init__(self, server):
        self.server = server
        self.connection = None
        self.cookies = {}
        self.csrf = None
        self.user = self.session = None

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    # ---- requests ----

    def cookie_header(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def credentials(self, method="GET"):
        headers = [("Cookie", self.cookie_header())] if self.cookies else []
        if self.csrf and method not in ("GET", "HEAD", "OPTIONS"):
            headers.append(("X-CSRF-Token", self.csrf))
        return headers

    def ask(self, method, target, body=None, headers=(), csrf=True, raw=None):
        """body is sent as JSON, raw as it is. Headers given here replace the client's own."""
        given = {name.lower() for name, _ in headers}
        own = [pair for pair in self.credentials(method) if pair[0].lower() not in given]
        if not csrf:
            own = [pair for pair in own if pair[0] != "X-CSRF-Token"]
        if body is not None:
            raw = json.dumps(body, ensure_ascii=False).encode("utf-8")
            prompt = body.get("prompt") if isinstance(body, dict) else None
            if isinstance(prompt, str):
                secret_of(self.server, prompt)
        if raw is not None and "content-type" not in given:
            own.append(JSON)
        elif raw is None and method in ("POST", "PUT", "PATCH"):
            raw = b""
        reply = self.exchange(method, target, [*own, *[pair for pair in headers if pair[1] is not None]], raw)
        self.keep_cookies(reply)
        return reply

    def exchange(self, method, target, headers, raw):
        for attempt in (1, 2):
            fresh = self.connection is None
            if fresh:
                self.connection = self.server.connect()
            try:
                reply = self.connection.ask(method, target, headers, raw)
                break
            except (Closed, ConnectionError):
                self.close()  # an idle connection may be closed at any time; a fresh one may not
                if fresh or attempt == 2:
                    raise
        if reply.closes:
            self.close()
        return reply

    def keep_cookies(self, reply):
        for line in reply.all("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = secret_of(self.server, morsel.value)

    def get(self, target, **kwargs):
        return self.ask("GET", target, **kwargs)

    def post(self, target, body=None, **kwargs):
        return self.ask("POST", target, body, **kwargs)

    def patch(self, target, body=None, **kwargs):
        return self.ask("PATCH", target, body, **kwargs)

    def delete(self, target, **kwargs):
        return self.ask("DELETE", target, **kwargs)

    # ---- signing in ----

    def signed_in(self, reply):
        body = reply.json()
        check_signed_in(body)
        self.user, self.session = body["user"], body["session"]
        self.csrf = secret_of(self.server, body["csrf_token"])
        return self

    def login(self, email, password=PASSWORD):
        secret_of(self.server, password)
        reply = self.post("/api/auth/login", {"email": email, "password": password})
        assert reply.status == 200, reply
        self.email, self.password = email, password
        return self.signed_in(reply)

    def again(self):
        """Another session of the same person."""
        return Client(self.server).login(self.email, self.password)

    def copy(self):
        """The same session on another connection."""
        twin = Client(self.server)
        twin.cookies, twin.csrf, twin.user, twin.session = dict(self.cookies), self.csrf, self.user, self.session
        twin.email, twin.password = getattr(self, "email", None), getattr(self, "password", None)
        return twin


class Bearer(Client):
    """Somebody's program: sends an API token, and no cookie."""

    def __init__(self, server, token):
        super().__init__(server)
        self.token = secret_of(server, token)

    def credentials(self, method="GET"):
        return [("Authorization", f"Bearer {self.token}")]


def make_token(client, *scopes, **fields):
    """A new API token of that person: the program that has it, and what was told of it."""
    reply = client.post("/api/tokens", {"name": "a test", "scopes": scopes or ("chat", "read"), **fields})
    assert reply.status == 201, reply
    body = reply.json()
    return Bearer(client.server, body["token"]), body


def refused(program, method="GET", target="/api/auth/me", body=None):
    """The program's token is no good."""
    reply = program.ask(method, target, body)
    assert (reply.status, reply.code) == (401, "invalid_token"), reply
    assert reply.header("WWW-Authenticate").split(" ")[0] == "Bearer", reply


def set_up(server, email="ada@example.org", username="ada"):
    """The first administrator, signed in."""
    client = Client(server)
    secret_of(server, PASSWORD)
    reply = client.post("/api/setup", {"username": username, "email": email, "password": PASSWORD,
                                       "setup_token": server.setup_token})
    assert reply.status == 201, reply
    client.email, client.password = email, PASSWORD
    return client.signed_in(reply)


def make_user(server, role="member", password=PASSWORD, email=None, username=None):
    number = next(counter)
    email = email or f"person{number}@example.org"
    secret_of(server, password)
    done = server.run("user", "create", "--email", email, "--username", username or f"person{number}",
                      "--role", role, "--password-stdin", stdin=password + "\n")
    assert done.returncode == 0, done
    return email


def newcomer(server, role="member"):
    """A fresh person of that role, signed in."""
    return Client(server).login(make_user(server, role))
