"""Section 2: login, me, logout, cookies."""

import re
import statistics
import time
import unicodedata

import pytest

from accounts import PASSWORD, Client, make_user, secret_of
from claims import check_signed_in


def cookie(reply, name):
    lines = [line for line in reply.all("Set-Cookie") if line.startswith(name + "=")]
    assert len(lines) == 1, reply.headers
    value, *attributes = [part.strip() for part in lines[0].split(";")]
    pairs = {}
    for attribute in attributes:
        key, _, text = attribute.partition("=")
        pairs[key.lower()] = text
    return value.partition("=")[2], pairs


def login(server, email, password=PASSWORD, headers=()):
    return Client(server).post("/api/auth/login", {"email": email, "password": password}, headers=headers)


@pytest.fixture(scope="module")
def email(shared):
    return make_user(shared)


def test_login_answers_user_session_and_token(shared, email):
    reply = login(shared, email)
    assert reply.status == 200
    check_signed_in(reply.json())
    assert reply.json()["user"]["email"] == email


def test_the_session_cookie_is_for_the_server_alone(shared, email):
    value, attributes = cookie(login(shared, email), "sid")
    assert "httponly" in attributes and attributes["samesite"] == "Lax" and attributes["path"] == "/"
    assert "secure" not in attributes and "domain" not in attributes
    assert 604800 - 5 <= int(attributes["max-age"]) <= 604800
    assert len(re.sub("[^A-Za-z0-9_-]", "", value)) >= 43, "256 bits"


def test_the_csrf_cookie_is_readable_and_strict(shared, email):
    reply = login(shared, email)
    value, attributes = cookie(reply, "CSRF-TOKEN")
    assert "httponly" not in attributes and attributes["samesite"] == "Strict" and attributes["path"] == "/"
    assert value == reply.json()["csrf_token"]
    assert 604800 - 5 <= int(attributes["max-age"]) <= 604800


def test_the_secret_is_in_no_body_and_differs_each_time(shared, email):
    replies = [login(shared, email) for _ in range(3)]
    values = {cookie(reply, "sid")[0] for reply in replies}
    assert len(values) == 3
    for reply in replies:
        assert not any(value.encode() in reply.body for value in values)


def test_the_session_id_never_authenticates(shared, email):
    reply = login(shared, email)
    fake = Client(shared)
    fake.cookies["sid"] = reply.json()["session"]["id"]
    assert fake.get("/api/auth/me").status == 401


@pytest.mark.parametrize("url, setting, secure", [("https://chat.example.org", "auto", True),
                                                  ("https://chat.example.org:8443", "auto", True),
                                                  ("http://chat.example.org", "auto", False),
                                                  ("https://chat.example.org", "never", False),
                                                  ("http://chat.example.org", "always", True)])
def test_an_https_public_url_alone_makes_cookies_secure(launch, url, setting, secure):
    server = launch(env={"RUSTYGPT__SERVER__PUBLIC_URL": url, "RUSTYGPT__SESSION__COOKIE_SECURE": setting})
    for headers in ([], [("Host", url.partition("://")[2]), ("Origin", url)], [("X-Forwarded-Proto", "http")]):
        reply = login(server, "ada@example.org", headers=headers)
        assert reply.status == 200, reply
        assert [("secure" in cookie(reply, name)[1]) for name in ("sid", "CSRF-TOKEN")] == [secure, secure]


def test_cookies_are_secure_where_a_trusted_proxy_says_https_or_the_configuration(launch):
    proxied = launch(env={"RUSTYGPT__SERVER__TRUSTED_PROXIES": "127.0.0.1"})
    always = launch(env={"RUSTYGPT__SESSION__COOKIE_SECURE": "always"})
    https = [("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.1")]
    for server, headers, secure in ((proxied, https, True), (proxied, [], False), (always, [], True)):
        for name in ("sid", "CSRF-TOKEN"):
            assert ("secure" in cookie(login(server, "ada@example.org", headers=headers), name)[1]) == secure


def test_forwarded_headers_from_others_are_ignored(shared, email):
    reply = login(shared, email, headers=[("X-Forwarded-Proto", "https")])
    assert "secure" not in cookie(reply, "sid")[1]


def test_cookie_names_come_from_the_configuration(launch):
    server = launch(env={"RUSTYGPT__SESSION__SESSION_COOKIE_NAME": "chat_sid",
                         "RUSTYGPT__SESSION__CSRF_COOKIE_NAME": "chat_csrf"})
    client = server.admin
    assert set(client.cookies) == {"chat_sid", "chat_csrf"}
    assert client.post("/api/chat", {"prompt": "1+1"}).status == 202


def test_wrong_password_and_unknown_user_answer_alike(shared, email):
    wrong = login(shared, email, secret_of(shared, "not the right password"))
    unknown = login(shared, "nobody@example.org", secret_of(shared, "not the right password"))
    assert (wrong.status, wrong.code) == (401, "invalid_credentials")
    assert wrong.body == unknown.body
    names = lambda reply: [(k, v) for k, v in reply.headers if k.lower() not in ("trace_id", "date")]
    assert names(wrong) == names(unknown)
    assert wrong.header("WWW-Authenticate") == "session" and not wrong.all("Set-Cookie")


