"""A walk over every operation that the OpenAPI document declares: the checks that no route may forget."""

import re

import pytest

from accounts import JSON, Client, make_token, newcomer
from openapi import document

ABSENT = "01900000-0000-7000-8000-000000000000"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def api(shared):
    return document(shared)


@pytest.fixture(scope="module")
def walker(shared):
    return newcomer(shared, "admin")


@pytest.fixture(scope="module")
def theirs(shared):
    """Somebody else's things, by the name of the path parameter's place."""
    import chat
    import papers
    other = newcomer(shared)
    receipt = chat.finished(other, "1+1")
    return {"conversations": receipt["conversation_id"], "messages": receipt["message_id"], "sessions": other.session["id"],
            "tokens": make_token(other)[1]["id"], "documents": papers.uploaded(other)["id"]}


def walk(api, method=None, where=lambda method, path, operation: True):
    rows = [(m, p, o) for m, p, o in api.operations() if (method is None or m in method) and where(m, p, o)]
    assert rows
    return rows


def fill(path, id=ABSENT):
    """Names of tools are known; other parameters are ids."""
    return re.sub(r"\{\w+\}", id, path.replace("/tools/{name}", "/tools/calculator"))


def needs_csrf(method, path, operation, api):
    return (method in UNSAFE and not api.is_open(operation) and not path.startswith("/api/auth/")
            and path != "/api/setup")


def test_anonymous_gets_401_everywhere_but_on_open_routes(api, shared):
    nobody = Client(shared)
    for method, path, operation in walk(api):
        reply = nobody.ask(method, fill(path))
        if api.is_open(operation):
            assert reply.status != 401 or path.startswith("/api/auth/login"), reply
        else:
            assert (reply.status, reply.code) == (401, "authentication_required"), reply
            api.check(method, path, operation, reply)


def test_open_routes_are_those_of_the_contract(api):
    # Refresh, me and logout need a session, though no CSRF token.
    opened = {path for _, path, operation in api.operations() if api.is_open(operation)}
    assert opened <= {"/api/health", "/api/ready", "/api/setup", "/api/auth/login", "/api/openapi.json", "/api/openapi.yaml",
                      "/metrics", "/"}


def test_a_session_without_token_gets_403_on_every_unsafe_route(api, walker):
    for method, path, operation in walk(api, where=lambda m, p, o: needs_csrf(m, p, o, api)):
        reply = walker.ask(method, fill(path), {}, csrf=False)
        assert (reply.status, reply.code) == (403, "csrf_failed"), reply
        api.check(method, path, operation, reply)


def test_cross_site_requests_get_403_on_every_unsafe_route(api, walker):
    for method, path, operation in walk(api, UNSAFE):
        reply = walker.ask(method, fill(path), {}, headers=[("Sec-Fetch-Site", "cross-site")])
        assert (reply.status, reply.code) == (403, "csrf_failed"), reply
        api.check(method, path, operation, reply)


def test_absent_and_foreign_ids_are_the_same_404(api, walker, theirs):
    for method, path, operation in walk(api, where=lambda m, p, o: "{" in p and "/tools/" not in p):
        body = example_of(api, operation)
        absent = walker.ask(method, fill(path), body)
        assert absent.status == 404, absent
        api.check(method, path, operation, absent)
        kind = path.split("/")[path.split("/").index(next(part for part in path.split("/") if part.startswith("{"))) - 1]
        if kind in theirs:
            foreign = walker.ask(method, fill(path, theirs[kind]), body)
            assert (foreign.status, foreign.body) == (404, absent.body), foreign
        assert walker.ask(method, fill(path, "no-uuid"), body).status == 404


def test_wrong_methods_are_405_on_every_path(api, walker):
    for path, item in api.body["paths"].items():
        reply = walker.ask("PUT" if "put" not in item else "TRACE", fill(path))
        assert reply.status == 405, reply
        allow = set(re.split(r",\s*", reply.header("Allow")))
        assert {m.upper() for m in item if m in ("get", "post", "put", "patch", "delete")} <= allow


