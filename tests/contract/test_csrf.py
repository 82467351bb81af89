"""Section 2: CSRF tokens, Sec-Fetch-Site, Origin, DNS rebinding."""

import pytest

from accounts import JSON
from server import Server, free_port

PROMPT = b'{"prompt":"1+1"}'


@pytest.fixture(scope="module")
def other(shared):
    import accounts
    return accounts.newcomer(shared)


# header value, cookie value -> refused? "own" is the right one, "other" somebody else's.
TOKENS = [("own", "own", True), (None, "own", False), ("own", None, False), ("", "own", False), ("own", "", False),
          ("other", "other", False), ("other", "own", False), ("own", "other", False), ("x", "x", False),
          ("cut", "cut", False), ("long", "long", False), (None, None, False)]


@pytest.mark.parametrize("header, cookie, passes", TOKENS)
def test_header_and_cookie_must_both_be_the_sessions_token(member, other, header, cookie, passes):
    values = {"own": member.csrf, "other": other.csrf, "cut": member.csrf[:-1], "long": member.csrf + "A", "x": "x", "": ""}
    cookies = f"sid={member.cookies['sid']}" + (f"; CSRF-TOKEN={values[cookie]}" if cookie is not None else "")
    headers = [("Cookie", cookies), JSON] + ([("X-CSRF-Token", values[header])] if header is not None else [])
    with member.server.connect() as connection:
        reply = connection.ask("POST", "/api/chat", headers, PROMPT)
    assert reply.status == (202 if passes else 403), reply
    if not passes:
        assert reply.code == "csrf_failed"


UNSAFE = [("POST", "/api/chat"), ("POST", "/api/account/password"), ("DELETE", "/api/account/sessions/{id}"),
          ("PATCH", "/api/conversations/{id}"), ("DELETE", "/api/conversations/{id}"),
          ("POST", "/api/conversations/{id}/reply"), ("POST", "/api/messages/{id}/cancel"),
          ("POST", "/api/messages/{id}/regenerate"), ("POST", "/api/tools/calculator/invoke")]


@pytest.mark.parametrize("method, target", UNSAFE)
def test_every_unsafe_route_outside_auth_needs_the_token(member, method, target):
    reply = member.ask(method, target.format(id="01900000-0000-7000-8000-000000000000"), {}, csrf=False)
    assert (reply.status, reply.code) == (403, "csrf_failed"), reply


def test_safe_methods_need_none(member):
    for method in ("GET", "HEAD", "OPTIONS"):
        assert member.ask(method, "/api/conversations", csrf=False).status in (200, 204)


def site(own):
    """(Sec-Fetch-Site, Origin, passes) without public_url."""
    host = own.removeprefix("http://")
    return [
        (None, None, True), ("same-origin", None, True), ("none", None, True), ("same-origin", own, True),
        (None, own, True), ("cross-site", None, False), ("cross-site", own, False), ("same-site", None, False),
        ("same-site", "http://other.localhost", False), (None, "https://evil.example", False), (None, "null", False),
        ("same-origin", "null", False), (None, f"https://{host}", False), (None, own.rsplit(":", 1)[0], False),
        (None, f"http://{host}0", False), (None, own + ".evil.example", False), ("none", "https://evil.example", False),
        (None, "", False), ("same-origin", "https://evil.example", False), ("CROSS-SITE", "https://evil.example", False),
    ]


def refused(reply):
    return reply.status == 403 and reply.code == "csrf_failed"


@pytest.mark.parametrize("row", range(20))
def test_browsers_requests_from_elsewhere_are_403(member, person, nobody, row):
    fetch, origin, passes = site(member.server.origin)[row]
    headers = [(k, v) for k, v in (("Sec-Fetch-Site", fetch), ("Origin", origin)) if v is not None]
    login = {"email": "nobody@example.org", "password": "not the right password"}
    assert refused(member.post("/api/chat", {"prompt": "1+1"}, headers=headers)) != passes
    assert refused(nobody.post("/api/auth/login", login, headers=headers)) != passes
    assert refused(person.post("/api/auth/refresh", headers=headers)) != passes
    assert refused(nobody.post("/api/setup", {}, headers=headers)) != passes


