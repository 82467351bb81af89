"""A file system of its own for the runbooks of docs/operations: their absolute paths lead below it, systemctl and sudo are
small stand-ins for a machine that is not the tests' to change, the server and all else are real."""

import os
import re
import subprocess
import sys
from pathlib import Path

from server import binary, free_port
from wire import Connection

TREE = Path(__file__).resolve().parents[2]
PAGES = TREE / "docs/operations"
PATHS = re.compile(r"(?<![\w.])/(?=(?:etc|var|usr/local/bin)/)")
STAND_INS = {
    "systemctl": f'exec {sys.executable} {Path(__file__).with_name("systemctl.py")} "$@"',
    "sudo": 'test "$1" = -u && test "$2" = rustygpt && shift 2 && exec "$@"',
    # The server's log is written by a thread of its own.
    "journalctl": 'sleep 0.5; cat "$MACHINE/journal"',
    "systemd-sysusers": 'exec /usr/bin/systemd-sysusers --root="$MACHINE" "$@"',
    "systemd-tmpfiles": 'exec /usr/bin/systemd-tmpfiles --root="$MACHINE" "$@"',
}


def blocks(page):
    """[(info string, text)] of a page's fenced blocks."""
    return re.findall(r"^```(.*)\n((?:.*\n)*?)```$", (PAGES / f"{page}.md").read_text(), re.M)


class Machine:
    base_path = ""

    def __init__(self, root):
        self.root, self.port, self.secrets = root, free_port(), set()
        self.tree = root / "tree"
        self.copy_tree()
        self.make_stand_ins()

    def below(self, text):
        return PATHS.sub(f"{self.root}/", text).replace("127.0.0.1:8080", f"127.0.0.1:{self.port}")

    def copy_tree(self):
        """What the runbooks take from the tree; lists of users and folders are read by tools that know of the root."""
        for path in (TREE / "deploy").rglob("*"):
            if path.is_file():
                copy = self.tree / path.relative_to(TREE)
                copy.parent.mkdir(parents=True, exist_ok=True)
                own_root = path.name.endswith((".sysusers.conf", ".tmpfiles.conf"))
                copy.write_text(path.read_text() if own_root else self.below(path.read_text()))
        (self.tree / "build/release").mkdir(parents=True)
        (self.tree / "build/release/rustygpt-server").symlink_to(binary())

    def make_stand_ins(self):
        folder = self.root / "stand-ins"
        folder.mkdir()
        for name, text in STAND_INS.items():
            (folder / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / name).chmod(0o755)

    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RUSTYGPT")}
        path = f"{self.root}/stand-ins:{self.root}/usr/local/bin:{os.environ['PATH']}"
        return {**kept, "PATH": path, "MACHINE": str(self.root), "RUSTYGPT__SERVER__PORT": str(self.port),
                "RUSTYGPT__RATE_LIMITS__DEFAULT_RPS": "0"}

    def shell(self, text):
        """What the block printed."""
        done = subprocess.run(["sh", "-eu", "-c", self.below(text)], cwd=self.tree, env=self.environment(),
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}\n{self.journal()[-2000:]}"
        return done.stdout

    def follow(self, page, heading=None):
        """Executes a page's blocks, or those of one section, in their order; what each printed."""
        text = (PAGES / f"{page}.md").read_text()
        if heading:
            assert f"\n{heading}\n" in text, heading
            text = re.split(r"^## ", text.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]
        runnable = re.findall(r"^```sh\n((?:.*\n)*?)```$", text, re.M)
        assert runnable, "nothing to execute"
        return [self.shell(block) for block in runnable]

    def journal(self):
        path = self.root / "journal"
        return path.read_text() if path.exists() else ""

    def connect(self):
        return Connection(("127.0.0.1", self.port))

    def end(self):
        if (self.root / "etc/systemd/system/rustygpt.service").exists():
            self.shell("systemctl stop rustygpt")
