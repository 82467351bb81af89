"""deploy/nginx and deploy/haproxy before a real server: sign-in, Secure cookies, streams as they happen, addresses."""

import json
import time

import pytest

import chat
from accounts import Client, set_up
from front import NAME, Haproxy, Nginx, redirected
from server import Server
from sse import Answer, Stream, strictly_rising

SETTINGS = {"RUSTYGPT__SERVER__PUBLIC_URL": f"https://{NAME}", "RUSTYGPT__SERVER__TRUSTED_PROXIES": "127.0.0.1,::1",
            "RUSTYGPT__SERVER__SSE_KEEPALIVE_SECONDS": "1"}


@pytest.fixture(scope="module", params=[Nginx, Haproxy])
def front(request, tmp_path_factory):
    server = Server(env=SETTINGS).start()
    made = request.param(server, tmp_path_factory.mktemp("front"))
    made.setup_token = server.setup_token
    made.admin = set_up(made)
    yield made
    made.dispose()
    server.dispose()


@pytest.fixture
def person(front):
    client = front.admin.again()
    yield client
    client.close()


def test_plain_http_is_led_to_https(front):
    text = redirected(front)
    assert text.startswith("HTTP/1.1 301 ") and f"location: https://{NAME}/c/1?x=y" in text.lower()


def test_cookies_are_secure_and_https_is_remembered(front, person):
    reply = person.post("/api/auth/refresh")
    cookies = reply.all("Set-Cookie")
    assert len(cookies) == 2 and all("; Secure" in cookie for cookie in cookies)
    assert reply.header("Strict-Transport-Security")


def test_a_conversation_over_it_is_whole(front, person):
    receipt = chat.finished(person)
    assert chat.read_answer(person, receipt)["status"] == "completed"


def test_events_arrive_as_they_happen(front, person):
    """The stream is open for long, and each event is here before the next thing is asked for."""
    with Stream(person) as stream:
        for i in range(5):
            receipt = chat.submit(person, f"{i}+1")
            events = stream.until("message.done", within=5)
            assert strictly_rising(events)
            assert Answer(receipt["message_id"]).take_all(events).equals(chat.message(person, receipt["message_id"]))
            assert stream.quiet(0.1)


def test_keep_alives_arrive_one_by_one(front, person):
    with Stream(person) as stream:
        start = time.monotonic()
        while len(stream.comments) < 3:
            stream.step()
        assert 2 <= time.monotonic() - start < 10


def test_an_inline_answer_streams_too(front, person):
    body = {"prompt": chat.THREE}
    with Stream(person, "/api/chat", method="POST", body=body, headers=[("Origin", f"https://{NAME}")]) as stream:
        events = stream.rest()
    assert events[0].type == "chat.accepted" and events[-1].type == "message.done"


def test_a_stream_resumes_over_it(front, person):
    receipt = chat.finished(person)
    events = chat.recorded(person, receipt)
    with Stream(person, last_event_id=events[2].id) as stream:
        assert stream.until("message.done") == events[3:]


def test_the_servers_errors_come_through(front, person):
    nobody = Client(front)
    reply = nobody.get("/api/auth/me")
    assert reply.status == 401 and reply.code == "authentication_required"
    assert person.post("/api/chat", {"prompt": ""}).status == 422
    big = person.ask("POST", "/api/chat", raw=b'{"prompt": "' + b"x" * 2_000_000 + b'"}')
    assert big.status == 413 and big.code == "payload_too_large"
    assert nobody.get("/api/auth/me/").status == 404, "paths are passed on as they are"
    assert nobody.get("/api//auth/me").status == 404


def test_what_a_client_claims_to_be_is_not_believed(front, person):
    """The address in the session list is the one that the proxy saw."""
    twin = Client(front)
    reply = twin.post("/api/auth/login", {"email": person.email, "password": person.password},
                      headers=[("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=203.0.113.8"),
                               ("X-Forwarded-Proto", "http")])
    assert reply.status == 200 and all("; Secure" in cookie for cookie in reply.all("Set-Cookie"))
    text = json.dumps(twin.get("/api/account/sessions").json())
    assert "203.0.113" not in text and "127.0.0.1" in text


def test_a_foreign_origin_is_refused_through_it(front, person):
    reply = person.post("/api/chat", {"prompt": "1+1"}, headers=[("Origin", "https://evil.example")])
    assert reply.status == 403 and reply.code == "csrf_failed"
    assert person.post("/api/chat", {"prompt": "1+1"}, headers=[("Origin", f"https://{NAME}")]).status == 202


def test_the_sessions_end_ends_the_stream_through_it(front, person):
    with Stream(person) as stream:
        assert person.copy().post("/api/auth/logout").status == 204
        assert stream.rest(within=5)[-1].payload["code"] == "session_expired"


def test_streams_survive_a_restart_of_the_server(front, person):
    receipt = chat.submit(person, chat.long_prompt(30))
    answer = Answer(receipt["message_id"])
    with Stream(person, receipt["stream_url"]) as stream:
        events = stream.until("message.delta")
        front.server.restart(kill=True)
        events += stream.rest()
    front.await_listening()
    if not answer.take_all(events).done:
        with Stream(person, last_event_id=events[-1].id) as stream:
            events += (rest := stream.until("message.done"))
        answer.take_all(rest)
    assert strictly_rising(events) and answer.equals(chat.message(person, receipt["message_id"]))
