"""Section 9: who may read the metrics."""

import threading

import pytest

import chat
from accounts import make_token, newcomer
from exposition import Scrape
from openapi import document


FORWARDED = [("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=127.0.0.1"), ("X-Real-IP", "127.0.0.1"),
             ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "localhost"), ("Via", "1.1 proxy")]


def ask(server, headers=(), method="GET", path="/metrics"):
    with server.connect() as connection:
        return connection.ask(method, path, headers)


@pytest.mark.parametrize("proxies", ["", "127.0.0.1"])
def test_loopback_is_for_this_machine_and_not_for_what_is_forwarded(launch, proxies):
    server = launch(set_up=False, env={"RUSTYGPT__SERVER__TRUSTED_PROXIES": proxies})
    assert ask(server).status == 200
    for header in [*FORWARDED, ("x-forwarded-for", ""), ("X-Forwarded-For", "192.0.2.1")]:
        reply = ask(server, [header])
        assert (reply.status, reply.code) == (403, "forbidden"), reply
    assert ask(server, [("Authorization", "Bearer rgp_x")]).status == 200  # nobody is asked who they are


HERE = ["localhost", "LOCALHOST:9", "localhost.", "127.0.0.1", "127.8.8.8:80", "[::1]", "[::1]:8080"]
ELSEWHERE = ["evil.example", "evil.example:8080", "localhost.evil.example", "evil.localhost", "127.0.0.1.evil.example",
             "0.0.0.0", "192.0.2.7", "[2001:db8::1]", "2130706433", "chat.example.org"]


def test_loopback_is_no_matter_of_dns(launch):
    """A page of evil.example whose name was made to lead here must read nothing."""
    server = launch(set_up=False)
    for host in HERE:
        assert ask(server, [("Host", host)]).status == 200, host
    for host in ELSEWHERE:
        reply = ask(server, [("Host", host)])
        assert (reply.status, reply.code) == (403, "forbidden"), (host, reply)
        with server.connect() as connection:  # an absolute target goes before Host
            assert connection.ask("GET", f"http://{host}/metrics", [("Host", "localhost")]).status == 403, host
        assert ask(server, [("Host", host)], path="/api/health").status == 200, host


def test_with_a_public_url_other_names_are_400_for_the_metrics_too(launch):
    server = launch(set_up=False, env={"RUSTYGPT__SERVER__PUBLIC_URL": "https://chat.example.org"})
    for host, status in [("chat.example.org", 200), ("localhost:80", 200), ("evil.example", 400), ("evil.localhost", 400)]:
        assert ask(server, [("Host", host)]).status == status, host


def test_public_is_for_everybody(launch):
    server = launch(set_up=False, env={"RUSTYGPT__TELEMETRY__METRICS_ACCESS": "public"})
    for header in FORWARDED:
        assert ask(server, [header]).status == 200


def test_token_is_for_administrators_and_their_tokens(launch):
    server = launch(env={"RUSTYGPT__TELEMETRY__METRICS_ACCESS": "token"})
    anonymous = ask(server)
    assert (anonymous.status, anonymous.code) == (401, "authentication_required")
    refused = ask(server, [("Authorization", "Bearer rgp_wrong")])
    assert (refused.status, refused.code) == (401, "invalid_token")
    member = newcomer(server).get("/metrics")
    assert (member.status, member.code) == (403, "forbidden")
    assert server.admin.get("/metrics").status == 200
    program, made = make_token(server.admin, "metrics")
    assert program.get("/metrics").status == 200
    lacking = make_token(server.admin, "read")[0].get("/metrics")
    assert (lacking.status, lacking.code) == (403, "insufficient_scope")
    beyond = newcomer(server).post("/api/tokens", {"name": "a test", "scopes": ["metrics"]})
    assert beyond.status == 422 and beyond.paths == ["/scopes/0"], beyond
    server.admin.delete(f"/api/tokens/{made['id']}")
    assert program.get("/metrics").status == 401
    [security] = [o["security"] for _, path, o in document(server).operations() if path == "/metrics"]
    assert {"bearer": ["metrics"]} in security


def test_off_is_404_and_in_no_document(launch):
    server = launch(env={"RUSTYGPT__TELEMETRY__METRICS_ACCESS": "off"})
    chat.finished(server.admin)
    assert (ask(server).status, ask(server).code) == (404, "not_found")
    assert "/metrics" not in document(server).body["paths"]


def test_the_endpoint_may_be_elsewhere(launch):
    server = launch(set_up=False, env={"RUSTYGPT__TELEMETRY__METRICS_ENDPOINT": "/internal/numbers",
                                       "RUSTYGPT__SERVER__BASE_PATH": "/chat"})
    assert ask(server, path="/chat/internal/numbers").status == 200
    assert ask(server, path="/chat/metrics").status == 404
    assert ask(server, path="/internal/numbers").status == 404
    assert "/internal/numbers" in server.answers("/api/openapi.json")["paths"]


@pytest.mark.parametrize("path", ["", "/", "metrics", "/metrics/", "/api/health", "/api", "/v1/models", "/a//b", "/:id"])
def test_an_endpoint_that_cannot_be_stops_the_start_with_a_line(launch, path):
    server = launch(start=False, env={"RUSTYGPT__TELEMETRY__METRICS_ENDPOINT": path})
    told = server.run("config", "explain")
    assert told.returncode != 0
    assert "telemetry.metrics_endpoint" in told.stderr.decode() + told.stdout.decode()


def test_head_and_the_other_methods(shared):
    whole, head = ask(shared), ask(shared, method="HEAD")
    assert head.status == 200 and head.body == b"" and int(head.header("Content-Length")) > 1000
    assert head.header("Content-Type") == whole.header("Content-Type")
    reply = ask(shared, method="POST")
    assert reply.status == 405 and set(reply.header("Allow").split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_it_is_as_its_document_says(shared):
    api = document(shared)
    [operation] = [o for m, p, o in api.operations() if (m, p) == ("GET", "/metrics")]
    assert "text/plain; version=0.0.4" in operation["responses"]["200"]["content"]
    for reply in (ask(shared), ask(shared, [FORWARDED[0]])):
        api.check("GET", "/metrics", operation, reply)


def test_many_scrapes_at_once_all_get_an_answer(shared):
    replies = []
    scrapers = [threading.Thread(target=lambda: replies.append(ask(shared))) for _ in range(8)]
    for one in scrapers:
        one.start()
    for one in scrapers:
        one.join()
    assert {reply.status for reply in replies} <= {200, 503} and len(replies) == 8
    for reply in replies:
        if reply.status == 200:
            Scrape(reply.body.decode())
