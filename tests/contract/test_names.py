"""Sections 2, 3 and 8: names have no twins, nothing that can't be seen, and nothing that turns what stands beside them."""

import unicodedata

import pytest

from accounts import PASSWORD, Client
from chat import conversation, finished, submit
from papers import form, part, send_form, upload
from people import change, create, wanted

# What looks the same in another form; the second of each is what somebody has.
TWINS = [("\uff54\uff57\uff49\uff4e", "twin"), ("o\ufb03ce man", "office man"), ("cafe\u0301 x\u00b2", "caf\u00e9 x2"), ("\u212aelvin", "kelvin"),
         ("\u2167. henry", "viii. henry"), ("\U0001d4d0\U0001d4ed\U0001d4ea l", "ada l"), ("\uff76\uff9e\uff77\uff9e123", "\u30ac\u30ae123"),
         ("stra\u00dfe", "STRASSE"), ("\u1112\u1161\u11ab\u1100\u1173\u11af abc", "\ud55c\uae00 abc"), ("\u24d0\u24d1\u24d2", "abc"),
         ("\u3392 band", "mhz band"), ("\ufef5abc", "\u0644\u0622abc"), ("\u2075five", "5five")]
# Default-ignorables, controls, separators, direction, blanks of another kind, what has no character.
ODD = ["\ufe0f", "\u034f", "\u17b4", "\u17b5", "\u1160", "\u115f", "\u3164", "\uffa0", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u00ad",
       "\u061c", "\u180b", "\u180e", "\u180f", "\u2060", "\u2061", "\u206a", "\ufeff", "\U000e0020", "\U000e0041", "\U000e0100", "\U000e01ef",
       "\U0001d173", "\U0001bca0", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u2028", "\u2029",
       "\t", "\n", "\r", "\u001b", "\u007f", "\u0085", "\u009b", "\u00a0", "\u2007", "\u3000", "\u2800", "\ue000", "\ufdd0", "\u0378", "\ufffd"]


def post(admin, **fields):
    return admin.post("/api/admin/users", {**wanted("nobody"), **fields})


@pytest.mark.parametrize("twin, name", TWINS, ids=range(len(TWINS)))
def test_who_looks_like_somebody_is_a_conflict(admin, twin, name):
    number = TWINS.index((twin, name))
    user = create(admin, f"first{number}", username=name, email=f"{name}{number}@example.org".replace(" ", ""))
    assert user["username"] == unicodedata.normalize("NFC", name)
    for fields in ({"username": twin}, {"email": f"{twin}{number}@example.org".replace(" ", "")},
                   {"username": unicodedata.normalize("NFD", twin)}):
        reply = post(admin, **fields)
        assert (reply.status, reply.code) == (409, "conflict"), (fields, reply)
    assert Client(admin.server).login(f"{twin}{number}@example.org".replace(" ", "")).user["id"] == user["id"]


@pytest.mark.parametrize("odd", ODD, ids=[f"U+{ord(odd):04X}" for odd in ODD])
def test_names_have_nothing_that_cannot_be_seen(admin, odd):
    name = f"na{odd}me"
    for fields, path in (({"username": name}, "/username"), ({"email": name + "@example.org"}, "/email"),
                         ({"email": "a@" + name + ".org"}, "/email"), ({"display_name": name}, "/display_name")):
        reply = post(admin, **fields)
        assert (reply.status, reply.code, reply.paths) == (422, "validation_failed", [path]), (fields, reply)
    reply = admin.post("/api/tokens", {"name": name, "scopes": ["read"]})
    assert reply.status == 422 and reply.paths == ["/name"], reply
    reply = admin.post("/api/admin/limits/profiles", {"name": name, "params": {"requests_per_second": 1, "burst": 1}})
    assert reply.status == 422 and reply.paths == ["/name"], reply


def test_the_shell_and_a_change_of_name_refuse_the_same(admin):
    user = create(admin, "renamed")
    for odd in ("\u202e", "\u2066", "\U000e0041", "\u1160", "\u2029"):
        assert change(admin, user, display_name="a" + odd).status == 422
        if odd != "\u2029":
            done = admin.server.run("user", "create", "--email", "shell@example.org", "--username", "she" + odd + "ll",
                                    "--role", "member", "--password-stdin", stdin=PASSWORD + "\n")
            assert done.returncode != 0 and b"invisible" in done.stderr, done


def test_set_up_refuses_them_too(launch):
    server = launch(set_up=False)
    body = {"username": "ada", "email": "ada@example.org", "password": PASSWORD, "setup_token": server.setup_token}
    for fields, path in (({"username": "a\u202eda"}, "/username"), ({"email": "a\u034fda@example.org"}, "/email"),
                         ({"username": "\uff20da"}, "/username"), ({"password": "\u0378" * 12}, "/password")):
        reply = Client(server).post("/api/setup", {**body, **fields})
        assert reply.status == 422 and reply.paths == [path], reply


