"""Section 10: files, environment, flags; and what a wrong value is told."""

import re

import pytest

from accounts import Client
from server import free_port

BAD = [
    ("SERVER__PORT", "70000", "server.port"), ("SERVER__PORT", "x", "server.port"), ("SERVER__PORT", "-1", "server.port"),
    ("SERVER__PORT", "", "server.port"), ("SERVER__PORT", "80.5", "server.port"),
    ("SERVER__BIND_ADDRESS", "nowhere at all", "server.bind_address"),
    ("SERVER__BASE_PATH", "no slash", "server.base_path"), ("SERVER__THREADS", "-1", "server.threads"),
    ("SERVER__PUBLIC_URL", "not a url", "server.public_url"), ("SERVER__PUBLIC_URL", "ftp://x", "server.public_url"),
    ("SERVER__TRUSTED_PROXIES", "10.0.0.0/99", "server.trusted_proxies"),
    ("SERVER__DRAIN_SECONDS", "x", "server.drain_seconds"), ("SERVER__MAX_BODY_BYTES", "0", "server.max_body_bytes"),
    ("SERVER__SSE_KEEPALIVE_SECONDS", "0", "server.sse_keepalive_seconds"),
    ("SERVER__MAX_STREAMS_PER_USER", "0", "server.max_streams_per_user"),
    ("SERVER__MAX_CONNECTIONS_PER_ADDRESS", "-1", "server.max_connections_per_address"),
    ("SERVER__CORS__ALLOWED_ORIGINS", "example.org", "server.cors.allowed_origins"),
    ("SESSION__IDLE_SECONDS", "0", "session.idle_seconds"), ("SESSION__ABSOLUTE_SECONDS", "x", "session.absolute_seconds"),
    ("SESSION__COOKIE_SECURE", "maybe", "session.cookie_secure"),
    ("SESSION__SESSION_COOKIE_NAME", "a b", "session.session_cookie_name"),
    ("SESSION__MAX_SESSIONS_PER_USER", "0", "session.max_sessions_per_user"),
    ("DATABASE__URL", "mysql://x", "database.url"), ("DATABASE__POOL_MAX_CONNECTIONS", "0", "database.pool_max_connections"),
    ("DATABASE__STATEMENT_TIMEOUT_MS", "x", "database.statement_timeout_ms"),
    ("RATE_LIMITS__ADMIN_API_ENABLED", "perhaps", "rate_limits.admin_api_enabled"),
    ("RATE_LIMITS__DEFAULT_RPS", "-1", "rate_limits.default_rps"), ("RATE_LIMITS__LOGIN_PER_MINUTE", "0", "rate_limits.login_per_minute"),
    ("SSE__PERSISTENCE__RETENTION_HOURS", "23", "sse.persistence.retention_hours"),
    ("SSE__PERSISTENCE__RETENTION_HOURS", "73", "sse.persistence.retention_hours"),
    ("SSE__PERSISTENCE__MAX_EVENTS_PER_USER", "0", "sse.persistence.max_events_per_user"),
    ("AUDIT__RETENTION_DAYS", "89", "audit.retention_days"), ("AUDIT__RETENTION_DAYS", "never", "audit.retention_days"),
    ("TELEMETRY__LOG_LEVEL", "loud", "telemetry.log_level"), ("TELEMETRY__LOG_FORMAT", "xml", "telemetry.log_format"),
    ("TELEMETRY__METRICS_ACCESS", "all", "telemetry.metrics_access"),
]
ALLOWED = {"telemetry.log_format": ["json", "text"], "session.cookie_secure": ["auto", "always"],
           "telemetry.metrics_access": ["loopback", "token", "public", "off"], "sse.persistence.retention_hours": ["24", "72"],
           "server.port": ["65535"]}


def refusal(server, *args):
    """The one line that a refused start prints."""
    done = server.run(*args, within=20)
    assert done.returncode not in (0, -6, -11), done
    lines = [line for line in (done.stdout + done.stderr).decode("utf-8").split("\n") if line.strip()]
    assert len(lines) == 1, lines
    return lines[0]


@pytest.mark.parametrize("name, value, key", BAD, ids=[f"{name}={value}" for name, value, _ in BAD])
def test_a_bad_value_in_the_environment_is_named_with_what_is_allowed(launch, name, value, key):
    line = refusal(launch(start=False, env={"RUSTYGPT__" + name: value}))
    assert key in line and "RUSTYGPT__" + name in line and value in line, line
    assert all(text in line for text in ALLOWED.get(key, [])), line


FILES = [
    ("[server]\nport = 70000\n", "server.port", "70000"), ('[server]\nport = "80"\n', "server.port", "80"),
    ("[server]\nprot = 80\n", "server.prot", "80"), ("[sever]\nport = 80\n", "sever", ""),
    ("port = 80\n", "port", "80"), ("[telemetry]\nlog_level = 5\n", "telemetry.log_level", "5"),
    ("[session]\nidle_seconds = true\n", "session.idle_seconds", "true"),
    ("[server]\nport = 80\nport = 81\n", "port", ""), ("this is no toml", "rustygpt.toml", ""),
    ("[server.cors]\nallowed_origins = \"https://a.example\"\n", "server.cors.allowed_origins", ""),
    ("[server.cors]\nallowed_origins = [1]\n", "server.cors.allowed_origins", "1"),
]


