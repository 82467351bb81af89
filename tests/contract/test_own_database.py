"""The database is one server's, one person's and ours: by whatever name, to nobody else, and nobody else's is touched."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import time

import pytest

import chat
from commands import good, refused
from server import binary, free_port


def start(folder, database, within=20):
    """A second server, which has to give up."""
    environment = {**{key: value for key, value in os.environ.items() if not key.startswith("RUSTYGPT")},
                   "RUSTYGPT__SERVER__PORT": str(free_port()), "RUSTYGPT__DATABASE__URL": f"sqlite:{database}"}
    return subprocess.run([binary()], cwd=folder, env=environment, capture_output=True, timeout=within)


def test_no_name_lets_a_second_server_in(launch, tmp_path):
    server = launch()
    file = server.folder / "rustygpt.db"
    (tmp_path / "symlink.db").symlink_to(file)
    os.symlink(server.folder, tmp_path / "folder")
    for name in (file, tmp_path / "symlink.db", tmp_path / "folder" / "rustygpt.db"):
        refused(start(tmp_path, name), "in use by another rustygpt-server")
    os.link(file, server.folder / "second.db")
    for name in ("second.db", "rustygpt.db"):
        refused(start(server.folder, name), "in use by another rustygpt-server")
    os.unlink(server.folder / "second.db")
    chat.finished(server.admin)
    assert "is sound" in good(server.run("check"))


def test_a_file_of_two_names_is_refused_also_while_nobody_serves_it(launch):
    server = launch()
    server.kill()  # its journal is under the first name, and the second would not find it
    os.link(server.folder / "rustygpt.db", server.folder / "second.db")
    refused(start(server.folder, "second.db"), "hard links", "-samefile")
    refused(server.run("user", "list"), "hard links")
    os.unlink(server.folder / "second.db")
    server.start()


def test_what_a_killed_restore_left_of_names_is_no_hindrance(launch):
    server = launch()
    server.stop()
    aside = server.folder / "rustygpt.db.replaced-20260131T120000.000Z"
    os.link(server.folder / "rustygpt.db", aside)
    server.start()
    assert not aside.exists() and server.answers("/api/setup")["is_setup"]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o602, 0o666])
def test_a_database_that_is_open_to_others_is_refused(launch, mode):
    server = launch()
    server.kill()
    for name in ("rustygpt.db", "rustygpt.db-wal"):
        (server.folder / name).chmod(mode)
        refused(start(server.folder, "rustygpt.db"), f"{name} is open to others (mode {mode:04o})", "chmod 600")
        refused(server.run("user", "list"), "chmod 600")
        (server.folder / name).chmod(0o600)
    server.start()


def foreign(path, *statements):
    path.touch(0o600)
    database = sqlite3.connect(path)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()
    return path


FOREIGN = {
    "tables": ["CREATE TABLE photos (id INTEGER PRIMARY KEY, title TEXT)", "INSERT INTO photos VALUES (1, 'sea')"],
    "wal": ["PRAGMA journal_mode=WAL", "CREATE TABLE photos (id INTEGER PRIMARY KEY)"],
    "migrations": ["CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT, applied_at BIGINT)",
                   "INSERT INTO schema_migrations VALUES (1, '0001_theirs.sql', 0)"],
    "no migration": ["CREATE TABLE schema_migrations (version TEXT)", "CREATE TABLE posts (id INTEGER)"],
    "marked": ["PRAGMA application_id = 252006673"],
    "view": ["CREATE VIEW one AS SELECT 1"],
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_database_is_not_touched(tmp_path, kind):
    file = foreign(tmp_path / "theirs.db", *FOREIGN[kind])
    before = file.read_bytes()
    refused(start(tmp_path, "theirs.db"), "theirs.db")
    commands = [["user", "list"], ["limits", "reset"], ["backup", "copy"], ["check"]]
    for command in commands:
        done = subprocess.run([binary(), *command, "--database", "sqlite:theirs.db"], cwd=tmp_path, capture_output=True)
        assert done.returncode == 1 and b"theirs.db" in done.stderr, done
    assert file.read_bytes() == before


def test_a_foreign_database_with_a_journal_to_play_back_is_not_touched(tmp_path):
    """Its own program was killed in mid-transaction."""
    file = foreign(tmp_path / "theirs.db", "CREATE TABLE photos (id INTEGER PRIMARY KEY, title TEXT)")
    script = ("import os, sqlite3; d = sqlite3.connect('theirs.db'); d.execute('PRAGMA cache_size=1'); d.execute('BEGIN');"
              "[d.execute('INSERT INTO photos (title) VALUES (?)', ['x' * 3000]) for _ in range(500)]; os._exit(1)")
    subprocess.run(["/usr/bin/python3", "-c", script], cwd=tmp_path)
    journal = tmp_path / "theirs.db-journal"
    journal.chmod(0o600)
    before = file.read_bytes(), journal.read_bytes()
    assert before[1], "there is one"
    refused(start(tmp_path, "theirs.db"), "no database of a rustygpt-server")
    assert (file.read_bytes(), journal.read_bytes()) == before


def test_what_is_no_database_is_not_touched(tmp_path):
    file = tmp_path / "text.db"
    file.write_text("Dear diary\n" * 100)
    file.chmod(0o600)
    refused(start(tmp_path, "text.db"), "text.db")
    assert file.read_text() == "Dear diary\n" * 100


def test_an_empty_file_becomes_a_database_with_our_mark(launch):
    server = launch(start=False)
    (server.folder / "rustygpt.db").touch(0o600)
    server.start()
    server.stop()
    database = sqlite3.connect(server.folder / "rustygpt.db")
    assert database.execute("PRAGMA application_id").fetchone()[0].to_bytes(4, "big") == b"rgpt"
    database.close()


# ---- what a killed backup leaves ----

def litter(folder):
    return [path.name for path in folder.iterdir() if ".unfinished-" in path.name]


def test_the_next_backup_takes_a_killed_ones_litter_away(launch):
    server = launch()
    for i in range(3):
        chat.finished(server.admin, chat.long_prompt(60, seed=i + 1))
    left, end = [], time.monotonic() + 60
    while not left and time.monotonic() < end:  # caught in the middle of its work
        process = subprocess.Popen([binary(), "backup", "monday"], cwd=server.folder, env=server.environment(),
                                   stdout=subprocess.DEVNULL)
        while process.poll() is None and not litter(server.folder):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = litter(server.folder)
        (server.folder / "monday").unlink(missing_ok=True)
    assert left, "no backup was caught"
    good(server.run("backup", "tuesday"))
    assert not litter(server.folder), "whatever its name was to be"
    assert "is sound" in good(server.run("check", "tuesday"))


def test_a_backup_leaves_alone_what_is_not_litter(launch):
    server = launch()
    theirs = server.folder / "essay.unfinished-abcdefgh"
    theirs.write_text("It was a dark and stormy night.")
    at_work = server.folder / "other.unfinished-ABCD_f-h"
    at_work.touch(0o600)
    with open(at_work, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        good(server.run("backup", "b"))
        assert at_work.exists() and theirs.exists()
    good(server.run("backup", "c"))
    assert not at_work.exists() and theirs.exists()
