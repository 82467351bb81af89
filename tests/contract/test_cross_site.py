"""Section 2: a page on an origin that CORS allows does all that the server's own page does; any other one nothing."""

import pytest

from accounts import JSON, PASSWORD, make_token, set_up
from server import Server

APP = "https://app.example.net"
EVIL = "https://app.example.net.evil.example"


@pytest.fixture(scope="module")
def server():
    one = Server(env={"RUSTYGPT__SERVER__CORS__ALLOWED_ORIGINS": f"https://other.example,{APP}"}).start()
    one.admin = set_up(one)
    yield one
    one.dispose()


class Page:
    """A script as a browser runs it: preflights where the Fetch standard wants them, and sees what it may."""

    SIMPLE = {"accept", "content-type"}

    def __init__(self, server, origin, site):
        self.server, self.origin, self.site, self.cookies = server, origin, site, {}

    def ask(self, method, target, headers=(), body=None):
        """Nothing where the browser stops it."""
        names = sorted(name.lower() for name, _ in headers if (name, _) != ("Content-Type", "text/plain"))
        if method not in ("GET", "HEAD", "POST") or names:
            asked = [("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", ",".join(names))]
            with self.server.connect() as connection:
                told = connection.ask("OPTIONS", target, [("Origin", self.origin), ("Sec-Fetch-Site", self.site), *asked])
            if not (told.status == 204 and self.allowed(told, method, names)):
                return None
        cookies = [("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))] if self.cookies else []
        sent = [("Origin", self.origin), ("Sec-Fetch-Site", self.site), *cookies, *headers]
        with self.server.connect() as connection:
            reply = connection.ask(method, target, sent, body)
        for line in reply.all("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.reached = reply
        return reply if self.shared(reply) else None

    def shared(self, reply):
        return (reply.header("Access-Control-Allow-Origin") == self.origin
                and reply.header("Access-Control-Allow-Credentials") == "true")

    def allowed(self, told, method, names):
        def listed(name):
            return {part.strip().lower() for part in told.header(name, "").split(",")}
        return (self.shared(told) and method.lower() in listed("Access-Control-Allow-Methods")
                and set(names) <= listed("Access-Control-Allow-Headers"))


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
def test_a_page_on_an_allowed_origin_works_from_end_to_end(server, site):
    page = Page(server, APP, site)
    login = b'{"email":"ada@example.org","password":"%s"}' % PASSWORD.encode()
    signed_in = page.ask("POST", "/api/auth/login", [JSON], login)
    assert signed_in.status == 200
    server.secrets.update(page.cookies.values())
    token = ("X-CSRF-Token", signed_in.json()["csrf_token"])  # the cookie is not its own to read
    assert page.ask("GET", "/api/auth/me").json()["csrf_token"] == token[1]
    made = page.ask("POST", "/api/chat", [JSON, token, ("Idempotency-Key", f"k-{site}"), ("Prefer", "wait=30")],
                    b'{"prompt":"2 + 3"}')
    assert made.status in (200, 202), made
    assert "location" in made.header("Access-Control-Expose-Headers").lower()
    conversation = f"/api/conversations/{made.json()['conversation_id']}"
    assert page.ask("PATCH", conversation, [JSON, token], b'{"title":"from elsewhere"}').status == 200
    read = page.ask("GET", conversation, [("If-None-Match", '"x"')])
    assert read.status == 200 and read.header("ETag") and read.header("Vary")
    assert page.ask("DELETE", conversation, [token]).status == 204
    assert page.ask("POST", "/api/auth/refresh").status == 200
    assert page.ask("POST", "/api/auth/logout").status == 204
    assert page.ask("GET", "/api/auth/me").status == 401, "errors are told to the page too"


def test_an_allowed_page_still_needs_the_sessions_token(server):
    page = Page(server, APP, "cross-site")
    page.cookies = dict(server.admin.cookies)
    reply = page.ask("POST", "/api/chat", [JSON], b'{"prompt":"2 + 3"}')
    assert (reply.status, reply.code) == (403, "csrf_failed")


@pytest.mark.parametrize("origin", [EVIL, "http://app.example.net", "https://app.example.net:8443", "null"])
def test_a_page_elsewhere_reaches_nothing(server, origin):
    page = Page(server, origin, "cross-site")
    page.cookies = dict(server.admin.cookies)
    assert page.ask("POST", "/api/chat", [JSON, ("X-CSRF-Token", server.admin.csrf)], b'{"prompt":"2 + 3"}') is None
    # Without a preflight, as a form sends it.
    for target in ("/api/auth/login", "/api/auth/refresh", "/api/auth/logout", "/api/setup", "/api/chat"):
        assert page.ask("POST", target, [("Content-Type", "text/plain")], b"{}") is None
        assert (page.reached.status, page.reached.code) == (403, "csrf_failed"), target
    assert server.admin.get("/api/auth/me").status == 200


def test_a_program_in_an_allowed_page_uses_its_token(server):
    program, _ = make_token(server.admin)
    page = Page(server, APP, "cross-site")
    bearer = ("Authorization", f"Bearer {program.token}")
    assert page.ask("POST", "/api/chat", [JSON, bearer], b'{"prompt":"2 + 3"}').status == 202
    assert Page(server, EVIL, "cross-site").ask("POST", "/api/chat", [JSON, bearer], b'{"prompt":"2 + 3"}') is None
