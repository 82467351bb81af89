"""What the commands print never steers a terminal, whoever wrote it."""

import json
import sqlite3

import pytest

STEERING = "\x1b]0;owned\x07\x1b[2J\x9b31m\x7f\u202egpj.exe\u2069\u200f\u2028"
KEPT = "caf\u00e9 \u4e2d \U0001f600"


def printed(done):
    text = (done.stdout + done.stderr).decode("utf-8")
    assert all(c == "\n" or c == "\t" or ord(c) >= 0x20 and not 0x7f <= ord(c) <= 0x9f for c in text), repr(text)
    assert not set(text) & set("\u202e\u2069\u200f\u2028"), repr(text)
    return text


def test_people_are_listed_as_text(launch):
    """Rows that an older version let in, or that came with a restored file."""
    server = launch()
    server.stop()
    name = f"{KEPT} {STEERING}\nadmin"
    with sqlite3.connect(next(server.folder.glob("*.db"))) as database:
        database.execute("UPDATE users SET username = ?, email = ?", (name, f"{STEERING}@example.org"))
    lines = printed(server.run("user", "list")).splitlines()
    assert len(lines) == 2, "a line end within a name begins no line"
    assert KEPT in lines[1] and r"\u001b]0;owned\u0007" in lines[1] and r"\u202egpj.exe" in lines[1]


def test_the_configuration_is_explained_as_text(launch):
    server = launch(start=False, toml='[database]\nurl = "sqlite:a\\u001b[2J\\u009b\\u202e\\u007f.db"\n')
    done = server.run("config", "explain")
    assert done.returncode == 0 and r"\u001b[2J" in printed(done) and r"\u202e" in printed(done)


@pytest.mark.parametrize("args", [["--set", f"{STEERING}=1"], [f"--{STEERING}"], ["--set", f"server.port={STEERING}"],
                                  ["--config", f"/none/{STEERING}"], ["check", f"none{STEERING}"], [STEERING],
                                  ["backup", f"/none/{STEERING}/x"], ["restore", f"/none/{STEERING}"],
                                  ["trace", "verify", f"none{STEERING}"], ["--database", f"{STEERING}:x", "user", "list"],
                                  ["user", "disable", "--email", f"{STEERING}@example.org"]])
def test_arguments_are_repeated_as_text(launch, args):
    done = launch(start=False).run(*args)
    assert done.returncode != 0 and printed(done).strip()


def test_what_a_file_says_is_repeated_as_text(launch):
    server = launch(start=False)
    (server.folder / "rustygpt.toml").write_text(f'[server]\n"{STEERING.replace(chr(0x1b), "").replace(chr(7), "")}" = 1\n',
                                                 encoding="utf-8")
    assert server.run("config", "check").returncode != 0
    printed(server.run("config", "check"))
    (server.folder / "rustygpt.toml").unlink()
    trace = {"nodes": [{"id": STEERING, "kind": STEERING}], STEERING: STEERING}
    (server.folder / "trace.json").write_text(json.dumps(trace))
    assert server.run("trace", "verify", "trace.json").returncode != 0
    printed(server.run("trace", "verify", "trace.json"))
