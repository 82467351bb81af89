"""Section 9: secrets rotate, with and without ending sessions; what depends on the server's key."""

import re
import stat

import chat
from accounts import Client


def rotated(server, *args):
    done = server.run("secrets", "rotate", *args)
    assert done.returncode == 0 and done.stderr == b"", done
    return done.stdout.decode()


def key_file(server):
    return server.folder / "rustygpt.db.key"


def keys(server):
    """All that the file holds; none of it may ever be printed or logged."""
    found = [word for line in key_file(server).read_text().split("\n") for word in line.split(" ") if len(word) >= 32]
    server.secrets.update(found)
    return found


def can_write(client):
    return client.post("/api/chat", {"prompt": "1+1"}).status == 202


def test_a_rotation_signs_nobody_out_and_breaks_no_open_page(launch):
    server = launch()
    person, page = server.admin, server.admin.copy()
    old = keys(server)
    told = rotated(server)
    assert "Restart" in told
    assert can_write(person), "the running server goes on with the key that it has"
    new = keys(server)
    assert len(new) == 2 and new[1] == old[0] and new[0] != old[0], "the new key, and the one before"
    assert not any(key in told for key in new)
    assert stat.S_IMODE(key_file(server).stat().st_mode) == 0o600
    server.restart()
    assert can_write(page), "with the CSRF token that it has had all the time"
    reply = page.get("/api/auth/me")
    assert reply.status == 200 and reply.json()["csrf_token"] != page.csrf
    assert page.cookies["CSRF-TOKEN"] == reply.json()["csrf_token"], "the cookie is renewed with it"
    assert can_write(page), "the old header with the new cookie: a page in between"
    page.csrf = reply.json()["csrf_token"]
    assert can_write(page)
    assert page.get("/api/auth/me").header("Set-Cookie") is None, "once is enough"
    page.signed_in(page.post("/api/auth/refresh"))
    assert can_write(page)


def test_a_second_rotation_forgets_the_first_key(launch):
    server = launch()
    page = server.admin
    rotated(server)
    rotated(server)
    server.restart()
    reply = page.post("/api/chat", {"prompt": "1+1"})
    assert reply.status == 403 and reply.code == "csrf_failed"
    page.csrf = page.get("/api/auth/me").json()["csrf_token"]
    assert can_write(page), "still signed in: me tells the new token"


def test_with_end_sessions_everybody_is_signed_out_at_once(launch):
    from sse import Stream
    server = launch()
    person = server.admin
    old = keys(server)
    with Stream(person) as stream:
        assert "sessions ended: 1." in rotated(server, "--end-sessions")
        events = stream.rest(within=5)
    assert events[-1].type == "stream.error" and events[-1].payload["code"] == "session_expired"
    reply = person.get("/api/auth/me")
    assert reply.status == 401 and reply.code == "session_expired"
    assert old[0] not in key_file(server).read_text(), "the old key is gone"
    server.restart()
    assert person.get("/api/auth/me").status == 401
    again = person.again()
    assert can_write(again) and chat.finished(again)["status"] == "completed"


def test_a_rotation_is_audited(launch):
    import sqlite3
    server = launch()
    rotated(server)
    database = sqlite3.connect(server.folder / "rustygpt.db")
    assert database.execute("SELECT actor FROM audit WHERE action = 'server_key_rotated'").fetchall() == [("command",)]
    database.close()


def test_a_key_from_the_environment_is_rotated_there(launch):
    first, second = "first-key-" + "1" * 32, "second-key-" + "2" * 32
    server = launch(env={"RUSTYGPT__SECRETS__SERVER_KEY": first})
    server.secrets.update([first, second])
    page = server.admin
    done = server.run("secrets", "rotate")
    assert done.returncode == 2 and re.search(rb"SERVER_KEY\b.*SERVER_KEY_PREVIOUS", done.stderr), done
    assert not key_file(server).exists()
    server.restart(env={"RUSTYGPT__SECRETS__SERVER_KEY": second, "RUSTYGPT__SECRETS__SERVER_KEY_PREVIOUS": first})
    assert can_write(page)
    page.csrf = page.get("/api/auth/me").json()["csrf_token"]
    del server.own_env["RUSTYGPT__SECRETS__SERVER_KEY_PREVIOUS"]
    server.restart()
    assert can_write(page)


def test_a_rotation_needs_a_key_file_that_is_in_order(launch):
    server = launch()
    server.stop()
    key_file(server).chmod(0o644)
    done = server.run("secrets", "rotate")
    assert done.returncode == 2 and b"chmod 600" in done.stderr
    key_file(server).chmod(0o600)
    server.start()
    assert Client(server).get("/api/ready").status == 200
