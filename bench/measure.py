"""Processes, loads and figures that the parts of the benchmark share. Standard library only."""

import http.client
import json
import os
import re
import resource
import socket
import statistics
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release"
SERVER = BUILD / "rustygpt-server"
CORES = 2
TICKS = os.sysconf("SC_CLK_TCK")


def program(name: str) -> str:
    return str(BUILD / "bench" / f"bench_{name}")


def scratch():
    """A folder on the disk that the build is on: commits are measured, not a tmpfs."""
    return tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "build")


@dataclass
class Row:
    """One line of the table; ratio is ours by the reference's, and `target` what it should be."""

    what: str
    ours: str
    reference: str
    ratio: float | None
    target: str
    met: bool | None = None

    def markdown(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        return f"| {self.what} | {self.ours} | {self.reference} | {ratio} | {self.target} | {met} |"


def at_least(what: str, ours: list[float], reference: list[float], least: float, unit: str) -> Row:
    a, b = statistics.median(ours), statistics.median(reference)
    return Row(what, f"{a:,.0f} {unit}", f"{b:,.0f} {unit}", a / b, f">= {least}", a / b >= least)


def at_most(what: str, ours: list[float], reference: list[float], most: float, unit: str, scale: float = 1) -> Row:
    a, b = statistics.median(ours), statistics.median(reference)
    return Row(what, f"{a * scale:,.1f} {unit}", f"{b * scale:,.1f} {unit}", a / b, f"<= {most}", a / b <= most)


def family(pid: int) -> list[int]:
    """The process and its children (nginx has workers)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def cpu_seconds(pid: int) -> float:
    total = 0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def status_kib(pid: int, key: str) -> int:
    return int(re.search(rf"^{key}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.M)[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def allow_many_descriptors():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def until(condition, seconds: float = 20, pause: float = 0.001):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (value := condition()) is not None:
            return value
        time.sleep(pause)
    raise TimeoutError("it never happened")


@contextmanager
def running(command: list[str], **options):
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass
class Target:
    """Something that serves HTTP, and how to ask it."""

    process: subprocess.Popen
    port: int
    headers: dict[str, str] = field(default_factory=dict)
    path: str = ""  # what to ask for, where it differs between servers

    def ask(self, method: str, path: str, body: dict | None = None, headers: dict | None = None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        text = None if body is None else json.dumps(body)
        connection.request(method, path, text, {"Content-Type": "application/json", **self.headers, **(headers or {})})
        response = connection.getresponse()
        data = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {data[:300]}")
        return response, json.loads(data or "null")


def server_environment(folder: str, **settings: str) -> dict[str, str]:
    """As it is by default, but for the request log and the limits, which nginx does not have either."""
    defaults = {"SERVER__PORT": "0", "SERVER__THREADS": str(CORES), "TELEMETRY__ACCESS_LOG": "false",
                "TELEMETRY__LOG_LEVEL": "warning",
                "RATE_LIMITS__DEFAULT_RPS": "0", "DATABASE__URL": f"sqlite:{folder}/rustygpt.db"}
    return {"PATH": os.environ["PATH"], **{f"RUSTYGPT__{k}": v for k, v in {**defaults, **settings}.items()}}


@contextmanager
def rustygpt(folder: str, binary: str = str(SERVER), extra: dict[str, str] | None = None, **settings: str):
    """The server on a new database in that folder, with its administrator signed in."""
    environment = {**server_environment(folder, **settings), **(extra or {})}
    with running([binary], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if link := re.search(r"http://[\d.]+:(\d+)\S*#setup=(\S+)", line):
                break
        else:
            raise RuntimeError("the server did not print its set-up link")
        target = Target(process, int(link[1]))
        account = {"username": "bench", "email": "bench@example.org", "password": "correct horse battery",
                   "setup_token": link[2]}
        response, signed_in = target.ask("POST", "/api/setup", account)
        cookies = [value.split(";")[0] for key, value in response.getheaders() if key.lower() == "set-cookie"]
        target.headers = {"Cookie": "; ".join(cookies), "X-CSRF-Token": signed_in["csrf_token"]}
        yield target


NGINX = """
worker_processes {cores}; daemon off; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000; default_type application/json;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port} reuseport; location / {{ return 200 '{body}'; }} }}
}}
"""


@contextmanager
def nginx(folder: str, body: str):
    port = free_port()
    configuration = Path(folder) / "nginx.conf"
    configuration.write_text(NGINX.format(cores=CORES, folder=folder, port=port, body=body))
    with running(["nginx", "-c", str(configuration)], stderr=subprocess.DEVNULL) as process:
        target = Target(process, port)
        until(lambda: answers(port))
        yield target


def answers(port: int, path: str = "/api/health") -> bool | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200 or None
    except OSError:
        return None
    finally:
        connection.close()


@dataclass
class Load:
    requests_per_second: float
    cpu_per_request: float  # seconds
    requests: int


def load(target: Target, path: str, seconds: int = 3, connections: int = 64, script: str | None = None) -> Load:
    """wrk, on one thread: the server is what is to be short of time."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    for name, value in target.headers.items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", script]
    before = cpu_seconds(target.process.pid)
    output = subprocess.run([*command, f"http://127.0.0.1:{target.port}{path}"], capture_output=True, text=True,
                            check=True).stdout
    spent = cpu_seconds(target.process.pid) - before
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", output):
        raise RuntimeError(f"{path}: {bad[1]} responses were refused")
    count = int(re.search(r"(\d+) requests in", output)[1])
    return Load(float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), spent / count, count)
