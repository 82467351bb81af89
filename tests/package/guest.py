"""A machine of its own in a folder: systemd runs as its process 1, in namespaces that share neither processes nor network with the
machine that tests. What is asked of it over HTTP goes through its own loopback device."""

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

from wire import Connection

BOOT = Path(__file__).with_name("boot.sh")
NAMESPACES = ["--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup"]
NEW_NETWORK = 0x40000000  # CLONE_NEWNET
libc = ctypes.CDLL(None, use_errno=True)


class Refused(AssertionError):
    def __init__(self, command, done):
        super().__init__(f"{command}\nexit code {done.returncode}\n{done.stdout[-6000:]}")
        self.output = done.stdout


def enter_network(descriptor):
    if libc.setns(descriptor, NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Guest:
    """Where `accounts.Client` finds a server, and a shell as root."""

    base_path = ""

    def __init__(self, root):
        self.root, self.secrets, self.port = root, set(), 8080
        # Dies with the one who tests, whatever becomes of that one.
        self.outer = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "unshare", *NAMESPACES, "--fork", "--kill-child=KILL",
                                       "--", "sh", BOOT, root], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True)
        self.first = None
        try:
            self.await_boot()
        except BaseException:
            self.end()
            raise

    def await_boot(self):
        end = time.monotonic() + 60
        while time.monotonic() < end and self.outer.poll() is None:
            self.first = self.first or self.child()
            if self.first and Path(f"/proc/{self.first}/comm").read_text() == "systemd\n":
                state = self.ask("systemctl is-system-running --wait").stdout.split()
                if state and state[-1] in ("running", "degraded"):
                    assert state[-1] == "running", self.ask("systemctl --failed --no-pager").stdout
                    return
            time.sleep(0.05)
        self.outer.kill()
        raise AssertionError(f"the folder did not become a machine; are namespaces allowed here?\n{self.outer.communicate()[0]}")

    def child(self):
        children = Path(f"/proc/{self.outer.pid}/task/{self.outer.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def end(self):
        if self.first:
            try:
                os.kill(self.first, signal.SIGKILL)  # and with it all that lives in its namespaces
            except ProcessLookupError:
                pass
        self.outer.kill()
        self.outer.communicate()

    # ---- a shell ----

    def ask(self, command, stdin="", within=120):
        enter = ["nsenter", "--target", str(self.first), *NAMESPACES, "--", "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                 "HOME=/", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", "sh", "-euc", command]
        return subprocess.run(enter, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                              timeout=within, cwd="/")

    def sh(self, command, **options):
        """What the command said, which has to go well."""
        done = self.ask(command, **options)
        if done.returncode != 0:
            raise Refused(command, done)
        return done.stdout

    def apt(self, words):
        return self.sh(f"apt-get --quiet --yes -o Dpkg::Use-Pty=0 {words}")

    def server(self, command, **options):
        """A command of the installed binary, as somebody at the machine gives it."""
        return self.sh(f"cd / && runuser -u rustygpt -- rustygpt-server {command} --config /etc/rustygpt/rustygpt.toml", **options)

    def is_active(self):
        return self.ask("systemctl is-active rustygpt").stdout.strip()

    def main_process(self):
        return self.sh("systemctl show --property=MainPID --value rustygpt").strip()

    def journal(self):
        return self.sh("journalctl --no-pager --output=cat --unit=rustygpt")

    def path(self, name):
        """Where one of the guest's absolute paths is from outside."""
        return self.root / name.lstrip("/")

    # ---- HTTP ----

    def connect(self):
        own = os.open("/proc/self/ns/net", os.O_RDONLY)
        theirs = os.open(f"/proc/{self.first}/ns/net", os.O_RDONLY)
        try:
            enter_network(theirs)  # a socket stays in the network that it was made in
            try:
                return Connection(("127.0.0.1", self.port))
            finally:
                enter_network(own)
        finally:
            os.close(own)
            os.close(theirs)
