"""Section 2: a password is the same however its accents were typed, wherever it is set and wherever it is checked."""

import ctypes
import sqlite3
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts import PASSWORD, Client, make_user, secret_of
from people import change, create, wanted

WORDS = ["zw\u00f6lf \u00c5ngstr\u00f6m", "\u1112\u1161\u11ab\u1100\u1173\u11af\u110b\u1175\u1106\u1175\u1103\u1161\u1106\u1161\u11ab\u110c\u1175\u1100\u1173\u11b7\u110b\u116b\u110b\u116e\u1100\u1175",
         "\u1ec7\u1ed1\u1eef ba b\u1ed1n n\u0103m"]
FORMS = [("NFC", "NFD"), ("NFD", "NFC")]


def in_form(form, text):
    return unicodedata.normalize(form, text)


def login(server, email, password):
    secret_of(server, password)
    return Client(server).post("/api/auth/login", {"email": email, "password": password})


def opens(server, email, password):
    """In each of its forms."""
    return all(login(server, email, in_form(form, password)).status == 200 for form in ("NFC", "NFD"))


@pytest.mark.parametrize("number", range(len(WORDS)))
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_wherever_it_is_set_every_form_opens(admin, number, form):
    server, word = admin.server, in_form(form, WORDS[number] + " 1")
    email = make_user(server, password=word)
    assert opens(server, email, word)
    user = create(admin, f"typed{number}{form.lower()}", password=word)
    assert opens(server, user["email"], word)
    assert change(admin, user, password=in_form(form, word + "2")).status == 200
    assert opens(server, user["email"], word + "2")
    done = server.run("user", "set-password", "--email", user["email"], "--password-stdin", stdin=in_form(form, word + "3") + "\n")
    assert done.returncode == 0, done
    assert opens(server, user["email"], word + "3")


@pytest.mark.parametrize("one, other", FORMS)
def test_a_person_changes_it_whatever_the_form(shared, one, other):
    email = make_user(shared, password=in_form(one, WORDS[0]))
    client = Client(shared).login(email, in_form(other, WORDS[0]))
    reply = client.post("/api/account/password", {"current_password": in_form(other, WORDS[0]), "new_password": in_form(other, WORDS[2])})
    assert reply.status == 200, reply
    assert opens(shared, email, WORDS[2])


def test_set_up_composes(launch):
    server = launch(set_up=False)
    word = secret_of(server, in_form("NFD", WORDS[0]))
    reply = Client(server).post("/api/setup", {"username": "ada", "email": "ada@example.org", "password": word, "setup_token": server.setup_token})
    assert reply.status == 201, reply
    assert opens(server, "ada@example.org", word)


# What is typed again and again, how often, and whether its NFC has 12 characters to 1,024 bytes.
LENGTHS = [("e\u0301", 11, False), ("e\u0301", 12, True), ("\u1100\u1161\u11a8", 11, False), ("\u1100\u1161\u11a8", 12, True),
           ("e\u0301", 512, True), ("e\u0301", 513, False), ("\u1100\u1161\u11a8", 341, True), ("\u1100\u1161\u11a8", 342, False)]


@pytest.mark.parametrize("number", range(len(LENGTHS)))
def test_its_length_is_that_of_its_composed_form(admin, number):
    one, count, good = LENGTHS[number]
    # Not the same over and over, which is too common.
    password = "\u00f6\u00e5\u00fc" + one * (count - 3) if one == "e\u0301" else "\uac00\uac01\uac02" + one * (count - 3)
    reply = admin.post("/api/admin/users", {**wanted(f"long{number}"), "password": unicodedata.normalize("NFD", password)})
    assert reply.status == (201 if good else 422), reply
    assert good or reply.paths == ["/password"]
    if good:
        assert opens(admin.server, f"long{number}@example.org", password)


@pytest.mark.parametrize("password", ["\u0378 and eleven more", "eleven and more \U0003ffff", "and \ufdd0 eleven more"])
def test_what_unicode_does_not_know_yet_is_refused_clearly(admin, password):
    reply = admin.post("/api/admin/users", {"email": "u@example.org", "username": "unknown", "password": password})
    assert reply.status == 422 and reply.paths == ["/password"], reply
    assert "Unicode" in reply.json()["details"]["errors"][0]["message"]
    done = admin.server.run("user", "create", "--email", "u@example.org", "--username", "unknown", "--role", "member",
                            "--password-stdin", stdin=password + "\n")
    assert done.returncode != 0 and b"Unicode" in done.stderr


def raw_hash(password):
    """As a server would have made it that did not compose."""
    sodium = ctypes.CDLL("libsodium.so.23")
    sodium.sodium_init()
    out, text = ctypes.create_string_buffer(128), password.encode()
    assert sodium.crypto_pwhash_str_alg(out, text, ctypes.c_ulonglong(len(text)), ctypes.c_ulonglong(2), ctypes.c_size_t(19922944), 2) == 0
    return out.value.decode()


def hashed_raw(server, email, word):
    """The server's database, where the person's password has such a hash, and the hash."""
    server.stop()
    base = sqlite3.connect(next(server.folder.glob("*.db")))
    old = raw_hash(word)
    base.execute("UPDATE users SET password_hash = ? WHERE email = ?", [old, email])
    base.commit()
    server.start()
    return base, old


def test_a_hash_of_the_raw_bytes_is_upgraded_at_the_next_sign_in(launch):
    server = launch()
    email, word = make_user(server), in_form("NFD", WORDS[0])
    base, old = hashed_raw(server, email, word)

    def stored():
        return base.execute("SELECT password_hash FROM users WHERE email = ?", [email]).fetchone()[0]

    assert login(server, email, word + "x").status == 401 and stored() == old
    assert login(server, email, word).status == 200 and stored() != old
    new = stored()
    assert opens(server, email, word) and stored() == new
    assert opens(server, "ada@example.org", PASSWORD)
    base.close()


def test_it_is_upgraded_by_one_of_two_who_sign_in_at_once_and_both_are_let_in(launch):
    server = launch()
    email, word = make_user(server), in_form("NFD", WORDS[0])
    base, _ = hashed_raw(server, email, word)
    base.close()
    with ThreadPoolExecutor(2) as both:
        assert [reply.status for reply in both.map(lambda _: login(server, email, word), range(2))] == [200, 200]
