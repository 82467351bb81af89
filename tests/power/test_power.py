"""A loss of power takes nothing back that anybody was told; and the trial notices where one does."""

import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from disk import MANNERS, Disk, Record  # noqa: E402

POWER = Path(__file__).with_name("power.py")
LOSSES = os.environ.get("RUSTYGPT_POWER_LOSSES", "1000")


def trial(*arguments, within=1500):
    """What it printed, and how many losses passed and failed."""
    done = subprocess.run([sys.executable, str(POWER), *arguments], capture_output=True, text=True, timeout=within)
    print(done.stdout[-6000:])
    figures = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    assert figures, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.returncode == (1 if int(figures[2]) else 0)
    return done.stdout, int(figures[1]), int(figures[2])


def test_no_loss_of_power_takes_anything_back():
    output, passed, failed = trial("--losses", LOSSES, "--steps", "6")
    assert failed == 0, output[-6000:]
    assert passed >= int(LOSSES)


@pytest.mark.parametrize("weakened", [("--synchronous", "OFF"), ("--synchronous", "NORMAL"), ("--lies",)], ids=" ".join)
def test_it_is_noticed_where_syncs_are_left_out(weakened):
    output, _, failed = trial("--losses", "150", "--steps", "3", "--enough", "5", *weakened)
    assert failed > 0 and re.search(r"gone|another now|malformed", output), output[-3000:]


# ---- what a loss may leave, by itself ----

def disk_after(*steps):
    disk = Disk({"x.key": b"secret"})
    for kind, name, offset, data in steps:
        disk.take(Record(kind, name, offset, data, disk.seen + 1))
    return disk


NEW = [("O", "x", 0, b""), ("D", "folder", 0, b"")]
SAFE = [*NEW, ("W", "x", 0, b"a" * 8192), ("S", "x", 0, b""), ("E", "x", 0, b"")]


@pytest.mark.parametrize("manner", MANNERS)
def test_what_was_synced_is_there_whatever_is_lost(manner):
    disk = disk_after(*SAFE)
    assert all(disk.after_loss(random.Random(seed), manner) == {"x": b"a" * 8192} for seed in range(50))


def test_of_what_was_not_synced_all_or_nothing_or_a_part_is_there():
    disk = disk_after(*SAFE, ("W", "x", 4096, b"b" * 8192), ("T", "x", 9000, b""), ("W", "x", 0, b"c" * 512))
    assert disk.after_loss(random.Random(1), "none") == {"x": b"a" * 8192}
    assert disk.after_loss(random.Random(1), "all") == {"x": b"c" * 512 + b"a" * 3584 + b"b" * 4904}
    torn = {bytes(disk.after_loss(random.Random(seed), "torn")["x"]) for seed in range(200)}
    assert any(b"b" * 512 in one and b"b" * 8192 not in one for one in torn), "single sectors"
    some = {bytes(disk.after_loss(random.Random(seed), "some")["x"]) for seed in range(200)}
    assert any(one[:1] == b"c" and len(one) == 8192 and b"b" not in one for one in some), "the last before the first"


def test_a_write_during_a_sync_is_not_covered_by_it():
    disk = disk_after(*NEW, ("W", "x", 0, b"a"), ("S", "x", 0, b""), ("W", "x", 1, b"b"), ("E", "x", 0, b""))
    assert disk.after_loss(random.Random(1), "none") == {"x": b"a"}


def test_a_name_lasts_once_its_folder_was_synced():
    fresh = disk_after(("O", "x", 0, b""), ("W", "x", 0, b"a"), ("S", "x", 0, b""), ("E", "x", 0, b""))
    assert fresh.after_loss(random.Random(1), "none") == {}
    gone = disk_after(*SAFE, ("X", "x", 0, b""))
    assert gone.after_loss(random.Random(1), "none") == {"x": b"a" * 8192} and gone.after_loss(random.Random(1), "all") == {}
    linked = disk_after(("F", "aside", 0, b""), ("L", "aside", 0, b"x.key"), ("D", "folder", 0, b""))
    assert linked.after_loss(random.Random(1), "none") == {"x.key": b"secret"}
    hasty = disk_after(("L", "aside", 0, b"x.key"), ("D", "folder", 0, b""))
    assert hasty.after_loss(random.Random(1), "none") == {"x.key": b""}, "a name without its content"
