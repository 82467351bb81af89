"""Section 1: routes, methods, paths."""

import re

import pytest

UUID = "01900000-0000-7000-8000-000000000000"

# Every route of this release, by path, with its methods.
ROUTES = {
    "/api/health": "GET", "/api/ready": "GET", "/api/openapi.json": "GET", "/api/openapi.yaml": "GET",
    "/api/setup": "GET POST",
    "/api/auth/login": "POST", "/api/auth/refresh": "POST", "/api/auth/me": "GET", "/api/auth/logout": "POST",
    "/api/account/sessions": "GET", f"/api/account/sessions/{UUID}": "DELETE", "/api/account/password": "POST",
    "/api/chat": "POST", "/api/chat/stream": "GET",
    "/api/conversations": "GET", f"/api/conversations/{UUID}": "GET PATCH DELETE",
    f"/api/conversations/{UUID}/reply": "POST", f"/api/conversations/{UUID}/export": "GET",
    f"/api/messages/{UUID}": "GET", f"/api/messages/{UUID}/cancel": "POST",
    f"/api/messages/{UUID}/regenerate": "POST",
    "/api/tools": "GET", "/api/tools/calculator/invoke": "POST",
    "/api/admin/limits/profiles": "GET POST", f"/api/admin/limits/profiles/{UUID}": "GET PUT DELETE",
    "/api/admin/limits/assignments": "GET POST", f"/api/admin/limits/assignments/{UUID}": "DELETE",
    "/api/admin/limits/preview": "POST",
}


def allowed(methods):
    methods = set(methods.split())
    return methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())


def allow_of(reply):
    return set(re.split(r",\s*", reply.header("Allow")))


@pytest.mark.parametrize("path", ROUTES)
def test_wrong_methods_are_405_with_allow(nobody, path):
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - set(ROUTES[path].split()):
        reply = nobody.ask(method, path)
        assert reply.status == 405, reply
        assert allow_of(reply) == allowed(ROUTES[path]), reply


@pytest.mark.parametrize("path", ROUTES)
def test_options_is_204_with_allow(nobody, path):
    reply = nobody.ask("OPTIONS", path)
    assert reply.status == 204, reply
    assert allow_of(reply) == allowed(ROUTES[path]), reply


def test_options_star_is_204_with_allow(nobody):
    reply = nobody.ask("OPTIONS", "*")
    assert reply.status == 204, reply
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= allow_of(reply)


def test_options_on_an_unknown_path_is_404(nobody):
    assert nobody.ask("OPTIONS", "/api/nothing").status == 404


SAFE = ["/api/health", "/api/ready", "/api/setup", "/api/openapi.json", "/api/openapi.yaml", "/api/tools",
        "/api/conversations", "/api/auth/me", "/api/account/sessions"]


@pytest.mark.parametrize("path", SAFE)
def test_head_is_get_without_the_body(member, path):
    full, head = member.get(path), member.ask("HEAD", path)
    assert full.status == head.status == 200, head
    varying = {"trace_id", "date", "etag"}
    names = lambda reply: {k.lower(): v for k, v in reply.headers if k.lower() not in varying | {"content-length"}}
    assert names(full) == names(head)
    if path in ("/api/openapi.json", "/api/tools"):
        assert head.header("Content-Length") in (None, str(len(full.body)))


def test_head_of_a_stream_ends(member):
    reply = member.ask("HEAD", "/api/chat/stream")
    assert reply.status == 200 and reply.header("Content-Type").startswith("text/event-stream"), reply


def test_head_tells_failures_without_a_body(nobody):
    assert nobody.ask("HEAD", "/api/auth/me").status == 401
    assert nobody.ask("HEAD", "/api/nothing").status == 404
    assert nobody.ask("HEAD", "/api/chat").status == 405


ABSENT = ["//api/health", "/api//health", "/api/health/", "/api/health//", "/api/./health", "/api/../api/health",
          "/api/health/.", "/api/health/..", "/api/%2e%2e/api/health", "/api/%2E/health", "/api%2fhealth",
          "/api%2Fhealth", "/api/health%2f", "/API/health", "/api/Health", "/api/healthz", "/api", "/api/",
          "/api/health%00", "/api/health%20", "/api/health;a=b", "/api/chat/", "/api/chat/stream/", "/api\\health",
          "/api/tools//invoke", "/api/tools/calculator/invoke/", "/api/conversations/", "/api/auth/me/extra",
          "/.well-known/nothing", "/favicon.icox", "/api/health%", "/api/health%zz", "/api/health%2"]


@pytest.mark.parametrize("target", ABSENT)
def test_spellings_of_a_path_are_404_or_refused_never_redirected(member, target):
    reply = member.get(target)
    assert reply.status == 404 or (reply.status == 400 and ("%" in target or "\\" in target)), reply
    assert reply.header("Location") is None


@pytest.mark.parametrize("target", ["/api/h%65alth", "/%61pi/health", "/api/he%61lt%68", "/api/health?", "/api/health?x",
                                    "/api/health?limit=0&cursor=%ff", "/api/health?a=1&a=2", "/api/health?/../x"])
def test_unreserved_characters_are_decoded_and_queries_ignored(nobody, target):
    assert nobody.get(target).status == 200


def test_encoded_id_finds_the_same_thing(person):
    import chat
    id = chat.submit(person, "1+1")["conversation_id"]
    encoded = "".join(f"%{ord(c):02X}" for c in id)
    assert person.get(f"/api/conversations/{encoded}").json()["id"] == id


@pytest.mark.parametrize("id", ["1", "x", UUID[:-1], UUID + "0", UUID.replace("-", ""), "{" + UUID + "}", "-", "null",
                                "%00", "a" * 3000, "01900000-0000-7000-8000-00000000000g"])
def test_a_path_id_that_is_no_uuid_is_404(member, id):
    for target in (f"/api/conversations/{id}", f"/api/messages/{id}", f"/api/conversations/{id}/export"):
        assert member.get(target).status == 404
    assert member.post(f"/api/messages/{id}/cancel").status == 404


def test_unknown_query_parameters_are_ignored(member):
    assert member.get("/api/conversations?nothing=1&limit=5&x[]=%F0%9F%98%80").status == 200


RESERVED = ["/api/conversations/import", f"/api/conversations/{UUID}/members", f"/api/conversations/{UUID}/invites",
            f"/api/conversations/{UUID}/read", f"/api/conversations/{UUID}/typing",
            f"/api/conversations/{UUID}/shares", "/api/presence", "/api/usage", "/api/admin/quotas",
            "/api/auth/oidc/start", "/api/auth/mfa", "/api/admin/mcp"]


@pytest.mark.parametrize("path", RESERVED)
def test_reserved_routes_are_404(member, path):
    # /api/conversations/import has the shape of /api/conversations/:id, whose methods it may be told.
    assert member.post(path, {}).status in ((404, 405) if path.endswith("import") else (404,))
    assert member.get(path).status == 404


def test_base_path_comes_before_every_route(launch):
    server = launch(env={"RUSTYGPT__SERVER__BASE_PATH": "/gpt"}, set_up=False)
    with server.connect() as connection:
        assert connection.ask("GET", "/gpt/api/health").status == 200
        assert connection.ask("GET", "/api/health").status == 404
        assert connection.ask("GET", "/gptapi/health").status == 404
