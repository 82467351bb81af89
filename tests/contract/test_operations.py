"""Section 9: health, ready, logs, signals."""

import json
import os
import re
import signal
import time

import pytest

import chat
from accounts import PASSWORD, Client, newcomer
from claims import TIME
from sse import Stream


def test_health_is_ok_and_tells_the_version(nobody):
    body = nobody.get("/api/health").json()
    assert set(body) == {"status", "version"} and body["status"] == "ok"
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?", body["version"])


def test_health_touches_no_database(launch):
    """With every file of the database unreadable and locked against writers it still answers, and at once."""
    import sqlite3
    server = launch()
    database = next(server.folder.glob("*.db"))
    lock = sqlite3.connect(database, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    start = time.monotonic()
    for _ in range(20):
        assert Client(server).get("/api/health").status == 200
    assert time.monotonic() - start < 2
    lock.execute("ROLLBACK")
    lock.close()


def test_ready_is_200_when_it_is(nobody):
    assert nobody.get("/api/ready").status == 200


def test_every_request_is_logged_with_its_trace_id_route_and_status(launch):
    server = launch()
    replies = [Client(server).get(target) for target in ("/api/setup", "/api/nothing", "/api/auth/me")]
    replies.append(server.admin.post("/api/chat", {"prompt": "a prompt for the log"}))
    server.stop()
    records = server.records()
    for reply in replies:
        mine = [record for record in records if record["trace_id"] == reply.header("trace_id")]
        assert mine, reply
        assert any(str(reply.status) in json.dumps(record) for record in mine)


def test_log_records_have_time_level_and_trace_id(launch):
    server = launch()
    server.stop()
    assert server.records()
    for record in server.records():
        assert {"level", "trace_id"} <= set(record), record
        assert any(isinstance(value, str) and TIME.fullmatch(value) for value in record.values()), record


def test_standard_output_has_the_address_only(launch):
    server = launch()
    Client(server).get("/api/health")
    server.stop()
    assert all("http" in line or len(line) < 200 for line in server.stdout)
    assert not any(line.startswith("{") for line in server.stdout)


def test_hostile_text_cannot_forge_log_lines(launch):
    server = launch()
    nobody = Client(server)
    nobody.get("/api/%0a%7B%22level%22:%22forged%22%7D")
    nobody.get('/api/"},{"x":"')
    nobody.get("/api/health", headers=[("User-Agent", 'x"}\\n{"level":"forged'), ("X-Forwarded-For", "forged")])
    server.stop()
    assert not any(record.get("level") == "forged" for record in server.records())


def test_text_logs_have_the_trace_id_too(launch):
    server = launch(env={"RUSTYGPT__TELEMETRY__LOG_FORMAT": "text"})
    trace = Client(server).get("/api/setup").header("trace_id")
    server.stop()
    lines, server.stderr = list(server.stderr), []
    assert any(trace in line for line in lines) and not any(line.startswith("{") for line in lines)
    assert not any(PASSWORD in line for line in lines)


def test_a_higher_log_level_is_quiet(launch):
    server = launch(env={"RUSTYGPT__TELEMETRY__LOG_LEVEL": "error"})
    Client(server).get("/api/health")
    server.stop()
    assert server.records() == []


def test_debug_logs_hold_no_secrets_either(launch):
    server = launch(env={"RUSTYGPT__TELEMETRY__LOG_LEVEL": "debug"})
    person = newcomer(server)
    person.post("/api/auth/refresh")
    person.post("/api/auth/logout")
    server.stop()
    text = "\n".join(server.stderr)
    assert not any(secret in text for secret in server.secrets)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_with_0(launch, number):
    server = launch()
    assert server.end(number, 12) == 0


def test_sigterm_finishes_or_hands_over_answers_within_the_drain_time(launch):
    server = launch(env={"RUSTYGPT__SERVER__DRAIN_SECONDS": "3"})
    receipts = [chat.submit(server.admin, chat.long_prompt(200, seed=i + 1)) for i in range(10)]
    with Stream(server.admin):
        start = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - start < 4.5
    server.start()
    for receipt in receipts:
        assert chat.read_answer(server.admin, receipt)["status"] in ("completed", "interrupted")


def test_sigterm_lets_a_running_request_finish(launch):
    server = launch()
    import threading
    replies = []
    waiting = threading.Thread(target=lambda: replies.append(server.admin.copy().post(
        "/api/chat", {"prompt": chat.long_prompt(100)}, headers=[("Prefer", "wait=30")])))
    with Stream(server.admin) as stream:
        waiting.start()
        stream.until("message.new")
        assert server.stop() == 0
    waiting.join()
    assert replies and replies[0].status in (200, 202, 503), replies


def test_sigterm_refuses_new_connections(launch):
    server = launch()
    with Stream(server.admin):
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(12)
    with pytest.raises(OSError):
        server.connect()


def test_idle_connections_do_not_hold_up_the_end(launch):
    server = launch(env={"RUSTYGPT__SERVER__DRAIN_SECONDS": "2"})
    idle = [server.connect() for _ in range(20)]
    half = server.connect()
    half.send(b"GET /api/hea")
    start = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - start < 4
    for connection in [*idle, half]:
        connection.close()


def test_sighup_keeps_it_running_and_says_what_it_did(launch):
    server = launch()
    before = len(server.stderr)
    server.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + 5
    def told():
        return any("reload" in line.lower() for line in server.stderr[before:])
    while not told() and time.monotonic() < end:
        assert Client(server).get("/api/ready").status == 200
    assert server.process.poll() is None
    assert told(), server.stderr[before:]


def test_it_starts_again_on_the_same_port_at_once(launch):
    server = launch()
    for kill in (False, True):
        with Stream(server.admin):
            server.restart(kill=kill)
        assert Client(server).get("/api/health").status == 200


def test_a_second_server_on_the_port_fails_with_a_clear_line(launch):
    server = launch()
    second = launch(start=False, env={"RUSTYGPT__SERVER__PORT": str(server.port)})
    done = second.run()
    assert done.returncode not in (0, -11, -6) and str(server.port).encode() in done.stderr + done.stdout


def test_files_beside_the_database_are_private(launch):
    server = launch()
    keys = [path for path in server.folder.iterdir() if "key" in path.name]
    assert keys, list(server.folder.iterdir())
    for path in keys:
        assert path.stat().st_mode & 0o777 == 0o600, path


def test_the_database_holds_no_secret_in_clear(launch):
    server = launch()
    person = newcomer(server)
    secrets = [PASSWORD, person.cookies["sid"], person.csrf]
    server.stop()
    for path in server.folder.glob("*.db*"):
        content = path.read_bytes()
        assert not any(secret.encode() in content for secret in secrets), path


def test_a_damaged_database_stops_the_start_with_a_clear_line(launch):
    server = launch(start=False)
    (server.folder / "rustygpt.db").write_bytes(b"this is no database" * 1000)
    done = server.run()
    assert done.returncode not in (0, -6, -11), done
    assert b"rustygpt.db" in done.stderr + done.stdout


def test_a_database_of_a_newer_release_is_refused(launch):
    import sqlite3
    server = launch()
    server.stop()
    database = sqlite3.connect(next(server.folder.glob("*.db")))
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    table = next(name for name in tables if "migration" in name)
    columns = database.execute(f"PRAGMA table_info({table})").fetchall()
    number = next(column[1] for column in columns if column[5])
    newest = database.execute(f"SELECT * FROM {table} ORDER BY {number} DESC LIMIT 1").fetchone()
    row = [value + 1000 if column[1] == number else value for column, value in zip(columns, newest)]
    database.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
    database.commit()
    database.close()
    done = server.run()
    assert done.returncode not in (0, -6, -11) and b"newer" in done.stderr + done.stdout, done


def test_version_and_help_are_told(shared):
    assert re.search(rb"\d+\.\d+\.\d+", shared.run("--version").stdout)
    assert b"user" in shared.run("--help").stdout


def test_the_database_path_may_be_elsewhere(launch):
    server = launch(start=False)
    path = server.folder / "other place.db"
    server.own_env["RUSTYGPT__DATABASE__URL"] = f"sqlite:{path}"
    server.start()
    assert path.exists() and not os.path.exists(server.folder / "rustygpt.db")
