"""docs/operations, executed literally: every shell block that is not marked, in its order, against the real binary."""

import re

import pytest

import chat
from accounts import Client
from machine import PAGES, Machine, blocks

PASSWORD = "a long enough phrase"
EMAIL = "ada@example.org"
FEW = 8  # blocks that can't be executed, over all pages
ELSEWHERE = {"sh package": "install", "sh container": "containers"}  # by tests/package, page by page
WITH_TESTS = {"deploy", "back-up", "upgrade", "rotate-secrets"}


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path)
    yield made
    made.end()


@pytest.fixture
def deployed(machine):
    """A machine on which deploy.md has been followed, and somebody who has written something."""
    machine.printed = machine.follow("deploy")
    machine.person = Client(machine).login(EMAIL, PASSWORD)
    machine.receipt = chat.finished(machine.person)
    return machine


def test_every_block_is_executed_or_says_that_it_is_not():
    marked = 0
    for page in sorted(PAGES.glob("*.md")):
        for info, _ in blocks(page.stem):
            assert info not in ("", "bash", "shell", "console"), f"{page.name}: ```{info}: is it sh?"
            assert ELSEWHERE.get(info, page.stem) == page.stem, f"{page.name}: ```{info} is not executed there"
            marked += info == "sh no-run"
    assert marked <= FEW


def test_all_other_pages(deployed):
    """They leave the server as it was."""
    for page in sorted({path.stem for path in PAGES.glob("*.md")} - WITH_TESTS):
        if any(info == "sh" for info, _ in blocks(page)):
            deployed.follow(page)
    assert deployed.shell("systemctl is-active rustygpt").strip() == "active"
    assert deployed.person.get("/api/auth/me").status == 200


def test_deploy(deployed):
    printed = "\n".join(deployed.printed)
    assert "The configuration is valid." in printed and "rustygpt.toml:" in printed
    assert "active" in printed.split() and '"status":"ready"' in printed
    assert re.search(r"^ada@example.org +admin", printed, re.M)
    assert '"need_a_restart":[]' in printed, "what the reload said"
    assert deployed.person.get("/api/auth/me").status == 200, "after the restart at the page's end"
    assert (deployed.root / "var/lib/rustygpt/rustygpt.db").stat().st_mode & 0o777 == 0o600


def test_back_up_and_restore(deployed):
    printed = "\n".join(deployed.follow("back-up"))
    assert "checked" in printed and "Restored" in printed and printed.count("is sound") == 3
    assert deployed.person.get("/api/auth/me").code == "session_expired"
    again = Client(deployed).login(EMAIL, PASSWORD)
    assert chat.message(again, deployed.receipt["message_id"])["status"] == "completed"


def test_upgrade_and_back(deployed):
    page = (PAGES / "upgrade.md").read_text()
    assert page.count("\n## ") == 1
    printed = deployed.follow("upgrade")
    assert '"status":"ready"' in printed[1] and '"status":"ready"' in printed[-1]
    assert not (deployed.root / "usr/local/bin/rustygpt-server.before").exists(), "it is back in its place"
    again = Client(deployed).login(EMAIL, PASSWORD)
    assert chat.message(again, deployed.receipt["message_id"])["status"] == "completed"


def test_rotate_the_key_in_the_ordinary_course(deployed):
    page = deployed.person
    key = (deployed.root / "var/lib/rustygpt/rustygpt.db.key").read_text().strip()
    printed = deployed.follow("rotate-secrets", "## The server's key, in the ordinary course")
    assert "stay signed in" in printed[0] and key not in printed[0]
    assert chat.finished(page)["status"] == "completed", "an open page notices nothing"
    assert page.get("/api/auth/me").json()["csrf_token"] != page.csrf, "and is given a new token when it asks"


def test_rotate_the_key_when_it_may_be_in_wrong_hands(deployed):
    deployed.follow("rotate-secrets", "## When the key may be in wrong hands")
    assert deployed.person.get("/api/auth/me").code == "session_expired"
    assert chat.finished(Client(deployed).login(EMAIL, PASSWORD))["status"] == "completed"


def test_rotate_all_there_is_to_rotate(deployed):
    deployed.follow("rotate-secrets")
    reply = Client(deployed).post("/api/auth/login", {"email": EMAIL, "password": PASSWORD})
    assert reply.status == 401
    assert Client(deployed).login(EMAIL, "another long enough phrase").get("/api/auth/me").status == 200