def test_safe_requests_from_elsewhere_pass(member):
    for headers in ([("Sec-Fetch-Site", "cross-site")], [("Origin", "https://evil.example")], [("Origin", "null")]):
        assert member.get("/api/conversations", headers=headers).status == 200


@pytest.fixture(scope="module")
def public():
    """Its link names the public address, so it gets its port from us."""
    server = Server(env={"RUSTYGPT__SERVER__PUBLIC_URL": "https://chat.example.org",
                         "RUSTYGPT__SERVER__CORS__ALLOWED_ORIGINS": "https://app.example.org",
                         "RUSTYGPT__SERVER__PORT": str(port := free_port())})
    server.start(wait=False)
    server.host, server.port = "127.0.0.1", port
    server.await_ready()
    yield server
    server.dispose()


PUBLIC = [(None, "https://chat.example.org", True), ("same-site", "https://app.example.org", True),
          (None, "https://app.example.org", True), ("same-site", "https://other.example.org", False),
          (None, "http://chat.example.org", False), (None, "https://chat.example.org:8443", False),
          (None, "null", False), ("cross-site", "https://app.example.org", True),
          ("cross-site", "https://chat.example.org", False), ("same-site", "https://chat.example.org", False),
          ("none", "https://chat.example.org:443", True), ("same-origin", "https://CHAT.example.org", True),
          (None, "https://chat.example.org.", False), (None, "https://me@chat.example.org", False),
          (None, "https://chat.example.org/", False), (None, "https://chat.example.org https://app.example.org", False),
          (None, "https://app.example.org:444", False), (None, "https://xn--chat-example.org", False),
          (None, "http://127.0.0.1", False), (None, "http://localhost", False), (None, "", False)]


@pytest.mark.parametrize("fetch, origin, passes", PUBLIC)
def test_with_public_url_its_origin_counts(public, fetch, origin, passes):
    headers = [("Host", "chat.example.org"), JSON]
    headers += [(k, v) for k, v in (("Sec-Fetch-Site", fetch), ("Origin", origin)) if v is not None]
    with public.connect() as connection:
        reply = connection.ask("POST", "/api/auth/login", headers, b'{"email":"a@example.org","password":"some password"}')
    assert refused(reply) != passes, reply


def test_of_several_origins_none_counts(public):
    for pair in (["https://chat.example.org"] * 2, ["https://chat.example.org", "https://evil.example"],
                 ["https://app.example.org", "null"]):
        headers = [("Host", "chat.example.org"), JSON, *[("Origin", origin) for origin in pair]]
        with public.connect() as connection:
            assert refused(connection.ask("POST", "/api/auth/login", headers, b"{}")), pair


def test_a_token_is_taken_from_any_site(public):
    headers = [("Host", "chat.example.org"), JSON, ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")]
    with public.connect() as connection:
        reply = connection.ask("POST", "/api/chat", [*headers, ("Authorization", "Bearer rgp_unknown")], PROMPT)
    assert (reply.status, reply.code) == (401, "invalid_token")
    with public.connect() as connection:
        assert refused(connection.ask("POST", "/api/auth/login", [*headers, ("Authorization", "Basic eDp5")], b"{}"))


HOSTS = [("chat.example.org", 200), ("CHAT.example.org", 200), ("localhost", 200), ("localhost:1234", 200),
         ("127.0.0.1", 200), ("[::1]:80", 200), ("evil.example", 400), ("chat.example.org.evil.example", 400),
         ("192.0.2.1", 400), ("", 400), ("localhost.evil.example", 400), ("chat.example.org:443", 200),
         ("chat.example.org:80", 400), ("chat.example.org.", 400), ("me@chat.example.org", 400), ("evil.localhost", 400),
         ("127.9.9.9:1", 200), ("[::ffff:127.0.0.1]", 200), ("0.0.0.0", 400), ("2130706433", 400), ("[::]", 400),
         ("127.0.0.1.evil.example", 400), ("chat.example.org, localhost", 400)]


@pytest.mark.parametrize("host, status", HOSTS)
def test_with_public_url_any_other_host_is_400(public, host, status):
    with public.connect() as connection:
        assert connection.ask("GET", "/api/health", [("Host", host)]).status == status


def test_without_public_url_any_host_is_served(shared):
    with shared.connect() as connection:
        assert connection.ask("GET", "/api/health", [("Host", "chat.local:99")]).status == 200
