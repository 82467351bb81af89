"""What an operator finds in the log where a wrong setting, or an attack, has requests refused."""

import pytest

from accounts import JSON, PASSWORD, Client

BODY = b'{"email":"ada@example.org","password":"%s"}' % PASSWORD.encode()
PUBLIC = "https://chat.example.org"
FOREIGN = "request refused as another site's"


def sign_in(server, *headers):
    with server.connect() as connection:
        return connection.ask("POST", "/api/auth/login", [JSON, *headers], BODY)


def records(server, event):
    server.stop()
    return [record for record in server.records() if record["event"] == event]


# Settings, headers -> what the server takes itself for, how that came about, which settings are named, is the client told?
CASES = {
    "tls_proxy": ({}, [("Host", "chat.example.org"), ("Origin", PUBLIC)],
                  "http://chat.example.org", "no proxy says otherwise", ["server.public_url"], True),
    "tls_proxy_on_another_port": ({}, [("Host", "chat.example.org"), ("Origin", PUBLIC + ":8443")],
                                  "http://chat.example.org", "Host header", ["server.public_url"], True),
    "untrusted_proxy": ({}, [("Host", "chat.example.org"), ("Origin", PUBLIC), ("X-Forwarded-Proto", "https")],
                        "http://chat.example.org", "no trusted proxy",
                        ["server.public_url", "server.trusted_proxies"], True),
    "proxy_hides_the_host": ({}, [("Host", "127.0.0.1:8080"), ("Origin", PUBLIC), ("Sec-Fetch-Site", "same-origin")],
                             "http://127.0.0.1:8080", "Host header", ["server.public_url"], True),
    "old_browser": ({}, [("Host", "127.0.0.1:8080"), ("Origin", PUBLIC)], "http://127.0.0.1:8080", "Host header",
                    ["server.public_url", "server.cors.allowed_origins"], False),
    "trusted_proxy_without_scheme": ({"TRUSTED_PROXIES": "127.0.0.1"}, [("Host", "chat.example.org"), ("Origin", PUBLIC)],
                                     "http://chat.example.org", "X-Forwarded-Proto", ["server.public_url"], True),
    "another_public_url": ({"PUBLIC_URL": "https://old.example.org"},
                           [("Host", "old.example.org"), ("Origin", PUBLIC), ("Sec-Fetch-Site", "same-origin")],
                           "https://old.example.org", "server.public_url", ["server.public_url"], True),
    "attack": ({"PUBLIC_URL": PUBLIC}, [("Host", "chat.example.org"), ("Origin", "https://evil.example")],
               PUBLIC, "server.public_url", ["server.cors.allowed_origins"], False),
}


@pytest.mark.parametrize("case", CASES)
def test_the_log_names_both_origins_and_the_setting(launch, case):
    settings, headers, own, way, named, told = CASES[case]
    server = launch(env={"RUSTYGPT__SERVER__" + key: value for key, value in settings.items()})
    reply = sign_in(server, *headers)
    assert (reply.status, reply.code) == (403, "csrf_failed")
    assert ("server.public_url" in reply.json()["message"]) == told, reply
    assert "127.0.0.1" not in reply.json()["message"] and reply.json()["details"] == {}
    [record] = records(server, FOREIGN)
    assert record["level"] == "warning" and record["trace_id"] == reply.header("trace_id")
    assert record["origin"] == dict(headers)["Origin"] and record["own_origin"] == own
    assert record["host"] == dict(headers)["Host"] and record["peer"] == "127.0.0.1"
    assert way in record["own_origin_from"], record
    assert all(key in record["setting"] for key in named), record


@pytest.mark.parametrize("settings, headers", [
    ({"PUBLIC_URL": PUBLIC}, [("Host", "chat.example.org"), ("Origin", PUBLIC)]),
    ({"TRUSTED_PROXIES": "127.0.0.1"}, [("Host", "chat.example.org"), ("Origin", PUBLIC), ("X-Forwarded-Proto", "https")]),
])
def test_with_the_setting_the_same_sign_in_passes(launch, settings, headers):
    server = launch(env={"RUSTYGPT__SERVER__" + key: value for key, value in settings.items()})
    assert sign_in(server, *headers).status == 200
    assert records(server, FOREIGN) == []


def test_a_stranger_cannot_flood_the_log(launch):
    server = launch(env={"RUSTYGPT__TELEMETRY__ACCESS_LOG": "false"})
    for number in range(300):
        assert sign_in(server, ("Origin", f"https://evil{number}.example/" + "x" * 4000)).status == 403
    # Behind all of it the operator's own mistake is still seen.
    assert sign_in(server, ("Host", "chat.example.org"), ("Origin", PUBLIC)).status == 403
    found = records(server, FOREIGN)
    assert len(found) <= 8 and found[-1]["origin"] == PUBLIC, len(found)
    assert sum(len(line) for line in server.stderr) < 20_000


def test_a_name_that_is_not_served_is_logged_with_its_setting(launch):
    server = launch(env={"RUSTYGPT__SERVER__PUBLIC_URL": PUBLIC, "RUSTYGPT__TELEMETRY__ACCESS_LOG": "false"})
    for number in range(50):
        reply = Client(server).get("/api/health", headers=[("Host", f"n{number}.internal")])
        assert (reply.status, reply.code) == (400, "malformed_request")
    found = records(server, "request refused for its host")
    assert 1 <= len(found) <= 6
    assert (found[0]["host"], found[0]["own_origin"]) == ("n0.internal", PUBLIC)
    assert "server.public_url" in found[0]["setting"]


def test_a_page_that_may_not_use_the_api_is_logged_with_its_setting(launch):
    server = launch()
    asked = [("Origin", "https://app.example.net"), ("Access-Control-Request-Method", "POST")]
    assert Client(server).ask("OPTIONS", "/api/chat", headers=asked).status == 204
    assert Client(server).ask("OPTIONS", "/api/chat", headers=asked[:1]).status == 204
    [record] = records(server, "another site's page asked to use the API")
    assert record["origin"] == "https://app.example.net" and "server.cors.allowed_origins" in record["setting"]


# Bytes that a header may have (obs-text), and a terminal obeys or a reader is deceived by.
STEERING = ["\x9b2J", "\u202egro.live", "\u2066x\u2069", "\u061cx", "\u2028x", "\x85x"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_control_character_reaches_the_log(launch, form):
    server = launch(set_up=False, env={"RUSTYGPT__TELEMETRY__LOG_FORMAT": form})
    with server.connect() as connection:
        for number, text in enumerate([*[t.encode() for t in STEERING], b"\x9b2J", b"\xff\xfe"]):
            connection.send(b"POST /api/auth/login HTTP/1.1\r\nHost: chat.example.org\r\nOrigin: https://a%d%s\r\n"
                            b"Sec-Fetch-Site: %s\r\nContent-Length: 0\r\n\r\n" % (number, text, text))
            assert connection.reply().status == 403
    server.stop()
    whole = "\n".join(server.stderr)
    assert FOREIGN in whole and r"\u009b2J" in whole and r"\u202e" in whole
    assert all(ord(c) >= 0x20 and not 0x7f <= ord(c) <= 0x9f or c == "\n" for c in whole)
    assert not set(whole) & set("\u202e\u2066\u2069\u061c\u2028")
    if form == "text":
        server.stderr.clear()  # what dispose() looks at is JSON
