"""Section 2: where an API token is taken from, and where not."""

import pytest

from accounts import PASSWORD, Bearer, Client, make_token, refused


def forms(token):
    swapped = token[:-1] + ("A" if token[-1] != "A" else "B")
    return ["", "Bearer", "Bearer ", f"Basic {token}", f"Token {token}", token, f"Bearer {token} {token}",
            f"Bearer {token},", f"Bearer \"{token}\"", f"Bearer: {token}", f"Bearer {token[:-1]}", f"Bearer {token}A",
            f"Bearer {swapped}", f"Bearer {token[4:]}", f"Bearer {token.upper()}", f"Bearer rgp_{'A' * 43}",
            "Bearer " + "A" * 7000, f"Digest username={token}", f"Bearer {token}=", f"Bearer%20{token}"]


def test_every_other_form_is_401_even_with_a_good_session(person):
    program, body = make_token(person)
    for form in forms(program.token):
        for client in (Client(person.server), person):
            reply = client.get("/api/auth/me", headers=[("Authorization", form)])
            assert (reply.status, reply.code) == (401, "invalid_token"), (form, reply)
            assert reply.header("WWW-Authenticate").startswith("Bearer")
    two = [("Authorization", f"Bearer {program.token}"), ("Authorization", f"Bearer {program.token}")]
    mixed = [("Authorization", "Basic YTpi"), ("authorization", f"Bearer {program.token}")]
    for headers in (two, mixed, mixed[::-1]):
        reply = Client(person.server).get("/api/auth/me", headers=headers)
        assert (reply.status, reply.code) == (401, "invalid_token"), reply


def test_the_scheme_has_no_case_and_spaces_do_not_matter(person):
    program, _ = make_token(person)
    for form in ("bearer", "BEARER", "bEaReR", "Bearer  "):
        assert Client(person.server).get("/api/auth/me", headers=[("authorization", f"{form} {program.token}")]).status == 200


def test_beside_a_token_the_cookies_are_ignored(person, stranger):
    program, body = make_token(person)
    reply = stranger.get("/api/auth/me", headers=[("Authorization", f"Bearer {program.token}")])
    assert reply.json()["user"]["id"] == person.user["id"] and reply.all("Set-Cookie") == []
    assert person.delete(f"/api/tokens/{body['id']}").status == 204
    reply = stranger.get("/api/auth/me", headers=[("Authorization", f"Bearer {program.token}")])
    assert reply.status == 401, "the good session does not help"
    assert stranger.get("/api/auth/me").status == 200


def test_a_token_in_the_url_or_a_cookie_or_the_body_is_nothing(person):
    program, _ = make_token(person)
    nobody = Client(person.server)
    for name in ("token", "access_token", "api_key", "key", "authorization", "bearer"):
        assert nobody.get(f"/api/auth/me?{name}={program.token}").status == 401
    for name in ("sid", "token", "Authorization"):
        assert nobody.get("/api/auth/me", headers=[("Cookie", f"{name}={program.token}")]).status == 401
    for name in ("X-API-Key", "X-Auth-Token", "Proxy-Authorization"):
        assert nobody.get("/api/auth/me", headers=[(name, f"Bearer {program.token}")]).status == 401
    form = nobody.post("/api/chat", raw=f"access_token={program.token}".encode(),
                       headers=[("Content-Type", "application/x-www-form-urlencoded")])
    assert form.status == 401


def test_sessions_secrets_and_ids_are_no_tokens(person):
    _, body = make_token(person)
    for value in (person.cookies["sid"], person.csrf, person.session["id"], body["id"], body["prefix"],
                  "rgp_" + person.cookies["sid"], PASSWORD.replace(" ", "")):
        refused(Bearer(person.server, value))


def test_making_a_token_needs_the_csrf_token(person):
    reply = person.ask("POST", "/api/tokens", {"name": "a", "scopes": ["read"]}, csrf=False)
    assert (reply.status, reply.code) == (403, "csrf_failed")
    assert person.get("/api/tokens").json()["tokens"] == []


@pytest.mark.parametrize("headers", [[("Sec-Fetch-Site", "cross-site")], [("Origin", "https://evil.example")],
                                     [("Origin", "null"), ("Sec-Fetch-Site", "same-site")]])
def test_a_token_is_no_cookie_and_works_from_any_site(person, headers):
    """No page can add one that it does not know, nor send one without a preflight; its answer is not shared."""
    program, _ = make_token(person)
    reply = program.post("/api/chat", {"prompt": "1+1"}, headers=headers)
    assert reply.status == 202 and reply.header("Access-Control-Allow-Origin") is None
    refused = person.post("/api/chat", {"prompt": "1+1"}, headers=headers)
    assert (refused.status, refused.code) == (403, "csrf_failed")