# The second has another form than the one that is tried first, so both are tried.
@pytest.mark.parametrize("password", ["not the right password", "not the ri\u0301ght password"])
def test_wrong_password_and_unknown_user_take_the_same_time(shared, email, password):
    times = {"wrong": [], "unknown": []}
    for i in range(15):
        for name, who in (("wrong", email), ("unknown", f"nobody{i}@example.org")):
            start = time.perf_counter()
            assert login(shared, who, password).status == 401
            times[name].append(time.perf_counter() - start)
    ratio = statistics.median(times["wrong"]) / statistics.median(times["unknown"])
    assert 0.55 < ratio < 1.8, times  # a hash more makes it twice as long, skipping the hash would make it ten times as fast


def test_email_is_case_insensitive_and_nfc(shared):
    address = "Zoë.Person@Example.org"
    make_user(shared, email=unicodedata.normalize("NFC", address), username="zoe1")
    for spelling in (address, address.upper(), address.lower(), unicodedata.normalize("NFD", address)):
        assert login(shared, spelling).status == 200, spelling
    done = shared.run("user", "create", "--email", unicodedata.normalize("NFD", address.upper()), "--username", "zoe2",
                      "--role", "member", "--password-stdin", stdin=PASSWORD + "\n")
    assert done.returncode != 0, "the same address twice"


BAD = [{}, {"email": "a@example.org"}, {"password": "x"}, {"email": 1, "password": "x"}, {"email": None, "password": None},
       {"email": "a@example.org", "password": ["x"]}, {"email": "a@example.org", "password": "x", "remember": True}]


@pytest.mark.parametrize("body", BAD)
def test_bad_login_bodies_are_422(nobody, body):
    assert nobody.post("/api/auth/login", body).status == 422


@pytest.mark.parametrize("email, password", [("a" * 5000, "x"), ("", ""), ("a@example.org", "y" * 100000), ("\u0000", "x"),
                                             ("' OR 1=1 --", "x"), ("a@example.org\r\nX: y", "x")])
def test_odd_credentials_are_refused_like_wrong_ones(nobody, email, password):
    reply = nobody.post("/api/auth/login", {"email": email, "password": password})
    assert reply.status in (401, 422), reply


def test_me_tells_who_and_the_token(person):
    body = person.get("/api/auth/me").json()
    check_signed_in(body)
    assert body["user"]["id"] == person.user["id"]
    assert body["session"]["id"] == person.session["id"] and body["csrf_token"] == person.csrf


@pytest.mark.parametrize("value", ["", "x", "0" * 43, "A" * 10000, "%00", '"quoted"'])
def test_cookies_that_are_no_session_are_401(nobody, value):
    reply = nobody.get("/api/auth/me", headers=[("Cookie", f"sid={value}")])
    assert (reply.status, reply.code) == (401, "authentication_required"), reply
    assert reply.header("WWW-Authenticate") == "session"


def test_without_a_cookie_it_is_401(nobody):
    reply = nobody.get("/api/auth/me")
    assert (reply.status, reply.code) == (401, "authentication_required")


def test_the_cookie_is_found_among_others(person):
    header = f"a=b; CSRF-TOKEN={person.csrf}; x=\"y\"; sid={person.cookies['sid']}; z="
    assert person.get("/api/auth/me", headers=[("Cookie", header)]).status == 200


def test_logout_ends_the_session_everywhere_and_clears_the_cookies(person):
    twin, other = person.copy(), person.again()
    reply = person.post("/api/auth/logout")
    assert reply.status == 204
    for name in ("sid", "CSRF-TOKEN"):
        value, attributes = cookie(reply, name)
        assert value == "" and attributes["max-age"] == "0" and attributes["path"] == "/"
    assert twin.get("/api/auth/me").status == 401
    assert twin.post("/api/auth/refresh").status == 401
    assert other.get("/api/auth/me").status == 200


def test_logout_without_a_session_is_401(nobody):
    assert nobody.post("/api/auth/logout").status == 401


def test_with_an_authorization_header_cookies_are_ignored(person):
    for value in ("Bearer x", "Bearer rgp_" + "a" * 43, "Basic YTpi", "Bearer"):
        reply = person.get("/api/auth/me", headers=[("Authorization", value)])
        assert (reply.status, reply.code) == (401, "invalid_token"), reply
        assert reply.header("WWW-Authenticate").startswith("Bearer")


def test_tokens_and_secrets_in_the_url_do_not_authenticate(person):
    secret = person.cookies["sid"]
    for query in (f"?sid={secret}", f"?token={secret}", f"?access_token={secret}"):
        assert person.get("/api/auth/me" + query, headers=[("Cookie", None)]).status == 401


def test_sessions_survive_a_restart(launch):
    server = launch()
    server.restart()
    assert server.admin.get("/api/auth/me").status == 200
    server.restart(kill=True)
    assert server.admin.post("/api/chat", {"prompt": "1+1"}).status == 202


def test_logins_do_not_stall_other_requests(shared, email):
    import threading
    waiting = [threading.Thread(target=login, args=(shared, email, "not the right password")) for _ in range(40)]
    for thread in waiting:
        thread.start()
    times, client = [], Client(shared)
    while any(thread.is_alive() for thread in waiting):
        start = time.perf_counter()
        assert client.get("/api/health").status == 200
        times.append(time.perf_counter() - start)
    for thread in waiting:
        thread.join()
    assert statistics.median(times) < 0.1, statistics.median(times)