def example_of(api, operation):
    if "requestBody" not in operation:
        return None
    media = api.resolve(operation["requestBody"])["content"]["application/json"]
    return media.get("example") or next(api.resolve(e)["value"] for e in media["examples"].values())


def with_body(api):
    return walk(api, where=lambda m, p, o: "requestBody" in o)


def test_an_unknown_field_is_422_with_its_pointer(api, walker):
    for method, path, operation in with_body(api):
        reply = walker.ask(method, fill(path), {**example_of(api, operation), "no_such_field": 1})
        assert reply.status == 422 and "/no_such_field" in reply.paths, reply
        api.check(method, path, operation, reply)


def test_a_wrong_content_type_is_415(api, walker):
    for method, path, operation in with_body(api):
        reply = walker.ask(method, fill(path), raw=b"x=1", headers=[("Content-Type", "application/x-www-form-urlencoded")])
        assert reply.status == 415, reply
        api.check(method, path, operation, reply)


def test_invalid_json_is_400(api, walker):
    for method, path, operation in with_body(api):
        for body in (b"{", b'{"a":1,"a":2}', b'"\xff"', b"[" * 70 + b"]" * 70):
            reply = walker.ask(method, fill(path), raw=body)
            assert reply.status == 400, reply
            api.check(method, path, operation, reply)


def test_each_missing_required_field_and_each_wrong_type_is_422(api, walker):
    for method, path, operation in with_body(api):
        schema = api.resolve(api.resolve(operation["requestBody"])["content"]["application/json"]["schema"])
        example = example_of(api, operation)
        for name in schema.get("required", []):
            reply = walker.ask(method, fill(path), {k: v for k, v in example.items() if k != name})
            assert reply.status == 422 and f"/{name}" in reply.paths, reply
        for name in schema["properties"]:
            if schema["properties"][name] == {}:
                continue
            reply = walker.ask(method, fill(path), {**example, name: [[{"x": 1}]]})
            assert reply.status == 422 and any(p == f"/{name}" or p.startswith(f"/{name}/") for p in reply.paths), reply
            api.check(method, path, operation, reply)


def test_a_body_over_the_limit_is_413(api, walker):
    for method, path, operation in with_body(api):
        with walker.server.connect() as connection:
            headers = [*walker.credentials(method), JSON, ("Content-Length", str(33 << 20))]
            reply = connection.ask(method, fill(path), headers, b"")
            assert reply.status == 413, reply
            api.check(method, path, operation, reply)


def test_over_the_limit_every_route_is_429(api, launch):
    """Behind one assignment for all of them; what guards the way in has a bucket of its own, and never less than the default."""
    from limits import assign, exhaust, make_profile, told
    server = launch()
    profile = make_profile(server.admin, burst=1)
    assign(server.admin, profile, "/*")
    for method, path, operation in walk(api):
        # Fields that are missing: what is let through does nothing.
        person = Client(server) if api.is_open(operation) else server.admin
        count, refused = exhaust(lambda: person.ask(method, fill(path), {} if "requestBody" in operation else None))
        guarded = path.startswith("/api/admin/limits/") or path == "/api/auth/login"
        assert guarded or count <= 1, (method, path, count)
        assert told(refused)[0] == (20 if guarded else 1) and told(refused)[3] == profile["name"]
        api.check(method, path, operation, refused)


