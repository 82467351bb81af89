"""What whoever runs the server sees of it: sd_notify(3)'s datagrams, the watchdog, reloads, the health command."""

import json
import os
import signal
import socket
import time

import pytest

import chat
from accounts import Client
from server import free_port
from sse import Stream


class Manager:
    """A service manager's socket, in the file system or abstract."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address.replace("@", "\0", 1) if address.startswith("@") else address)
        self.socket.settimeout(20)
        self.environment = {"NOTIFY_SOCKET": address}

    def next(self):
        return dict(line.split("=", 1) for line in self.socket.recv(4096).decode().split("\n"))

    def until(self, key):
        while key not in (state := self.next()):
            pass
        return state

    def waiting(self):
        self.socket.setblocking(False)
        states = []
        try:
            while True:
                states.append(self.next())
        except BlockingIOError:
            self.socket.settimeout(20)
            return states


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path):
    made = Manager(str(tmp_path / "notify") if request.param == "path" else f"@rustygpt-test-{os.getpid()}-{time.time_ns()}")
    yield made
    made.socket.close()


def test_ready_is_said_when_it_is_true_and_stopping_at_once(launch, manager):
    server = launch(start=False, env=manager.environment)
    server.start(wait=False)
    state = manager.next()
    assert state["READY"] == "1"
    server.await_link(0)
    assert Client(server).get("/api/ready").status == 200
    assert server.stop() == 0
    assert [state for state in manager.waiting() if "STOPPING" in state] and "READY" not in manager.waiting()


def test_a_reload_is_told_with_its_moment(launch, manager):
    server = launch(env=manager.environment)
    manager.until("READY")
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    server.process.send_signal(signal.SIGHUP)
    state = manager.until("RELOADING")
    assert before <= int(state["MONOTONIC_USEC"]) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    assert manager.until("READY")


def test_the_watchdog_hears_of_it_often_enough(launch, manager):
    server = launch(env={**manager.environment, "WATCHDOG_USEC": "600000"})
    manager.until("WATCHDOG")
    with Stream(server.admin):
        for _ in range(3):
            start = time.monotonic()
            manager.until("WATCHDOG")
            assert time.monotonic() - start < 0.6, "before the manager would lose patience"


def test_the_watchdog_hears_nothing_of_a_process_that_hangs(launch, tmp_path):
    manager = Manager(str(tmp_path / "notify"))
    server = launch(env={**manager.environment, "WATCHDOG_USEC": "600000"})
    manager.until("WATCHDOG")
    server.process.send_signal(signal.SIGSTOP)
    manager.waiting()
    manager.socket.settimeout(1.5)
    with pytest.raises(TimeoutError):
        manager.next()
    server.process.send_signal(signal.SIGCONT)
    manager.socket.settimeout(20)
    assert manager.until("WATCHDOG")


def test_without_a_watchdog_nobody_is_bothered(launch, tmp_path):
    manager = Manager(str(tmp_path / "notify"))
    server = launch(env={**manager.environment, "WATCHDOG_USEC": "600000", "WATCHDOG_PID": "1"})
    chat.finished(server.admin)
    server.stop()
    assert not [state for state in manager.waiting() if "WATCHDOG" in state], "it is another process's"


@pytest.mark.parametrize("address", ["/nowhere/at/all", "relative", "", "@", "/" + "x" * 200])
def test_a_socket_that_is_not_there_stops_nothing(launch, address):
    server = launch(env={"NOTIFY_SOCKET": address}, set_up=False)
    assert Client(server).get("/api/ready").status == 200
    assert server.stop() == 0


def test_commands_say_nothing_to_the_manager(launch, tmp_path):
    manager = Manager(str(tmp_path / "notify"))
    server = launch(start=False, env=manager.environment)
    assert server.run("config", "check").returncode == 0
    assert manager.waiting() == []


# ---- reload ----

def reloaded(server):
    """SIGHUP; the record that says what it did."""
    before = len(server.stderr)
    server.process.send_signal(signal.SIGHUP)

    def told():
        found = [json.loads(line) for line in server.stderr[before:] if "reloaded" in line]
        return found[0] if found else None
    return server.poll("no word of the reload", told)


TOML = """
[server]
sse_keepalive_seconds = 20
drain_seconds = 30
[telemetry]
log_level = "info"
"""


def test_a_reload_takes_what_it_can_and_names_what_waits(launch):
    server = launch(toml=TOML)
    file = server.folder / "rustygpt.toml"
    file.write_text(TOML.replace("20", "21").replace("30", "1").replace('"info"', '"debug"') +
                    '[sse.persistence]\nretention_hours = 24\n[[models]]\nid = "builtin"\n')
    record = reloaded(server)
    assert record["changed"] == ["server.drain_seconds", "sse.persistence.retention_hours", "telemetry.log_level"]
    assert record["need_a_restart"] == ["server.sse_keepalive_seconds", "models"]
    record = reloaded(server)
    assert record["changed"] == [] and record["need_a_restart"] == ["server.sse_keepalive_seconds", "models"]
    file.write_text(TOML)
    assert reloaded(server)["need_a_restart"] == []


def test_a_reloaded_log_level_acts(launch):
    server = launch(toml=TOML)
    (server.folder / "rustygpt.toml").write_text(TOML.replace('"info"', '"warning"'))
    server.process.send_signal(signal.SIGHUP)
    server.poll("still talkative", lambda: True if quiet(server) else None)
    (server.folder / "rustygpt.toml").write_text(TOML)
    reloaded(server)


def quiet(server):
    before = len(server.stderr)
    trace = Client(server).get("/api/health").header("trace_id")
    Client(server).get("/api/health")
    return not any(trace in line for line in server.stderr[before:])


def test_a_reloaded_drain_time_acts(launch):
    server = launch(toml=TOML)
    (server.folder / "rustygpt.toml").write_text(TOML.replace("30", "1"))
    reloaded(server)
    chat.submit(server.admin, chat.long_prompt(1500))
    start = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - start < 15


def test_a_broken_configuration_changes_nothing(launch):
    server = launch(toml=TOML)
    (server.folder / "rustygpt.toml").write_text("[server]\nport = 99999\n")
    record = reloaded(server)
    assert record["level"] == "error" and "server.port" in record["error"]
    assert Client(server).get("/api/ready").status == 200


# ---- health ----

@pytest.mark.parametrize("settings", [{"BASE_PATH": "/chat", "PUBLIC_URL": "https://chat.example.org"},
                                      {"BIND_ADDRESS": "0.0.0.0"}, {"BIND_ADDRESS": "::"}, {"BIND_ADDRESS": "::1"}])
def test_health_asks_the_server_of_this_configuration(launch, settings):
    settings = {"PORT": str(free_port()), **settings}
    server = launch(start=False, env={f"RUSTYGPT__SERVER__{name}": value for name, value in settings.items()})
    server.start(wait=False)
    server.await_link(0)
    server.poll("never healthy", lambda: True if server.run("health").returncode == 0 else None)
    done = server.run("health")
    assert done.returncode == 0 and json.loads(done.stdout)["status"] == "ready", done
    server.process.send_signal(signal.SIGSTOP)
    try:
        done = server.run("health", within=15)
    finally:
        server.process.send_signal(signal.SIGCONT)
    assert done.returncode == 1 and b"does not answer" in done.stderr, done
    server.stop()
    done = server.run("health")
    assert done.returncode == 1 and b"does not answer" in done.stderr, done


def test_health_needs_to_know_the_port(launch):
    done = launch(start=False).run("health")
    assert done.returncode == 2 and b"server.port" in done.stderr
