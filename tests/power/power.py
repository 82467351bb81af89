#!/usr/bin/python3
"""Power losses at every sync of a scripted load.

Usage: power.py [--losses 1000] [--steps 24] [--seed N] [--synchronous OFF|NORMAL] [--lies] [--keep FOLDER]

The server runs on a disk that is written down, people use it, and it is killed once in the middle of a sync. Then, for each
sync (just before it acts, just after it has ended) and for moments between, what a loss of power there may leave is laid
out, the real server is started on it, and held to all that anybody had been told by then.
"""

import argparse
import asyncio
import collections
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("crash", "contract")]

from disk import MANNERS, Disk, records  # noqa: E402
from load import PASSWORD, PEOPLE, Listener, Machine, Person  # noqa: E402
from server import ROOT  # noqa: E402
from verdict import complaints_about  # noqa: E402


@dataclass
class Loss:
    number: int
    at: int       # of the recording
    where: str
    manner: str
    seed: int


async def use(machine, steps, kill_at):
    """The load; afterwards the journal is complete and the server has stopped."""
    people = [Person(machine, name) for name in PEOPLE]
    token = await machine.start()
    await people[0].sign_in("/api/setup", username=PEOPLE[0], email=people[0].email, password=PASSWORD, setup_token=token)
    machine.is_set_up = True
    for person in people[1:]:
        status, _, answer = await people[0].ask("POST", "/api/admin/users", {
            "username": person.name, "email": person.email, "password": PASSWORD, "role": "member"})
        assert status == 201, answer
        await person.sign_in()
    listeners = []
    for person in people:
        receipt = await person.prompt(0, wait=True)
        cursor = receipt["stream_url"].split("since=")[1]
        person.note("since", cursor=cursor)
        listeners += [Listener(person, f"{person.name}/{i}", cursor, hangs_up=i * 17) for i in range(2)]
    following = [asyncio.create_task(listener.follow()) for listener in listeners]
    machine.kill_at = machine.syncs + kill_at if kill_at else None
    living = asyncio.gather(*(person.live(steps) for person in people))
    while not living.done():
        if machine.process.returncode is not None or not machine.up.is_set():
            await machine.restart_after_kill()
        await asyncio.wait([living, asyncio.create_task(machine.process.wait())], return_when=asyncio.FIRST_COMPLETED)
    await living
    for task in following:
        task.cancel()
    await machine.stop()


async def served(machine, *arguments):
    try:
        await use(machine, *arguments)
    finally:
        if machine.process.returncode is None:
            machine.process.kill()
            await machine.process.wait()


def losses_of(recording, wanted, seed, killed_at):
    """Each sync in every turn of manners, and moments between, until there are enough; all of them behind the kill."""
    dice = random.Random(seed)
    log = list(records(recording))
    moments = [(record.end, f"{'before' if record.kind == 'S' else 'after'} a sync of {record.name}")
               for record in log if record.kind in "SE"]
    between = [record.end for record in log if record.kind not in "SE"]
    moments += [(at, "between syncs") for at in dice.sample(between, min(len(between), max(50, len(moments) // 8)))]
    turns = -(-wanted // len(moments)) if wanted else 1
    picked = [(at, where, turn) for at, where in sorted(moments) for turn in range(turns)]
    if wanted and len(picked) > wanted:
        kept = set(dice.sample(range(len(picked)), wanted))
        picked = [one for number, one in enumerate(picked) if number in kept]
    shift = dice.randrange(len(MANNERS))
    chosen = [(at, where, MANNERS[(number + turn + shift) % len(MANNERS)])
              for number, (at, where, turn) in enumerate(picked)]
    behind_kill = [moment for moment in sorted(moments) if killed_at and moment[0] > killed_at][:3]
    chosen += [(at, f"{where}, the process was killed in the one before", manner)
               for at, where in behind_kill for manner in MANNERS]
    return [Loss(number, at, where, manner, dice.randrange(1 << 32))
            for number, (at, where, manner) in enumerate(sorted(chosen))]


def lay_out(root, loss, disk):
    """The folder as the loss leaves it."""
    folder = root / str(loss.number)
    folder.mkdir()
    dice = random.Random(loss.seed)
    contents = disk.after_loss(dice, loss.manner)
    if dice.random() < 0.3:  # what another boot left in shared memory counts for nothing
        contents["rustygpt.db-shm"] = dice.randbytes(32768)
    for name, content in contents.items():
        file = os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(file, content) if content else None
        os.close(file)
    return folder


TOLD = []


def judge(task):
    loss, folder = task
    found = complaints_about(folder, [entry for entry in TOLD if entry.at <= loss.at])
    return loss, found


def laid_out(root, recording, plain, losses, room, over):
    """One after the other, as the recording goes by; no more at once than there is room for."""
    disk, log = Disk(plain), records(recording)
    for loss in losses:
        while disk.seen < loss.at:
            disk.take(next(log))
        room.acquire()
        if over.is_set():
            return
        yield loss, lay_out(root, loss, disk)


def run(options):
    folder = Path(tempfile.mkdtemp(prefix="rustygpt-power-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    try:
        env = {"POWER_CHECKPOINT": "60"}
        if options.synchronous:
            env["POWER_SYNCHRONOUS"] = options.synchronous
        if options.lies:
            env["POWER_LIES"] = "1"
        machine = Machine(options.program, folder, env)
        kill_at = None if options.synchronous else random.Random(options.seed).randint(40, 120)  # lowered, it syncs too seldom
        asyncio.run(asyncio.wait_for(served(machine, options.steps, kill_at), 120))
        TOLD[:] = machine.journal.told
        return judged(options, folder, machine)
    finally:
        if options.keep:
            shutil.copytree(folder, options.keep, dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def judged(options, folder, machine):
    recording = machine.journal.recording.read_bytes()
    plain = {path.name: path.read_bytes() for path in (folder / "data").glob("*.key")}
    losses = losses_of(recording, options.losses, options.seed, machine.killed_at)
    kinds = collections.Counter(entry.what for entry in TOLD)
    print(f"seed {options.seed}: {machine.syncs} syncs, {len(losses)} losses, told: {dict(kinds)}", flush=True)
    cores = os.cpu_count()
    room, over = threading.Semaphore(3 * cores), threading.Event()
    passed = failed = 0
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        for loss, found in pool.imap(judge, laid_out(folder, recording, plain, losses, room, over)):
            failed, passed = failed + bool(found), passed + (not found)
            if found and failed <= options.shown:
                print(f"loss {loss.number} {loss.where} at {loss.at}, {loss.manner}, {loss.seed}: FAILED", flush=True)
                print("\n".join(f"  {line}" for line in found[:6]), flush=True)
            if failed == options.enough:
                over.set()
            room.release()
    print(f"{passed} passed, {failed} failed")
    return failed


def options_of(arguments=None):
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--losses", type=int, default=1000, help="0: each moment once")
    options.add_argument("--steps", type=int, default=24, help="of each person")
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options.add_argument("--synchronous", choices=("OFF", "NORMAL"), help="lower the setting of the server's connections")
    options.add_argument("--lies", action="store_true", help="syncs of the log do nothing")
    options.add_argument("--shown", type=int, default=10, help="failures that are told in full")
    options.add_argument("--enough", type=int, help="stop after so many failures")
    options.add_argument("--keep", help="a folder for the recording")
    options.add_argument("--program", default=os.environ.get("RUSTYGPT_POWER_SERVER", str(ROOT / "build/release/power_server")))
    return options.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(1 if run(options_of()) else 0)
