"""deploy/systemd: the unit is what systemd takes and calls well confined; its users and folders are made."""

import configparser
import re
import subprocess
from pathlib import Path

import pytest

from server import binary

UNITS = Path(__file__).resolve().parents[2] / "deploy/systemd"
# Of 10: what is left is that a server has a network, and whoever it likes may reach it.
MOST_EXPOSURE = 1.5


@pytest.fixture
def unit(tmp_path):
    """The unit with the binary of this build: systemd wants it to exist."""
    text = (UNITS / "rustygpt.service").read_text()
    assert "/usr/local/bin/rustygpt-server" in text
    path = tmp_path / "rustygpt.service"
    path.write_text(text.replace("/usr/local/bin/rustygpt-server", binary()))
    return path


def test_the_unit_is_understood_without_a_word(unit):
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_unit_with_a_mistake_is_told(unit):
    unit.write_text(unit.read_text().replace("ProtectHome=yes", "ProtectHom=yes"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
    assert "ProtectHom" in done.stderr


def test_the_unit_is_confined(unit):
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={int(MOST_EXPOSURE * 10)}", "--no-pager", unit]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-300:]
    unit.write_text(unit.read_text().replace("SystemCallFilter=", "#").replace("CapabilityBoundingSet=\n", "\n"))
    assert subprocess.run(command, capture_output=True).returncode != 0, "the measure can fail"


def test_its_times_fit_the_servers():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(UNITS / "rustygpt.service")
    service = unit["Service"]
    drain = int(re.search(r"drain_seconds = (\d+)", (UNITS.parent / "rustygpt.toml").read_text())[1])
    assert int(service["TimeoutStopSec"]) > drain
    assert service["Type"] == "notify" and "HUP" in service["ExecReload"] and int(service["WatchdogSec"]) >= 10


def test_user_and_folders_are_made(tmp_path):
    for kind in ("sysusers", "tmpfiles"):
        target = tmp_path / f"etc/{kind}.d/rustygpt.conf"
        target.parent.mkdir(parents=True)
        target.write_text((UNITS / f"rustygpt.{kind}.conf").read_text())
    run = {"check": True, "capture_output": True, "text": True}
    subprocess.run(["systemd-sysusers", f"--root={tmp_path}"], **run)
    assert re.search(r"^rustygpt:", (tmp_path / "etc/passwd").read_text(), re.M)
    subprocess.run(["systemd-tmpfiles", f"--root={tmp_path}", "--create", "rustygpt.conf"], **run)
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("var/lib/rustygpt", "var/backups/rustygpt", "etc/rustygpt")}
    assert modes == {"var/lib/rustygpt": 0o700, "var/backups/rustygpt": 0o700, "etc/rustygpt": 0o750}


def test_the_configuration_beside_it_is_valid(launch, tmp_path):
    done = subprocess.run([binary(), "config", "check", "--config", UNITS.parent / "rustygpt.toml"], capture_output=True,
                          cwd=tmp_path, env={})
    assert done.returncode == 0, done