@pytest.mark.parametrize("toml, key, value", FILES, ids=range(len(FILES)))
def test_a_bad_file_is_named_with_key_and_value(launch, toml, key, value):
    server = launch(start=False, toml=toml)
    del server.own_env["RUSTYGPT__SERVER__PORT"]
    line = refusal(server)
    assert key in line and value in line and "rustygpt.toml" in line, line


@pytest.mark.parametrize("name, key", [("SERVER__PROT", "server.prot"), ("NOTHING", "nothing"), ("SERVER__CORS", "server.cors"),
                                       ("SERVER__PORT__MORE", "server.port.more")])
def test_an_unknown_key_in_the_environment_stops_the_start(launch, name, key):
    line = refusal(launch(start=False, env={"RUSTYGPT__" + name: "1"}))
    assert "RUSTYGPT__" + name in line and key in line.lower(), line


def test_unknown_flags_stop_the_start(launch):
    server = launch(start=False)
    done = server.run("--nothing")
    assert done.returncode not in (0, -6, -11) and b"--nothing" in done.stdout + done.stderr


def test_a_named_file_must_exist(launch):
    assert "absent.toml" in refusal(launch(start=False), "--config", "absent.toml")


def keepalive(server):
    """The value in use, by config explain."""
    done = server.run("config", "explain")
    assert done.returncode == 0, done
    return next(line for line in done.stdout.decode().split("\n") if "sse_keepalive_seconds" in line)


FILE = "[server]\nsse_keepalive_seconds = 21\nport = 0\n"


def test_the_file_goes_before_defaults_the_environment_before_the_file(launch):
    plain = launch(start=False)
    assert re.search(r"\b15\b.*default", keepalive(plain))
    filed = launch(start=False, toml=FILE)
    assert re.search(r"\b21\b.*rustygpt\.toml", keepalive(filed))
    both = launch(start=False, toml=FILE, env={"RUSTYGPT__SERVER__SSE_KEEPALIVE_SECONDS": "22"})
    assert re.search(r"\b22\b.*RUSTYGPT__SERVER__SSE_KEEPALIVE_SECONDS", keepalive(both))


def test_flags_go_before_the_environment(launch):
    port = free_port()
    server = launch(set_up=False, start=False, toml="[server]\nport = 1\n", args=["--port", str(port)])
    server.own_env["RUSTYGPT__SERVER__PORT"] = "2"
    server.start()
    assert server.port == port


def test_a_file_may_be_named_by_flag(launch):
    server = launch(start=False, args=["--config", "other.toml"], toml="[server]\nport = 1\n")
    (server.folder / "other.toml").write_text("[server]\nport = 0\nmax_body_bytes = 2000\n")
    del server.own_env["RUSTYGPT__SERVER__PORT"]
    server.start()
    assert Client(server).post("/api/auth/login", raw=b" " * 2001).status == 413


def checked(server, *args):
    """The exit code of config check, its warnings by key, and its last line."""
    done = server.run("config", "check", *args)
    lines = (done.stdout + done.stderr).decode().splitlines()
    warnings = [line.removeprefix("warning: ") for line in lines if line.startswith("warning: ")]
    assert len(lines) == len(warnings) + 1, lines
    return done.returncode, {line.split(" ")[0]: line for line in warnings}, lines[-1]


def test_check_says_what_a_proxy_needs_and_makes_nothing(launch):
    server = launch(start=False, limits={})
    code, warnings, last = checked(server)
    assert (code, set(warnings), last) == (0, {"server.public_url"}, "The configuration is valid.")
    assert "TLS proxy" in warnings["server.public_url"] and list(server.folder.iterdir()) == []
    server.start()
    server.stop()
    assert not [record for record in server.records() if record["level"] == "warning"]


def test_check_finds_nothing_in_a_sound_configuration(launch):
    sound = {"SERVER__PUBLIC_URL": "https://chat.example.org", "SERVER__TRUSTED_PROXIES": "127.0.0.1"}
    server = launch(start=False, env={"RUSTYGPT__" + key: value for key, value in sound.items()}, limits={})
    assert checked(server) == (0, {}, "The configuration is valid.")


