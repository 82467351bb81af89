"""Section 9: a restore replaces the database at once or not at all, ends all sessions, and no event's row comes twice."""

import shutil
import stat
import subprocess
import time

import chat
from accounts import Client
from commands import good, refused
from server import binary
from sse import Answer, Stream, strictly_rising


def restore_over_lost_time(launch):
    """A stream, a backup, more of the stream, and back: the events seen before and after the backup."""
    server = launch()
    person = server.admin
    with Stream(person) as stream:
        kept = chat.submit(person, chat.THREE)
        seen = stream.until("message.done")
        good(server.run("backup", "b"))
        lost = chat.submit(person, "1+1")
        seen_later = stream.until("message.done")
    server.stop()
    told = good(server.run("restore", "b"))
    return server, kept, lost, seen, seen_later, told


def test_a_restore_is_refused_while_a_server_serves(launch):
    server = launch()
    good(server.run("backup", "b"))
    refused(server.run("restore", "b"), "in use by another rustygpt-server")
    assert server.admin.get("/api/auth/me").status == 200


def test_what_is_no_backup_is_refused_and_nothing_changes(launch):
    server = launch()
    receipt = chat.finished(server.admin)
    good(server.run("backup", "b"))
    server.stop()
    content = (server.folder / "b").read_bytes()
    (server.folder / "cut").write_bytes(content[:len(content) // 2])
    (server.folder / "torn").write_bytes(content[:-1])
    (server.folder / "text").write_bytes(b"this is no database" * 1000)
    (server.folder / "empty").write_bytes(b"")
    (server.folder / "page").write_bytes(content[:8192] + b"x" * 4096 + content[12288:])
    for name in ("cut", "torn", "text", "page"):
        refused(server.run("restore", name), name, "damaged")
    refused(server.run("restore", "empty"), "no database of a rustygpt-server")
    refused(server.run("restore", "absent"), "no file absent")
    refused(server.run("restore", "rustygpt.db"), "the database itself")
    assert not list(server.folder.glob("*replaced*")) and not list(server.folder.glob("*unfinished*"))
    server.start()
    assert chat.message(server.admin, receipt["message_id"])["status"] == "completed", "still signed in"


def test_a_backup_of_a_newer_release_is_refused(launch):
    import sqlite3
    server = launch()
    good(server.run("backup", "b"))
    server.stop()
    database = sqlite3.connect(server.folder / "b")
    database.execute("INSERT INTO schema_migrations VALUES (9999, '9999_later.sql', 0)")
    database.commit()
    database.close()
    refused(server.run("restore", "b"), "newer")
    refused(server.run("check", "b"), "newer")


def test_a_copy_of_a_database_in_use_is_refused(launch):
    server = launch()
    chat.finished(server.admin)
    for name in ("rustygpt.db", "rustygpt.db-wal"):
        shutil.copy(server.folder / name, server.folder / name.replace("rustygpt.db", "copy"))
    server.stop()
    refused(server.run("restore", "copy"), "in use, not a backup")


def test_after_a_restore_a_client_with_a_cursor_of_the_lost_time_is_told(launch):
    server, kept, lost, seen, seen_later, _ = restore_over_lost_time(launch)
    server.start()
    reader = Client(server).login(server.admin.email)
    for event in seen_later:
        with Stream(reader, last_event_id=event.id) as stream:
            first = stream.event()
            assert first.type == "stream.reset" and first.payload["reason"] == "unknown_cursor"
            assert first.row > event.row, "ids never fall back"
    with Stream(reader, last_event_id=seen_later[-1].id) as stream:
        events = [stream.event()]
        receipt = chat.submit(reader, chat.THREE)
        events += stream.until("message.done")
    assert strictly_rising([*seen, *seen_later, *events])
    assert Answer(receipt["message_id"]).take_all(events).equals(chat.message(reader, receipt["message_id"]))
    assert reader.get(f"/api/messages/{lost['message_id']}").status == 404
    assert chat.message(reader, kept["message_id"])["status"] == "completed"


def test_after_a_restore_a_client_that_saw_nothing_of_the_lost_time_goes_on(launch):
    server, kept, _, seen, _, _ = restore_over_lost_time(launch)
    server.start()
    reader = Client(server).login(server.admin.email)
    with Stream(reader, last_event_id=seen[3].id) as stream:
        events = stream.until("message.done")
        chat.submit(reader, "2+2")
        events += stream.until("message.done")
    assert "stream.reset" not in {event.type for event in events}
    assert strictly_rising([*seen[:4], *events])
    assert Answer(kept["message_id"]).take_all([*seen[:4], *events]).equals(chat.message(reader, kept["message_id"]))


def test_a_snapshot_after_a_restore_leads_on_without_a_gap(launch):
    server, kept, _, _, seen_later, _ = restore_over_lost_time(launch)
    server.start()
    reader = Client(server).login(server.admin.email)
    snapshot = chat.conversation(reader, kept["conversation_id"])
    assert int(snapshot["stream_cursor"]) > seen_later[-1].row
    receipt = chat.submit(reader, "2+2")
    with Stream(reader, f"/api/chat/stream?since={snapshot['stream_cursor']}") as stream:
        events = stream.until("message.done")
    assert events[0].type == "thread.new" and events[-1].payload["message"]["id"] == receipt["message_id"]


def test_an_answer_that_ran_during_the_backup_ends_after_the_restore(launch):
    server = launch()
    receipt = chat.submit(server.admin, chat.long_prompt(300))
    good(server.run("backup", "b"))
    server.stop()
    good(server.run("restore", "b"))
    server.start()
    reader = Client(server).login(server.admin.email)
    assert chat.read_answer(reader, receipt)["status"] in ("completed", "interrupted")
    good(server.run("check"))


def test_a_restore_ends_all_sessions_and_keeps_the_database_before(launch):
    server = launch()
    elsewhere = server.admin.again()
    good(server.run("backup", "b"))
    late = server.admin.again()
    server.stop()
    told = good(server.run("restore", "b"))
    aside = next(server.folder.glob("rustygpt.db.replaced-*"))
    assert aside.name in told
    assert "is sound" in good(server.run("check", str(aside)))
    server.start()
    for person in (server.admin, elsewhere):
        reply = person.get("/api/auth/me")
        assert reply.status == 401 and reply.code == "session_expired"
    assert late.get("/api/auth/me").status == 401, "began after the backup"
    assert server.admin.again().get("/api/auth/me").status == 200


def test_a_restored_database_is_private(launch):
    server = launch()
    good(server.run("backup", "b"))
    server.stop()
    good(server.run("restore", "b"))
    for path in server.folder.glob("rustygpt.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_a_restore_that_is_killed_leaves_a_whole_database(launch):
    server = launch()
    receipt = chat.finished(server.admin, chat.long_prompt(40))
    good(server.run("backup", "b"))
    server.stop()
    for delay in (0.01, 0.05, 0.1, 0.2):
        process = subprocess.Popen([binary(), "restore", "b"], cwd=server.folder, env=server.environment(),
                                   stdout=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
        assert "is sound" in good(server.run("check"))
    server.start()
    reader = Client(server).login(server.admin.email)
    assert chat.message(reader, receipt["message_id"])["status"] == "completed"
