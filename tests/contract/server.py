"""Starts the real binary on a free port with a folder of its own, and keeps every byte that it prints."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from claims import TRACE_ID
from wire import Connection

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"https?://(\[[0-9a-f:.]+\]|[^/\s:]+):(\d+)(/[^\s#]*?)?/?(?:#setup=(\S+))?(?=\s|$)")
SANITIZER = re.compile(r"(ERROR|WARNING): (Address|Leak|Thread|Memory|UndefinedBehavior)Sanitizer|runtime error:")
# Sanitized builds are slow to start; nothing here asserts how fast they are.
START = float(os.environ.get("RUSTYGPT_START_SECONDS", "20"))
# Many sign in here, and long answers have many steps.
GENEROUS = {"RUSTYGPT__RATE_LIMITS__LOGIN_PER_MINUTE": "100000", "RUSTYGPT__RATE_LIMITS__DEFAULT_RPS": "0",
            "RUSTYGPT__REASONING__MAX_NODES": "2000"}


def binary():
    return os.path.abspath(os.environ.get("RUSTYGPT_SERVER", ROOT / "build/release/rustygpt-server"))


class Server:
    """One data folder, and the process that now serves it."""

    def __init__(self, env=None, args=(), limits=GENEROUS, toml=None):
        self.folder = Path(tempfile.mkdtemp(prefix="rustygpt-test-"))
        self.own_env = {"RUSTYGPT__SERVER__PORT": "0", **limits, **(env or {})}
        self.args = list(args)
        if toml is not None:
            (self.folder / "rustygpt.toml").write_text(toml)
        self.process, self.port, self.host, self.setup_token = None, None, None, None
        self.stdout, self.stderr = [], []
        self.secrets = set()  # what no log may contain
        self.reported = 0

    def environment(self):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RUSTYGPT")}
        return {**kept, **self.own_env}

    # ---- life ----

    def start(self, wait=True):
        self.setup_token = None
        seen = len(self.stdout)
        self.process = subprocess.Popen([binary(), *self.args], cwd=self.folder, env=self.environment(),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.threads = [threading.Thread(target=self.collect, args=pair, daemon=True)
                        for pair in ((self.process.stdout, self.stdout), (self.process.stderr, self.stderr))]
        for thread in self.threads:
            thread.start()
        if wait:
            self.await_link(seen)
            self.await_ready()
            self.await_token(seen)
        return self

    @staticmethod
    def collect(pipe, lines):
        for line in pipe:
            lines.append(line.decode("utf-8", "replace").rstrip("\n"))
        pipe.close()

    def poll(self, what, look):
        """Looks until there is something to see."""
        end = time.monotonic() + START
        while time.monotonic() < end:
            if (found := look()) is not None:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        raise AssertionError(f"{what} (exit code {self.process.poll()}): {self.stdout[-5:]} {self.stderr[-5:]}")

    def links(self, seen):
        return [match for line in self.stdout[seen:] if (match := LINK.search(line))]

    def await_link(self, seen):
        link = self.poll("no address on stdout", lambda: next(iter(self.links(seen)), None))
        self.host, self.port = link[1].strip("[]"), int(link[2])

    def await_ready(self):
        self.poll("never ready", lambda: True if self.answers("/api/ready") else None)

    def answers(self, path):
        """The JSON of a 200, else nothing."""
        try:
            with Connection(self.address) as connection:
                reply = connection.ask("GET", self.base_path + path)
                return reply.json() if reply.status == 200 else None
        except OSError:
            return None

    def await_token(self, seen):
        """Where it is still to be set up, the link with the token."""
        if self.answers("/api/setup")["is_setup"]:
            return
        self.setup_token = self.poll("no set-up link", lambda: next((m[4] for m in self.links(seen) if m[4]), None))
        self.secrets.add(self.setup_token)

    def end(self, number, within):
        self.process.send_signal(number)
        code = self.process.wait(within)
        for thread in self.threads:
            thread.join(10)
        return code

    def stop(self, within=30):
        """SIGTERM; the exit code."""
        return self.end(signal.SIGTERM, within)

    def kill(self):
        self.end(signal.SIGKILL, 30)

    def restart(self, kill=False, env=None):
        """On the same data and port."""
        self.kill() if kill else self.stop()
        self.own_env["RUSTYGPT__SERVER__PORT"] = str(self.port)
        self.own_env.update(env or {})
        return self.start()

    def last_words(self):
        """What it wrote besides log records, as a sanitizer's report is; else its last records."""
        return "\n".join([line for line in self.stderr if not line.startswith("{")][-80:] or self.stderr[-5:])

    def dispose(self, check=True):
        if self.process and self.process.poll() is None:
            code = self.stop()
            assert not check or code == 0, f"exit code {code}:\n" + self.last_words()
        shutil.rmtree(self.folder, ignore_errors=True)
        if check:
            self.check_log()

    # ---- use ----

    @property
    def address(self):
        return (self.host, self.port)

    @property
    def base_path(self):
        return self.own_env.get("RUSTYGPT__SERVER__BASE_PATH", "")

    @property
    def origin(self):
        return f"http://{self.host}:{self.port}"

    def connect(self):
        return Connection(self.address)

    def run(self, *args, stdin="", within=60):
        """A command of the binary on this server's configuration."""
        return subprocess.run([binary(), *args], cwd=self.folder, env=self.environment(), input=stdin.encode("utf-8"),
                              capture_output=True, timeout=within)

    # ---- the log ----

    def records(self):
        return [json.loads(line) for line in self.stderr if line]

    def check_log(self):
        """JSON lines with a trace_id, without a secret or a prompt, without a sanitizer's report."""
        lines = [line for line in self.stderr if line]
        for line in lines:
            assert not SANITIZER.search(line), "\n".join(self.stderr)
        for line in lines:
            record = json.loads(line)
            assert TRACE_ID.fullmatch(record["trace_id"]), line
        text = "\n".join(lines)
        for secret in self.secrets:
            assert secret not in text and json.dumps(secret)[1:-1] not in text, f"the log contains {secret!r}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