@pytest.mark.parametrize("settings, keys, words", [
    ({"SERVER__BIND_ADDRESS": "0.0.0.0"}, {"server.public_url"}, "DNS rebinding"),
    ({"SERVER__PUBLIC_URL": "https://chat.example.org"}, {"server.trusted_proxies"}, "address"),
    ({"SERVER__TRUSTED_PROXIES": "127.0.0.1"}, {"server.public_url"}, "origin that browsers see"),
    ({"SERVER__PUBLIC_URL": "http://chat.example.org", "SESSION__COOKIE_SECURE": "always"},
     {"server.public_url", "session.cookie_secure"}, "nobody can sign in"),
])
def test_check_warns_and_the_log_does_at_the_start(launch, settings, keys, words):
    server = launch(start=False, env={"RUSTYGPT__" + key: value for key, value in settings.items()}, limits={})
    code, warnings, last = checked(server)
    assert (code, set(warnings), last) == (0, keys, "The configuration is valid.")
    assert any(words in line for line in warnings.values()), warnings
    server.own_env["RUSTYGPT__SERVER__BIND_ADDRESS"] = settings.get("SERVER__BIND_ADDRESS", "127.0.0.1")
    server.own_env["RUSTYGPT__SERVER__PORT"] = str(port := free_port())
    server.start(wait=False)
    server.host, server.port = "127.0.0.1", port
    server.await_ready()
    server.stop()
    assert {r["setting"] for r in server.records() if r["event"] == "configuration"} == keys


def test_check_refuses_a_key_file_that_a_start_would_refuse(launch):
    server = launch(set_up=False)
    server.stop()
    key = server.folder / "rustygpt.db.key"
    assert checked(server)[0] == 0
    key.chmod(0o640)
    code, _, last = checked(server)
    assert code == 2 and "chmod 600" in last and server.run().returncode != 0
    key.chmod(0o600)
    key.write_text("short\n")
    code, _, last = checked(server)
    assert code == 2 and "cut short" in last


def test_the_cookies_need_two_names(launch):
    line = refusal(launch(start=False, env={"RUSTYGPT__SESSION__CSRF_COOKIE_NAME": "sid"}))
    assert "session.csrf_cookie_name" in line and "sid" in line


def test_explain_masks_secrets(launch):
    secret = "a-very-secret-key-value-0123456789-0123456789"
    server = launch(start=False, env={"RUSTYGPT__SECRETS__SERVER_KEY": secret})
    done = server.run("config", "explain")
    assert done.returncode == 0 and secret.encode() not in done.stdout + done.stderr
    assert b"server_key" in done.stdout.lower()


def test_the_servers_key_may_come_from_the_environment(launch):
    key = "6b" * 32
    server = launch(env={"RUSTYGPT__SECRETS__SERVER_KEY": key})
    server.secrets.add(key)
    assert not [path for path in server.folder.iterdir() if path.name.endswith("key")]
    server.restart()
    assert server.admin.get("/api/auth/me").status == 200


def test_lists_in_the_environment_are_comma_separated(launch):
    server = launch(set_up=False, env={"RUSTYGPT__SERVER__CORS__ALLOWED_ORIGINS": "https://a.example,https://b.example"})
    for origin in ("https://a.example", "https://b.example"):
        reply = Client(server).get("/api/health", headers=[("Origin", origin)])
        assert reply.header("Access-Control-Allow-Origin") == origin


DOCUMENTED = """[server]
port = 0
bind_address = "127.0.0.1"
base_path = ""
threads = 0
public_url = ""
trusted_proxies = []
drain_seconds = 10
max_body_bytes = 1048576
sse_keepalive_seconds = 15
max_streams_per_user = 20
max_connections_per_address = 0
[server.cors]
allowed_origins = []
[session]
idle_seconds = 28800
absolute_seconds = 604800
session_cookie_name = "sid"
csrf_cookie_name = "CSRF-TOKEN"
max_sessions_per_user = 5
cookie_secure = "auto"
[database]
url = "sqlite:rustygpt.db"
pool_max_connections = 10
statement_timeout_ms = 10000
[rate_limits]
admin_api_enabled = true
default_rps = 10
default_burst = 20
login_per_minute = 10
[sse.persistence]
retention_hours = 48
max_events_per_user = 1000000
[telemetry]
log_level = "info"
log_format = "json"
metrics_endpoint = "/metrics"
metrics_access = "loopback"
"""


def test_every_documented_key_is_accepted(launch):
    server = launch(toml=DOCUMENTED, limits={}, set_up=False)
    assert Client(server).get("/api/ready").status == 200
    text = server.run("config", "explain").stdout.decode()
    for line in DOCUMENTED.split("\n"):
        if " = " in line:
            assert line.split(" = ")[0] in text, line


def test_check_refuses_what_a_start_would_refuse(launch):
    for env, toml, parts in [({"RUSTYGPT__DATABASE__URL": "postgres://db/chat"}, None, ("database.url", "sqlite:FILE")),
                             ({}, '[[models]]\nid = "x"\nprovider = "openai"\nbase_url = "http://127.0.0.1:1/v1"\n', ("models", "x")),
                             ({"RUSTYGPT__SERVER__PORT": "70000"}, None, ("server.port", "70000"))]:
        server = launch(start=False, env=env, toml=toml)
        checked, started = refusal(server, "config", "check"), refusal(server)
        assert checked == started and all(part in checked for part in parts), (checked, started)


def test_check_makes_no_file(launch):
    server = launch(start=False)
    for command in ("check", "explain"):
        assert server.run("config", command).returncode == 0
    assert list(server.folder.iterdir()) == []
