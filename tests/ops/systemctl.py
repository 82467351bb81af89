"""What systemctl does for one service, without systemd as process 1: reads the unit, starts its command with a socket to be
told on, waits for READY=1, signals. Called by the runbooks as `systemctl`; MACHINE is the root of their file system."""

import configparser
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(os.environ["MACHINE"])
PID, JOURNAL, NOTIFY = ROOT / "pid", ROOT / "journal", ROOT / "notify"


def service():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(ROOT / "etc/systemd/system/rustygpt.service")
    return unit["Service"]


def pid():
    """Of the process, where it lives."""
    try:
        number = int(PID.read_text())
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
        return number if state != "Z" else None
    except (OSError, ValueError):
        return None


def told(act):
    """Listens, acts, and waits for READY=1."""
    NOTIFY.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(NOTIFY))
        listening.settimeout(30)
        act()
        while "READY=1" not in listening.recv(4096).decode().split("\n"):
            pass


def spawn():
    unit = service()
    environment = {**os.environ, "NOTIFY_SOCKET": str(NOTIFY)}
    with JOURNAL.open("ab") as journal:
        process = subprocess.Popen(shlex.split(unit["ExecStart"]), cwd=unit["WorkingDirectory"], env=environment,
                                   stdout=journal, stderr=journal, stdin=subprocess.DEVNULL, start_new_session=True)
    PID.write_text(str(process.pid))


def start():
    if not pid():
        told(spawn)


def stop():
    number = pid()
    if not number:
        return
    os.kill(number, signal.SIGTERM)
    end = time.monotonic() + int(service()["TimeoutStopSec"])
    while pid():
        assert time.monotonic() < end, "it does not end"
        time.sleep(0.02)


def reload():
    number = pid()
    assert number and "-HUP" in service()["ExecReload"]
    told(lambda: os.kill(number, signal.SIGHUP))


def main(words):
    words = [word for word in words if not word.startswith("-")]
    if words[0] != "daemon-reload":
        assert words[1:] == ["rustygpt"], words
    if words[0] in ("stop", "restart"):
        stop()
    if words[0] in ("start", "restart", "enable"):
        start()
    elif words[0] == "reload":
        reload()
    elif words[0] == "is-active":
        print("active" if pid() else "inactive")
        return 0 if pid() else 3
    elif words[0] not in ("stop", "daemon-reload"):
        raise SystemExit(f"systemctl {words[0]} is not known here")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
