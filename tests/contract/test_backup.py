"""Section 9: backup and check: online, verified, private, without the server's key."""

import resource
import signal
import stat
import subprocess
import threading
import time

import chat
from accounts import Client
from commands import good, refused
from server import binary


class Load:
    """People who write without a pause; what was acknowledged to them is kept."""

    def __init__(self, client, threads=4):
        self.stop, self.acknowledged, self.failures = threading.Event(), [], []
        self.threads = [threading.Thread(target=self.write, args=(client.copy(), i)) for i in range(threads)]

    def write(self, client, number):
        try:
            for i in range(1_000_000):
                if self.stop.is_set():
                    return
                self.acknowledged.append(chat.submit(client, chat.long_prompt(5, seed=number * 1000 + i + 1)))
        except Exception as error:  # told by the test
            self.failures.append(error)
        finally:
            client.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()
        assert not self.failures, self.failures


def restored_elsewhere(launch, backup):
    """A server with a database of its own, made from the backup."""
    other = launch(start=False)
    good(other.run("restore", str(backup)))
    other.start()
    return other


def test_a_backup_under_write_load_has_all_that_was_acknowledged_before(launch):
    server = launch()
    done = [chat.finished(server.admin, chat.long_prompt(5, seed=70 + i)) for i in range(3)]
    backup = server.folder / "backup.db"
    with Load(server.admin) as load:
        while len(load.acknowledged) < 40:
            time.sleep(0.01)
        before = list(load.acknowledged)
        finished = [chat.message(server.admin, receipt["message_id"]) for receipt in done]
        good(server.run("backup", str(backup)))
        during = len(load.acknowledged) - len(before)
        assert "is sound" in good(server.run("check")), "of what is being written"
    assert during > 0, "the load went on meanwhile"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert "is sound" in good(server.run("check", str(backup)))
    other = restored_elsewhere(launch, backup)
    reader = Client(other).login(server.admin.email)
    for receipt in before:
        assert chat.message(reader, receipt["prompt_id"])["status"] == "completed"
        assert chat.message(reader, receipt["message_id"])["id"] == receipt["message_id"]
    for message in finished:
        copy = chat.message(reader, message["id"])
        assert copy | {"stream_cursor": 0} == message | {"stream_cursor": 0}, "as it was acknowledged"
    other.stop()
    assert "is sound" in good(other.run("check"))


def test_a_backup_needs_no_key_and_leaves_none_behind(launch):
    server = launch()
    key = next(server.folder.glob("*.key"))
    content = key.read_text().strip()
    key.unlink()
    good(server.run("backup", "b"))
    assert content.encode() not in (server.folder / "b").read_bytes() and not list(server.folder.glob("*.key"))
    key.write_text(content + "\n")
    key.chmod(0o600)


def test_a_backup_replaces_nothing_by_accident(launch):
    server = launch()
    good(server.run("backup", "b"))
    refused(server.run("backup", "b"), "exists", "--force")
    good(server.run("backup", "b", "--force"))
    refused(server.run("backup", "rustygpt.db", "--force"), "belongs to the database itself")
    refused(server.run("backup", "no/such/folder/b"), "no/such/folder")
    refused(server.run("backup", ".", "--force"), "folder")
    assert server.run("backup").returncode == 2
    assert not list(server.folder.glob("*unfinished*"))


def test_a_backup_that_is_killed_leaves_no_half_of_one_under_its_name(launch):
    server = launch()
    for i in range(5):
        chat.finished(server.admin, chat.long_prompt(40, seed=i + 1))
    for delay in (0.005, 0.02, 0.04):
        process = subprocess.Popen([binary(), "backup", "b", "--force"], cwd=server.folder, env=server.environment(),
                                   stdout=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (server.folder / "b").exists():
            good(server.run("check", "b"))
    good(server.run("check"))


def test_a_full_disk_leaves_no_half_of_a_backup(launch):
    server = launch()
    chat.finished(server.admin)

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
    done = subprocess.run([binary(), "backup", "b"], cwd=server.folder, env=server.environment(), capture_output=True,
                          preexec_fn=small_files, restore_signals=False)  # SIGXFSZ stays ignored, as it is in Python
    refused(done, "storage")
    assert not list(server.folder.glob("b*"))
    good(server.run("check"))


def test_check_accepts_what_a_killed_server_leaves(launch):
    server = launch()
    with Load(server.admin) as load:
        while len(load.acknowledged) < 20:
            time.sleep(0.01)
    server.kill()
    assert "is sound" in good(server.run("check")), "answers are left in mid-word"
    server.start()
    for receipt in load.acknowledged:
        chat.read_answer(server.admin, receipt)
    assert "is sound" in good(server.run("check"))


def test_check_tells_what_is_wrong(launch):
    import sqlite3
    server = launch()
    receipt = chat.finished(server.admin)
    assert "is sound" in good(server.run("check")), "of the server that runs"
    good(server.run("backup", "b"))
    database = sqlite3.connect(server.folder / "b")
    database.execute("UPDATE messages SET content = content || ' and more' WHERE id = ?", [receipt["message_id"]])
    database.commit()
    database.close()
    done = server.run("check", "b")
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 1 and b"not sound" in done.stderr
    assert any("deltas say" in line and receipt["message_id"] in line for line in lines), lines
    assert any("search" in line and receipt["message_id"] in line for line in lines), lines


def test_check_changes_nothing(launch):
    server = launch()
    chat.finished(server.admin)
    good(server.run("backup", "b"))
    server.stop()
    before = {path.name: path.read_bytes() for path in server.folder.iterdir()}
    good(server.run("check"))
    good(server.run("check", "b"))
    after = {path.name: path.read_bytes() for path in server.folder.iterdir()
             if not path.name.endswith(("-shm", "-wal")) or path.stat().st_size}
    assert {name: after.get(name) for name in before} == before
    refused(server.run("check", "absent"), "no file absent")