def test_successes_fit_their_schemas(api, shared):
    """One good request of every operation, in an order that leaves what the next one needs."""
    import chat
    import papers
    from accounts import PASSWORD, secret_of
    person = newcomer(shared, "admin")
    other = person.again()
    first = chat.finished(person, chat.THREE)
    document = papers.uploaded(person)["id"]
    conversation, answer = first["conversation_id"], first["message_id"]
    program, token = make_token(person, "admin", "read")
    somebody = program.post("/api/admin/users", {"email": "walked@example.org", "username": "walked", "password": PASSWORD})
    user = somebody.json()["id"]
    from limits import ASSIGNMENTS, PREVIEW, PROFILES, make_profile
    profile = make_profile(person)
    assignment = person.post(ASSIGNMENTS, {"profile_id": profile["id"], "method": "GET", "path": f"/x/{profile['id']}"}).json()
    params = profile["params"]
    requests = [
        ("GET", "/api/health", {}, None), ("GET", "/api/ready", {}, None), ("GET", "/api/setup", {}, None),
        ("GET", "/api/openapi.json", {}, None), ("GET", "/api/auth/me", {}, None),
        ("GET", "/api/account/sessions", {}, None), ("DELETE", "/api/account/sessions/{}", other.session["id"], None),
        ("POST", "/api/tokens", {}, {"name": "walk", "scopes": ["read"]}), ("GET", "/api/tokens", {}, None),
        ("GET", "/api/tokens/{}", token["id"], None), ("DELETE", "/api/tokens/{}", token["id"], None),
        ("POST", "/api/admin/users", {}, {"email": "w2@example.org", "username": "walked 2", "password": PASSWORD}),
        ("GET", "/api/admin/users", {}, None), ("GET", "/api/admin/users/{}", user, None),
        ("PATCH", "/api/admin/users/{}", user, {"role": "read_only", "disabled": True}),
        ("GET", "/api/admin/audit", {}, None), ("GET", "/api/admin/stats", {}, None),
        ("GET", "/api/tools", {}, None),
        ("POST", "/api/tools/{}/invoke", "calculator", {"input": {"expression": "17% of 2340"}}),
        ("POST", "/api/chat", {}, {"prompt": "1+1"}), ("GET", "/api/conversations", {}, None),
        ("GET", "/api/conversations/{}", conversation, None),
        ("PATCH", "/api/conversations/{}", conversation, {"title": "T"}),
        ("GET", "/api/conversations/{}/export", conversation, None),
        ("POST", "/api/conversations/{}/reply", conversation, {"prompt": "2+2"}),
        ("GET", "/api/messages/{}", answer, None), ("POST", "/api/messages/{}/cancel", answer, None),
        ("POST", "/api/messages/{}/regenerate", answer, {"parameters": {"seed": 3}}),
        ("DELETE", "/api/conversations/{}", conversation, None),
        ("GET", PROFILES, {}, None), ("GET", PROFILES + "/{}", profile["id"], None),
        ("PUT", PROFILES + "/{}", profile["id"], {"name": f"walked {profile['id']}", "params": params}),
        ("GET", ASSIGNMENTS, {}, None), ("DELETE", ASSIGNMENTS + "/{}", assignment["id"], None),
        ("POST", PREVIEW, {}, {"params": params, "method": "*", "path": "/*", "window_minutes": 5}),
        ("DELETE", PROFILES + "/{}", profile["id"], None),
        ("POST", PROFILES, {}, {"name": f"walked again {profile['id']}", "params": params}),
        ("POST", "/api/documents", {}, {"title": "T", "media_type": "text/plain", "content": "words"}),
        ("GET", "/api/documents", {}, None), ("GET", "/api/documents/{}", document, None),
        ("GET", "/api/search?q=words", {}, None), ("DELETE", "/api/documents/{}", document, None),
        ("POST", "/api/auth/refresh", {}, None),
        ("POST", "/api/auth/login", {}, {"email": person.email, "password": PASSWORD}),
        ("POST", "/api/auth/logout", {}, None),
    ]
    operations = {(m, re.sub(r"\{\w+\}", "{}", p)): (p, o) for m, p, o in api.operations()}
    for method, path, id, body in requests:
        reply = person.ask(method, path.format(id), body)
        assert reply.status < 300, reply
        if path == "/api/tokens" and method == "POST":
            secret_of(shared, reply.json()["token"])
        if path in ("/api/auth/refresh", "/api/auth/login"):
            person.signed_in(reply)
        api.check(method, *operations[method, path.split("?")[0]], reply)
