"""A machine of its own in a folder: its process 1 runs in namespaces that share neither processes nor network with the machine that
tests. What is asked of it over HTTP goes through its own loopback device."""

import ctypes
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from wire import Connection

BOOT = Path(__file__).with_name("boot.sh")
INSTALL = Path(__file__).resolve().parents[2] / "docs/operations/install.md"
NAMESPACES = ["--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup"]
NEW_NETWORK = 0x40000000  # CLONE_NEWNET
libc = ctypes.CDLL(None, use_errno=True)


ENVIRONMENT = ["/usr/bin/env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/", "LC_ALL=C.UTF-8"]
SYSTEMD = [*ENVIRONMENT, "container=folder", "/lib/systemd/systemd", "--log-target=journal", "--show-status=no"]


class Refused(AssertionError):
    def __init__(self, command, done):
        super().__init__(f"{command}\nexit code {done.returncode}\n{done.stdout[-6000:]}")
        self.output = done.stdout


def enter_network(descriptor):
    if libc.setns(descriptor, NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Machine:
    """Where `accounts.Client` finds a server, and a shell as root."""

    base_path = ""

    def __init__(self, root, first):
        self.root, self.secrets, self.port = root, set(), 8080
        self.begin(first)

    def begin(self, first):
        # Dies with the one who tests, whatever becomes of that one.
        self.outer = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "unshare", *NAMESPACES, "--fork", "--kill-child=KILL",
                                       "--", "sh", BOOT, self.root, *first], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True)
        self.first = None
        try:
            self.wait_until(self.has_booted)
        except BaseException:
            self.end()
            raise

    def wait_until(self, there):
        end = time.monotonic() + 60
        while time.monotonic() < end and self.outer.poll() is None:
            self.first = self.first or self.child()
            if self.first and there():
                return
            time.sleep(0.05)
        self.outer.kill()
        raise AssertionError(f"the folder did not become a machine; are namespaces allowed here?\n{self.outer.communicate()[0]}")

    def child(self):
        children = Path(f"/proc/{self.outer.pid}/task/{self.outer.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def is_called(self, name):
        return Path(f"/proc/{self.first}/comm").read_text() == name + "\n"

    def end(self, number=signal.SIGKILL):
        """And with process 1 all that lives in its namespaces. What it had said."""
        if self.first:
            try:
                os.kill(self.first, number)
            except ProcessLookupError:
                pass
        if number == signal.SIGKILL:
            self.outer.kill()
        return self.outer.communicate(timeout=60)[0]

    # ---- a shell ----

    def ask(self, command, stdin="", within=120):
        enter = ["nsenter", "--target", str(self.first), *NAMESPACES, "--", *ENVIRONMENT, "DEBIAN_FRONTEND=noninteractive", "sh", "-euc", command]
        return subprocess.run(enter, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              timeout=within, cwd="/")

    def sh(self, command, **options):
        """What the command said, which has to go well."""
        done = self.ask(command, **options)
        if done.returncode != 0:
            raise Refused(command, done)
        return done.stdout

    def path(self, name):
        """Where one of the guest's absolute paths is from outside."""
        return self.root / name.lstrip("/")

    # ---- the network ----

    def inside(self, act):
        """Does something in the machine's network; a socket stays in the one that it was made in."""
        own = os.open("/proc/self/ns/net", os.O_RDONLY)
        theirs = os.open(f"/proc/{self.first}/ns/net", os.O_RDONLY)
        try:
            enter_network(theirs)
            try:
                return act()
            finally:
                enter_network(own)
        finally:
            os.close(own)
            os.close(theirs)

    def connect(self):
        return self.inside(lambda: Connection(("127.0.0.1", self.port)))


class Guest(Machine):
    """One with systemd, on which packages are installed."""

    def __init__(self, root):
        super().__init__(root, SYSTEMD)

    def has_booted(self):
        if not self.is_called("systemd"):
            return False
        state = self.ask("systemctl is-system-running --wait").stdout.split()
        if not state or state[-1] not in ("running", "degraded"):
            return False
        assert state[-1] == "running", self.ask("systemctl --failed --no-pager").stdout
        return True

    def apt(self, words):
        return self.sh(f"apt-get --quiet --yes -o Dpkg::Use-Pty=0 {words}")

    def follow(self, heading, folder="/", which=slice(None)):
        """Executes the blocks of a section of docs/operations/install.md, in their order; what each printed."""
        section = INSTALL.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
        blocks = re.findall(r"^```sh package\n((?:.*\n)*?)```$", section, re.M)
        assert blocks, heading
        return [self.sh(f"cd {folder}\n{block}") for block in blocks[which]]

    def server(self, command, **options):
        """A command of the installed binary, as somebody at the machine gives it."""
        return self.sh(f"cd / && runuser -u rustygpt -- rustygpt-server {command} --config /etc/rustygpt/rustygpt.toml", **options)

    def is_active(self):
        return self.ask("systemctl is-active rustygpt").stdout.strip()

    def main_process(self):
        return self.sh("systemctl show --property=MainPID --value rustygpt").strip()

    def journal(self):
        return self.sh("journalctl --sync; journalctl --no-pager --output=cat --unit=rustygpt")

    def has_said(self, *words):
        """A line of the journal has all of these; the server's log is written by a thread of its own."""
        end = time.monotonic() + 30
        while not any(all(word in line for word in words) for line in self.journal().splitlines()):
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True
