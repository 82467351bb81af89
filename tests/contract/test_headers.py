"""Section 1: trace ids, CORS, content types and the rest of what every response carries (claims.py checks it each time)."""

import pytest

from claims import TRACE_ID
from server import Server

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"


@pytest.mark.parametrize("value", [f"00-{TRACE}-{SPAN}-01", f"00-{TRACE}-{SPAN}-00", f"01-{TRACE}-{SPAN}-01",
                                   f"01-{TRACE}-{SPAN}-01-more"])
def test_a_valid_traceparent_gives_the_id(nobody, value):
    for target in ("/api/health", "/api/nothing", "/api/auth/me"):
        assert nobody.get(target, headers=[("traceparent", value)]).header("trace_id") == TRACE


@pytest.mark.parametrize("value", ["", "x", f"00-{TRACE}-{SPAN}", f"00-{'0' * 32}-{SPAN}-01", f"00-{TRACE}-{'0' * 16}-01",
                                   f"ff-{TRACE}-{SPAN}-01", f"00-{TRACE.upper()}-{SPAN}-01", f"00-{TRACE}-{SPAN}-01-x",
                                   f"00-{TRACE[:-1]}-{SPAN}-01", f"00-{TRACE[:-1]}g-{SPAN}-01", f"0-{TRACE}-{SPAN}-01",
                                   f"00-{TRACE}-{SPAN[:-1]}-01", f"00-{TRACE}-{SPAN}-0", f"00_{TRACE}_{SPAN}_01",
                                   f"00-{TRACE}-{SPAN}-zz", f"01-{TRACE}-{SPAN}-01x"])
def test_an_invalid_traceparent_is_ignored(nobody, value):
    reply = nobody.get("/api/health", headers=[("traceparent", value)])
    assert reply.status == 200
    assert TRACE_ID.fullmatch(reply.header("trace_id")) and reply.header("trace_id") != TRACE


def test_trace_ids_differ_between_requests(nobody):
    assert len({nobody.get("/api/health").header("trace_id") for _ in range(50)}) == 50


def test_json_is_told_as_such(member):
    for target in ("/api/health", "/api/tools", "/api/conversations", "/api/nothing"):
        kind = member.get(target).header("Content-Type").replace(" ", "").lower()
        assert kind in ("application/json", "application/json;charset=utf-8")


def test_no_header_tells_the_software(nobody):
    for name in ("X-Powered-By", "Via"):
        assert nobody.get("/api/health").header(name) is None


ALLOWED = "https://chat.example.org"


@pytest.fixture(scope="module")
def cors():
    server = Server(env={"RUSTYGPT__SERVER__CORS__ALLOWED_ORIGINS": f"{ALLOWED},http://localhost:5173"}).start()
    yield server
    server.dispose()


def ask(server, method, target, *headers):
    with server.connect() as connection:
        return connection.ask(method, target, headers)


def listed(reply, name):
    return {part.strip().lower() for part in reply.header(name, "").split(",")}


@pytest.mark.parametrize("origin", [ALLOWED, "http://localhost:5173"])
def test_allowed_origins_are_told_so_exactly(cors, origin):
    for target in ("/api/health", "/api/nothing", "/api/auth/me"):
        reply = ask(cors, "GET", target, ("Origin", origin))
        assert reply.header("Access-Control-Allow-Origin") == origin
        assert reply.header("Access-Control-Allow-Credentials") == "true"
        assert "origin" in listed(reply, "Vary")
        assert listed(reply, "Access-Control-Expose-Headers") >= {
            "trace_id", "etag", "location", "retry-after", "x-session-rotated", "idempotency-replayed",
            "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "x-ratelimit-profile"}


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{ALLOWED}.evil.example", ALLOWED.upper(),
                                    "http://chat.example.org", f"{ALLOWED}:444", f"{ALLOWED}/", "*", "https://example.org",
                                    f"https://evil.example,{ALLOWED}"])
def test_other_origins_get_no_permission(cors, origin):
    reply = ask(cors, "GET", "/api/health", ("Origin", origin))
    assert reply.status == 200 and reply.header("Access-Control-Allow-Origin") is None, reply


def test_preflight_of_an_allowed_origin_names_methods_and_headers(cors):
    reply = ask(cors, "OPTIONS", "/api/chat", ("Origin", ALLOWED), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "content-type,x-csrf-token,idempotency-key"))
    assert reply.status == 204
    assert reply.header("Access-Control-Allow-Origin") == ALLOWED
    assert "post" in listed(reply, "Access-Control-Allow-Methods")
    assert {"content-type", "x-csrf-token", "idempotency-key"} <= listed(reply, "Access-Control-Allow-Headers")


def test_preflight_of_another_origin_allows_nothing(cors):
    reply = ask(cors, "OPTIONS", "/api/chat", ("Origin", "https://evil.example"),
                ("Access-Control-Request-Method", "POST"))
    assert reply.status == 204
    assert reply.header("Access-Control-Allow-Origin") is None
    assert reply.header("Access-Control-Allow-Methods") is None


def test_without_configuration_no_origin_is_allowed(nobody):
    reply = nobody.get("/api/health", headers=[("Origin", ALLOWED)])
    assert reply.header("Access-Control-Allow-Origin") is None


def test_a_star_in_the_configuration_is_refused(launch):
    server = launch(env={"RUSTYGPT__SERVER__CORS__ALLOWED_ORIGINS": "*"}, start=False)
    done = server.run()
    assert done.returncode != 0 and b"cors.allowed_origins" in done.stderr + done.stdout, done