def test_names_that_only_sound_alike_are_other_names(admin):
    create(admin, "alike", username="r\u00e9sum\u00e9 l")
    assert post(admin, username="resume l", email="resume.l@example.org").status == 201


# ---- titles ----

NO_TITLES = ["a\nb", "a\r\nb", "a\rb", "\n## User", "a\u2028b", "a\u2029b", "a\u0085b", "a\x0bb", "a\x0cb", "a\tb", "\x1b[2Ja", "a\x7f", "a\u009b31m",
             "\u202efdp.exe", "a\u202db\u202c", "\u2067a", "a\u2069", "\u200b\u2060", " \u3000 ", "a" * 201, "\U0001f600" * 201]
TITLES = ["\U0001f600" * 200, "\u4f60" * 200, "e\u0301" * 100, " kept as typed ", "\u2764\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467", "\u05e9\u05dc\u05d5\u05dd \u200f!", "# no heading"]


@pytest.mark.parametrize("title", NO_TITLES, ids=range(len(NO_TITLES)))
def test_a_title_is_one_plain_line(person, title):
    reply = person.post("/api/chat", {"prompt": "1+1", "title": title})
    assert (reply.status, reply.code, reply.paths) == (422, "validation_failed", ["/title"]), reply
    target = f"/api/conversations/{submit(person, '1+1', title='before')['conversation_id']}"
    reply = person.patch(target, {"title": title})
    assert reply.status == 422 and reply.paths == ["/title"], reply
    assert person.get(target).json()["title"] == "before"
    for reply in (upload(person, title=title),
                  send_form(person, form(part("title", title.encode()), part("file", b"words", "a.txt", "text/plain")))):
        assert reply.status == 422 and reply.paths == ["/title"], reply
    assert person.get("/api/documents").json()["documents"] == []


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_a_title_counts_characters_and_stays_as_it_was_typed(person, title):
    target = f"/api/conversations/{submit(person, '1+1', title=title)['conversation_id']}"
    assert person.get(target).json()["title"] == title
    assert person.patch(target, {"title": title[::-1] if title.isascii() else title}).status == 200
    assert upload(person, title=title).json()["title"] == title


def test_the_document_says_what_the_server_counts(shared):
    schemas = Client(shared).get("/api/openapi.json").json()["components"]["schemas"]
    assert schemas["ChangeConversationInput"]["properties"]["title"]["maxLength"] == 200
    assert schemas["UploadDocumentInput"]["properties"]["title"]["maxLength"] == 200
    assert schemas["CreateUserInput"]["properties"]["username"]["maxLength"] == 64


GRAPHEMES = ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea", "e\u0301", "\u1112\u1161\u11ab", "\u0e01\u0e33", "1\ufe0f\u20e3", "\u270a\U0001f3fd", "\u0915\u094d",
             "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"]


@pytest.mark.parametrize("one", GRAPHEMES, ids=range(len(GRAPHEMES)))
@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_what_is_cut_for_people_is_cut_between_characters(person, one, before):
    receipt = finished(person, before + one * 100)
    kept = [conversation(person, receipt["conversation_id"])["title"]]
    kept.append(chat_events(person, receipt)["root_excerpt"])
    for text, most in zip(kept, (80, 160)):
        assert text.endswith("\u2026") and len(text) <= most and most - len(text) < len(one) + 1, text
        rest = text.removesuffix("\u2026").removeprefix(before)
        assert rest == one * (len(rest) // len(one)), text


def chat_events(person, receipt):
    import chat
    return next(event.payload["summary"] for event in chat.recorded(person, receipt) if event.type == "thread.new")


def test_a_title_made_of_a_prompt_or_a_files_name_is_a_good_one(person):
    receipt = submit(person, "\u3000\n  one\ttwo\u2028three \u202efour\x1b[2J\nnext line")
    title = conversation(person, receipt["conversation_id"])["title"]
    assert title.split() and "\n" not in title and not any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in title)
    assert "\u202e" not in title and title.startswith("one two three four"), title
    name = "re\u202eport\u2067 \x1b[2J" + "\U0001f469\u200d\U0001f680" * 100 + ".txt"
    reply = send_form(person, form(part("file", b"some words", name, "text/plain")))
    assert reply.status == 201, reply
    title = reply.json()["title"]
    assert title.startswith("report [2J\U0001f469") and len(title) <= 200 and title.endswith("\U0001f680\u2026"), title


def test_a_profiles_description_counts_characters(admin):
    body = {"name": "described", "params": {"requests_per_second": 1, "burst": 1}, "description": "\u4f60" * 500}
    reply = admin.post("/api/admin/limits/profiles", body)
    assert reply.status == 201, reply
    for text in ("\u4f60" * 501, "a\x1b[2J", "a\u009b"):
        reply = admin.post("/api/admin/limits/profiles", {**body, "name": "other", "description": text})
        assert reply.status == 422 and reply.paths == ["/description"], reply
    assert admin.delete(f"/api/admin/limits/profiles/{admin.get('/api/admin/limits/profiles').json()['profiles'][-1]['id']}").status == 204
