"""deploy/docker/Dockerfile without a docker: its last stage is built in a clean folder, and its server runs there as the compose file has
it run. The commands of docs/operations/containers.md are executed in it."""

import fcntl
import re
import shlex
import signal
import socket
import struct
import subprocess
import sys

import pytest
import yaml

import chat
import folder
import papers
from accounts import Client
from guest import ENVIRONMENT, NAMESPACES, Machine, Refused

sys.path.insert(0, str(folder.TREE / "tests/ops"))

from test_docker import stages  # noqa: E402

DOCKER = folder.TREE / "deploy/docker"
PAGE = folder.TREE / "docs/operations/containers.md"
COMPOSE = "docker compose -f deploy/docker/compose.yaml "
PUBLIC = "https://chat.example.org"


def loopback_up():
    with socket.socket() as any_socket:
        flags = struct.pack("16sH14x", b"lo", 1)  # IFF_UP
        fcntl.ioctl(any_socket, 0x8914, flags)  # SIOCSIFFLAGS


class Container(Machine):
    def __init__(self, root, settings):
        self.root, self.data = root, "/var/lib/rustygpt"
        self.image = {word: rest for word, rest in stages("Dockerfile")[-1] if word not in ("RUN", "COPY", "ENV")}
        pairs = [pair for word, rest in stages("Dockerfile")[-1] if word == "ENV" for pair in rest.split()]
        self.environment = [*ENVIRONMENT, *pairs, *(f"{key}={value}" for key, value in settings.items())]
        super().__init__(root, self.command(yaml.safe_load(self.image["ENTRYPOINT"])))

    def as_user(self, words):
        """As docker runs it with the compose file's cap_drop and no-new-privileges."""
        user = self.image["USER"]
        return [*self.environment, "setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs",
                "--bounding-set=-all", "--inh-caps=-all", *words]

    def command(self, words):
        """Process 1, with read_only: the volume and /tmp alone can be written."""
        assert self.image["VOLUME"] == self.image["WORKDIR"] == self.data
        script = f'mount --bind {self.data} {self.data}; mount -o remount,bind,ro /; cd {self.data}; exec "$@"'
        return [*self.environment, "sh", "-euc", script, "sh", *self.as_user(words)]

    def has_booted(self):
        if not self.is_called("rustygpt-server"):
            return False
        self.inside(loopback_up)
        return self.ask_user("rustygpt-server health").returncode == 0

    def ask_user(self, command, stdin=""):
        enter = ["nsenter", "--target", str(self.first), *NAMESPACES, "--", *self.as_user(["sh", "-euc", f"cd {self.data}; {command}"])]
        return subprocess.run(enter, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)

    # ---- what the page's lines say to docker ----

    def compose(self, words, stdin):
        verb, *rest = words
        if verb == "exec":
            assert rest[:2] == ["-T", "rustygpt"]
            return self.ask_user(shlex.join(rest[2:]), stdin)
        if verb == "run":
            assert rest[:3] == ["--rm", "-T", "rustygpt"]
            run = ["unshare", *NAMESPACES, "--fork", "--kill-child=KILL", "--", "sh", folder.TREE / "tests/package/boot.sh", self.root,
                   *self.command([*yaml.safe_load(self.image["ENTRYPOINT"]), *rest[3:]])]
            return subprocess.run(run, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        if verb == "cp":
            source = rest[0].removeprefix("rustygpt:")
            return subprocess.run(["cp", self.path(source), self.root.parent / rest[1]], stdout=subprocess.PIPE, text=True)
        assert rest == ["rustygpt"] and verb in ("stop", "start"), words
        if verb == "stop":
            self.end({"SIGTERM": signal.SIGTERM}[self.image["STOPSIGNAL"]])
            return subprocess.CompletedProcess(words, self.outer.returncode, "")
        self.begin(self.command(yaml.safe_load(self.image["ENTRYPOINT"])))
        return subprocess.CompletedProcess(words, 0, "")

    def follow(self, heading):
        printed = []
        section = PAGE.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
        for block in re.findall(r"^```sh container\n((?:.*\n)*?)```$", section, re.M):
            for line in block.replace("\\\n", " ").splitlines():
                before, _, words = line.partition(COMPOSE)
                stdin = subprocess.check_output(["sh", "-c", before.rstrip(" |")], text=True) if before else ""
                done = self.compose(shlex.split(words), stdin)
                if done.returncode != 0:
                    raise Refused(line, done)
                printed.append(done.stdout)
        assert printed, heading
        return printed


@pytest.fixture(scope="module")
def container():
    room = folder.TREE / "build/container"
    root = folder.clean(room)
    for word, rest in stages("Dockerfile")[-1]:
        if word == "RUN":
            folder.chroot(root, rest)
        elif word == "COPY":
            source, target = rest.removeprefix("--from=build ").split()
            assert source == "/src/build/release/rustygpt-server"
            folder.run("strip", "-o", root / target.lstrip("/"), folder.TREE / "build/release/rustygpt-server")
    compose = yaml.safe_load((DOCKER / "compose.yaml").read_text())["services"]["rustygpt"]
    assert compose["read_only"] and compose["cap_drop"] == ["ALL"] and compose["security_opt"] == ["no-new-privileges:true"]
    made = Container(root, {**compose["environment"], "RUSTYGPT__SERVER__PUBLIC_URL": PUBLIC})
    yield made
    made.end()


def test_it_serves_as_its_user(container):
    status = container.sh("cat /proc/1/status")
    assert re.search(r"^Uid:\s+10001\s", status, re.M) and re.search(r"^CapBnd:\s*0+$", status, re.M)
    assert container.ask_user("touch /usr/local/bin/x").returncode != 0 and container.ask_user("touch /tmp/x").returncode == 0


def test_the_first_administrator(container):
    printed = container.follow("The first administrator")
    assert "ada@example.org" in printed[-1] and "admin" in printed[-1]
    container.person = Client(container).login("ada@example.org", "a long enough phrase")


def test_it_answers_and_reads_pdfs(container):
    container.receipt = chat.finished(container.person)
    reply = papers.send_file(container.person, papers.pdf(papers.page("Whales sleep upright.")), "application/pdf")
    assert reply.status == 201, reply


def test_settings(container):
    printed = container.follow("Settings and secrets")[0]
    assert f'server.public_url = "{PUBLIC}"  # environment RUSTYGPT__SERVER__PUBLIC_URL' in printed


def test_back_up_and_restore(container):
    printed = container.follow("Back up")
    assert "checked" in printed[0] and "is sound" in printed[1] and (container.root.parent / "today.db").stat().st_size > 100_000
    later = chat.finished(container.person)
    printed = container.follow("Restore")
    assert "Restored" in printed[1]
    again = Client(container).login("ada@example.org", "a long enough phrase")
    assert chat.message(again, container.receipt["message_id"])["status"] == "completed"
    assert again.get(f"/api/messages/{later['message_id']}").status == 404
