"""Section 2: what takes a session away takes the answers to its prompts along, the queued ones too; what ends one does not."""

import time

import pytest

import chat
from accounts import newcomer, secret_of

NEW = "another good long password 7"


@pytest.fixture
def person(launch):
    return newcomer(launch())


def ask_often(client):
    """More than run at once: some of them wait."""
    return [chat.submit(client, chat.long_prompt(600, seed)) for seed in range(1, 80)]


def assert_cut_short(reader, receipts):
    began = time.monotonic()
    states = [chat.end_of(reader, receipt) for receipt in receipts]
    assert states[-1] == "cancelled" and set(states) <= {"cancelled", "completed"}, states
    assert time.monotonic() - began < 10, "they were worked off"


def test_revoking_a_session_stops_its_answers_and_not_those_of_others(person):
    other = person.again()
    mine, theirs = chat.submit(person, chat.long_prompt(100)), ask_often(other)
    assert person.delete(f"/api/account/sessions/{other.session['id']}").status == 204
    assert_cut_short(person, theirs)
    assert chat.end_of(person, mine) == "completed"


def test_a_password_change_stops_the_answers_of_the_other_sessions(person):
    other = person.again()
    mine, theirs = chat.submit(person, chat.long_prompt(100)), ask_often(other)
    secret_of(person.server, NEW)
    changed = person.post("/api/account/password", {"current_password": person.password, "new_password": NEW})
    assert changed.status in (200, 204), changed
    assert_cut_short(person, theirs)
    assert chat.end_of(person, mine) == "completed"


def test_whoever_signs_in_again_finds_the_answers(person):
    receipts = [chat.submit(person, chat.long_prompt(100, seed)) for seed in range(1, 10)]
    person.login(person.email)
    assert {chat.end_of(person, receipt) for receipt in receipts} == {"completed"}


def test_whoever_signs_out_finds_the_answer_on_coming_back(person):
    reader = person.again()
    receipts = [chat.submit(person, chat.long_prompt(100, seed)) for seed in range(1, 10)]
    assert person.post("/api/auth/logout").status == 204
    assert {chat.end_of(reader, receipt) for receipt in receipts} == {"completed"}
