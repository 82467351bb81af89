"""A walk over every operation with API tokens: the document names the scope that each one needs, and it is needed."""

import pytest

from accounts import Bearer, make_token, newcomer
from openapi import document
from test_walk import example_of, fill

SCOPES = {"chat", "read", "documents", "admin", "metrics"}
# Contract section 2: these are for people alone. Asking who one is comes below /api/auth/ and is for programs too.
PEOPLES = ("/api/auth/", "/api/account/", "/api/tokens")
PROGRAMS_TOO = {"/api/auth/me"}


@pytest.fixture(scope="module")
def api(shared):
    return document(shared)


@pytest.fixture(scope="module")
def owner(shared):
    return newcomer(shared, "admin")


@pytest.fixture(scope="module")
def programs(owner):
    """By scope, a program that has it alone; and by "but" and the scope, one that has all others."""
    found = {scope: make_token(owner, scope)[0] for scope in SCOPES}
    return found | {f"but {scope}": make_token(owner, *sorted(SCOPES - {scope}))[0] for scope in SCOPES}


def scope_of(operation):
    """What a token needs; None where no token will do."""
    bearers = [way["bearer"] for way in operation["security"] if "bearer" in way]
    assert len(bearers) <= 1 and all(len(scopes) == 1 for scopes in bearers), operation["security"]
    return bearers[0][0] if bearers else None


def guarded(api):
    rows = [(m, p, o, scope_of(o)) for m, p, o in api.operations() if not api.is_open(o)]
    assert rows
    return rows


def ask(program, api, method, path, operation):
    """With a body that breaks its schema, if there is one, so that nothing happens behind the checks of rights."""
    body = {**example_of(api, operation), "no_such_field": 1} if "requestBody" in operation else None
    return program.ask(method, fill(path), body, headers=[("Last-Event-ID", "")])


def test_the_document_says_which_routes_are_for_people_alone(api):
    for _, path, _, scope in guarded(api):
        alone = path.startswith(PEOPLES) and path not in PROGRAMS_TOO
        assert (scope is None) == alone, path
        assert scope is None or scope in SCOPES, path


def test_administration_needs_the_scope_admin(api):
    for method, path, _, scope in guarded(api):
        assert (scope == "admin") == path.startswith("/api/admin/"), (method, path)


def test_all_other_scopes_together_are_too_little(api, programs):
    for method, path, operation, scope in guarded(api):
        for name in [f"but {scope}"] if scope else sorted(SCOPES):
            reply = ask(programs[name], api, method, path, operation)
            assert (reply.status, reply.code) == (403, "insufficient_scope"), (name, reply)
            api.check(method, path, operation, reply)
            assert reply.details == ({"scope": scope} if scope else {}), reply


def test_the_scope_alone_is_enough(api, programs):
    for method, path, operation, scope in guarded(api):
        if scope is None or path.endswith("/stream"):
            continue  # the stream's own tests open it
        reply = ask(programs[scope], api, method, path, operation)
        assert reply.status not in (401, 403), reply
        api.check(method, path, operation, reply)


def test_an_unknown_token_is_401_everywhere_but_on_open_routes(api, shared):
    program = Bearer(shared, "rgp_" + "A" * 43)
    for method, path, operation in api.operations():
        reply = program.ask(method, fill(path))
        if api.is_open(operation):
            assert reply.status != 401 or path == "/api/auth/login", reply
        else:
            assert (reply.status, reply.code) == (401, "invalid_token"), reply
            assert reply.header("WWW-Authenticate").split(" ")[0] == "Bearer"
            api.check(method, path, operation, reply)
