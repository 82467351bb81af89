"""Section 6, documents: uploads in each form and type, what can't be read, quotas, who sees what."""

import json

import pytest

from accounts import newcomer
from papers import ENCRYPTED, HANDBOOK, form, page, part, pdf, send_file, send_form, upload, uploaded

ITEM = {"id", "title", "media_type", "status", "error", "bytes", "characters", "passages", "created_at", "updated_at"}


def str_of_last(value):
    """Names of cases: contents may be large."""
    return value[:40] if isinstance(value, str) else f"{len(value)} bytes"


def fetched(client, id):
    reply = client.get(f"/api/documents/{id}")
    assert reply.status == 200, reply
    return reply.json()


def listed(client, query=""):
    reply = client.get(f"/api/documents{query}")
    assert reply.status == 200, reply
    return reply.json()


def text_of(client, reply):
    assert reply.status == 201, reply
    return fetched(client, reply.json()["id"])["content"]


def unreadable(client, reply, reason):
    assert (reply.status, reply.code) == (422, "document_unreadable"), reply
    assert reply.details == {"reason": reason}, reply
    assert listed(client)["documents"] == []


def test_json_makes_a_document(person):
    reply = upload(person)
    assert reply.status == 201 and reply.header("Location") == f"/api/documents/{reply.json()['id']}"
    document = reply.json()
    assert set(document) == ITEM
    assert (document["title"], document["media_type"], document["status"]) == ("Handbook", "text/markdown", "ready")
    assert document["bytes"] == len(HANDBOOK.encode()) and document["characters"] == len(HANDBOOK)
    whole = fetched(person, document["id"])
    assert whole == {**document, "content": HANDBOOK}
    assert listed(person) == {"documents": [document], "next_cursor": None}


def test_a_form_makes_a_document(person):
    reply = send_file(person, b"one\r\ntwo", "text/plain; charset=utf-8", title="T\u00fc")
    assert text_of(person, reply) == "one\ntwo"
    assert reply.json()["title"] == "T\u00fc"
    named = send_form(person, form(part("file", b"# A\n\nb", "notes.md", "application/octet-stream")))
    assert (named.json()["title"], named.json()["media_type"]) == ("notes.md", "text/markdown"), named
    assert send_form(person, form(part("file", b"x,y\n1,2", "t.csv"))).json()["media_type"] == "text/csv"


@pytest.mark.parametrize("content, media_type, text", [
    (b"\xef\xbb\xbfwords", "text/plain", "words"),
    ("<title>T</title><h2>\u00dcber</h2><p>one <b>two</b><script>no()</script>".encode(), "text/html", "T\n\n## \u00dcber\n\none two"),
    (b"name,born\nAda,1815\n", "text/csv", "name: Ada, born: 1815\n"),
    (b'{"a": [1, "x"]}', "application/json", "/a/0: 1\n/a/1: x\n"),
    (pdf(page("The zebra eats grass."), page("It sleeps at night.")), "application/pdf",
     "The zebra eats grass.\n\nIt sleeps at night."),
    (pdf(page("Packed words"), compress=True), "application/pdf", "Packed words"),
], ids=str_of_last)
def test_each_type_gives_its_text(person, content, media_type, text):
    assert text_of(person, send_file(person, content, media_type)) == text


@pytest.mark.parametrize("content, media_type, reason", [
    (b"", "text/plain", "empty"), (b" \n", "text/plain", "empty"), (b"...", "text/plain", "empty"),
    (b"\xff\xfea\0", "text/plain", "not_utf8"), (b"a\0b", "text/plain", "not_text"),
    (b"\x89PNG\r\n\x1a\n" + bytes(99), "text/plain", "not_utf8"),
    (pdf(page("words")), "text/plain", "wrong_type"), (b"<p>hello", "application/pdf", "wrong_type"),
    (b"PK\3\4", "application/pdf", "wrong_type"), (b"\x1f\x8b\x08\0", "application/json", "not_utf8"),
    (b"{", "application/json", "malformed"), (b"[" * 100_000, "application/json", "too_deep"),
    (b"<div>" * 100_000, "text/html", "too_deep"), (b'a\n"open', "text/csv", "malformed"),
    (b"%PDF-1.7\nnothing", "application/pdf", "malformed"),
    (pdf(page("a whole page of words"))[:200], "application/pdf", "malformed"),
    (pdf(b""), "application/pdf", "empty"), (ENCRYPTED, "application/pdf", "encrypted"),
], ids=str_of_last)
def test_what_cannot_be_read_is_refused_and_not_stored(person, content, media_type, reason):
    unreadable(person, send_file(person, content, media_type), reason)


def test_too_many_pages_and_bombs_end_within_the_limits(launch):
    server = launch(env={"RUSTYGPT__DOCUMENTS__MAX_PAGES": "3", "RUSTYGPT__DOCUMENTS__READ_SECONDS": "2",
                         "RUSTYGPT__DOCUMENTS__READ_MEMORY_BYTES": "268435456"})
    client = server.admin
    pages = [page("words")] * 4
    assert send_file(client, pdf(*pages[:3]), "application/pdf").status == 201
    assert send_file(client, pdf(*pages), "application/pdf").details == {"reason": "too_many_pages"}
    bomb = pdf(b"BT /F1 1 Tf " + b"(x) Tj 1 0 Td " * 20_000_000 + b"ET", compress=True)
    assert len(bomb) < 3_000_000
    reply = send_file(client, bomb, "application/pdf")
    assert reply.status == 422 and reply.details["reason"] in ("failed", "too_slow", "too_long", "empty"), reply
    attributes = b"<p " + b" ".join(b"a%d" % i for i in range(200_000)) + b">words"
    reply = send_file(client, attributes, "text/html")
    assert reply.status == 201 or reply.details["reason"] in ("failed", "too_slow"), reply
    assert send_file(client, b"still here", "text/plain").status == 201


@pytest.mark.parametrize("body, path", [
    ({"title": "", "media_type": "text/plain", "content": "x"}, "/title"),
    ({"title": " ", "media_type": "text/plain", "content": "x"}, "/title"),
    ({"title": "x" * 201, "media_type": "text/plain", "content": "x"}, "/title"),
    ({"title": "a\0b", "media_type": "text/plain", "content": "x"}, "/title"),
    ({"title": "T", "media_type": "image/png", "content": "x"}, "/media_type"),
    ({"title": "T", "media_type": "text/plain; charset=latin1", "content": "x"}, "/media_type"),
    ({"title": "T", "media_type": "application/pdf", "content": "x"}, "/media_type"),
    ({"title": "T", "media_type": "text/plain", "content": ""}, "/content"),
    ({"title": "T", "media_type": "text/plain", "content": "a\0"}, "/content"),
    ({"title": "T", "media_type": "text/plain"}, "/content"),
    ({"title": "T", "media_type": "text/plain", "content": "x", "id": "1"}, "/id"),
])
def test_bad_json_is_422_with_its_pointer(person, body, path):
    reply = person.post("/api/documents", body)
    assert (reply.status, reply.code) == (422, "validation_failed") and path in reply.paths, reply
    assert listed(person)["documents"] == []


FILE = part("file", b"words", "a.txt", "text/plain")


@pytest.mark.parametrize("raw, path", [
    (form(part("title", b"T")), "/file"), (form(FILE, FILE), "/file"),
    (form(FILE, part("title", b"T"), part("title", b"T")), "/title"), (form(FILE, part("other", b"x")), "/other"),
    (form(part("file", b"words")), "/title"), (form(part("title", b"T"), part("file", b"words")), "/file"),
    (form(part("title", b"T"), part("file", b"words", "a.exe", "application/x-msdownload")), "/file"),
    (form(FILE, part("title", b"\xff")), "/title"), (form(FILE, part("title", b"x" * 201)), "/title"),
    (form(FILE, part("title", b"  ")), "/title"),
], ids=str_of_last)
def test_a_bad_form_is_422_with_its_field(person, raw, path):
    reply = send_form(person, raw)
    assert (reply.status, reply.code) == (422, "validation_failed") and reply.paths == [path], reply
    assert listed(person)["documents"] == []


GOOD = form(part("title", b"T"), FILE)


@pytest.mark.parametrize("raw", [
    b"", b"words", GOOD[:-10], GOOD[2:], b"preamble\r\n" + GOOD, GOOD + b"epilogue", GOOD.replace(b"\r\n", b"\n"),
    form(), form(*[part("x", b"")] * 17), form(b"\r\nno headers"), form(b"Content-Type: text/plain\r\n\r\nx"),
    form(b"Content-Disposition: attachment; name=\"file\"\r\n\r\nx"), form(b"Content-Disposition: form-data\r\n\r\nx"),
    form(b"Content-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx"),
    form(b"Content-Disposition: form-data; name=\"a\r\n\r\nx"),
    form(b"Content-Disposition: form-data; name=\"a\"\r\nX: " + b"y" * 9000 + b"\r\n\r\nx"),
    form(b"Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nx"),
], ids=lambda raw: f"{len(raw)} bytes")
def test_a_malformed_form_is_400(person, raw):
    reply = send_form(person, raw)
    assert (reply.status, reply.code) == (400, "malformed_request"), reply


def test_a_form_needs_a_sound_boundary(person):
    for value in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 71,
                  "multipart/form-data; boundary=a; boundary=b", 'multipart/form-data; boundary="a'):
        reply = person.ask("POST", "/api/documents", raw=GOOD, headers=[("Content-Type", value)])
        assert (reply.status, reply.code) == (400, "malformed_request"), reply
    tricky = "a'()+_,-./:=?"
    raw = form(part("title", b"T"), part("file", b"\r\n--" + tricky.encode() + b"x is data", "a.txt"), boundary=tricky)
    assert text_of(person, send_form(person, raw, tricky)) == "\n--" + tricky + "x is data"


def test_other_content_types_are_415_and_bodies_over_32_mib_413(person):
    for value in ("text/plain", "application/pdf", "multipart/mixed; boundary=x", None):
        headers = [*person.credentials("POST"), *([("Content-Type", value)] if value else [])]
        with person.server.connect() as connection:
            assert connection.ask("POST", "/api/documents", headers, b"words").status == 415
    with person.server.connect() as connection:
        headers = [*person.credentials("POST"), ("Content-Type", "application/json"), ("Content-Length", str((32 << 20) + 1))]
        reply = connection.ask("POST", "/api/documents", headers, b"")
        assert (reply.status, reply.code) == (413, "payload_too_large"), reply


def test_a_large_document_is_indexed_whole(person):
    text = "".join(f"Paragraph {i} speaks of nothing.\n\n" for i in range(60_000)) + "The last one speaks of zebras."
    document = uploaded(person, text, "Large", "text/plain")
    assert document["status"] == "ready" and document["passages"] > 2_000
    results = person.get("/api/search?q=zebras").json()["results"]
    assert [r["document_id"] for r in results] == [document["id"]]
    assert fetched(person, document["id"])["content"] == text
    assert person.delete(f"/api/documents/{document['id']}").status == 204
    assert person.get("/api/search?q=zebras").json()["results"] == []


def test_the_list_pages_without_gaps_or_repeats(person):
    ids = [uploaded(person, f"words {i}", f"T{i}", "text/plain")["id"] for i in range(5)]
    first = listed(person, "?limit=2")
    uploaded(person, "newer words", "new", "text/plain")
    person.delete(f"/api/documents/{ids[0]}")
    second = listed(person, f"?limit=2&cursor={first['next_cursor']}")
    seen = [d["id"] for d in first["documents"] + second["documents"]]
    assert seen == [ids[4], ids[3], ids[2], ids[1]] and second["next_cursor"] is None
    for query, path in (("?limit=0", "/limit"), ("?limit=201", "/limit"), ("?cursor=nonsense", "/cursor"), ("?cursor=c1", "/cursor")):
        reply = person.get(f"/api/documents{query}")
        assert reply.status == 422 and reply.paths == [path], reply


def test_a_retry_with_the_same_key_makes_one_document(person):
    key = [("Idempotency-Key", "k1")]
    first, again = upload(person, headers=key), upload(person, headers=key)
    assert first.status == again.status == 201 and first.json() == again.json()
    assert again.header("Idempotency-Replayed") == "true" and first.header("Idempotency-Replayed") is None
    assert again.header("Location") == first.header("Location") and len(listed(person)["documents"]) == 1
    other = upload(person, "other words", headers=key)
    assert (other.status, other.code) == (422, "idempotency_key_reused"), other
    # A form's boundary differs with each try; what is meant does not.
    key = [("Idempotency-Key", "k2")]
    for boundary in ("one", "two"):
        reply = send_form(person, form(part("title", b"T"), FILE, boundary=boundary), boundary, key)
        assert reply.status == 201, reply
    assert reply.header("Idempotency-Replayed") == "true" and len(listed(person)["documents"]) == 2
    bad = upload(person, headers=[("Idempotency-Key", "")])
    assert bad.status == 422, bad
    person.delete(f"/api/documents/{first.json()['id']}")
    assert upload(person, headers=[("Idempotency-Key", "k1")]).header("Idempotency-Replayed") is None


def test_what_was_refused_keeps_no_key(person):
    key = [("Idempotency-Key", "k")]
    assert send_file(person, b"", "text/plain", headers=key).status == 422
    assert send_file(person, b"words", "text/plain", headers=key).status == 201


def test_quotas_are_told_and_kept(launch):
    server = launch(env={"RUSTYGPT__DOCUMENTS__MAX_PER_USER": "2", "RUSTYGPT__DOCUMENTS__MAX_BYTES_PER_USER": "100"})
    client, other = server.admin, newcomer(server)
    first = uploaded(client, "x" * 60, "A", "text/plain")
    for content, quota, most in (("y" * 41, "bytes", 100),):
        reply = upload(client, content, "B", "text/plain")
        assert (reply.status, reply.code) == (429, "quota_exceeded"), reply
        assert (reply.details["quota"], reply.details["most"]) == (quota, most)
        assert int(reply.header("Retry-After")) == reply.details["retry_after_seconds"]
    uploaded(client, "y" * 40, "B", "text/plain")
    reply = upload(client, "z", "C", "text/plain")
    assert reply.code == "quota_exceeded" and reply.details["quota"] == "documents", reply
    assert upload(other, "x" * 60, "A", "text/plain").status == 201  # a quota is one user's
    assert client.delete(f"/api/documents/{first['id']}").status == 204
    assert upload(client, "z", "C", "text/plain").status == 201


def test_nobody_sees_anothers_documents(person, stranger):
    mine = uploaded(person, "The quokka sleeps.", "Secret", "text/plain")
    assert listed(stranger) == {"documents": [], "next_cursor": None}
    for ask in (stranger.get, stranger.delete):
        foreign = ask(f"/api/documents/{mine['id']}")
        absent = ask("/api/documents/01900000-0000-7000-8000-000000000000")
        assert (foreign.status, foreign.body) == (404, absent.body)
    uploaded(stranger, "Nothing of the kind.", "Mine", "text/plain")
    assert stranger.get("/api/search?q=quokka").json()["results"] == []
    assert len(person.get("/api/search?q=quokka").json()["results"]) == 1


def test_read_only_users_read_and_change_nothing(shared, admin):
    reader = newcomer(shared, "read_only")
    for reply in (upload(reader), reader.delete("/api/documents/01900000-0000-7000-8000-000000000000")):
        assert (reply.status, reply.code) == (403, "forbidden"), reply
    assert listed(reader)["documents"] == []
    assert reader.get("/api/search?q=words").json() == {"results": [], "next_cursor": None}


def test_deleting_twice_is_404(person):
    id = uploaded(person)["id"]
    assert person.delete(f"/api/documents/{id}").status == 204
    assert person.delete(f"/api/documents/{id}").status == 404
    assert person.get(f"/api/documents/{id}").status == 404
    assert json.dumps(listed(person)) == '{"documents": [], "next_cursor": null}'


def test_a_killed_server_goes_on_with_what_it_had_stored(launch):
    server = launch()
    client = server.admin
    text = "".join(f"Paragraph {i} speaks of nothing.\n\n" for i in range(200_000)) + "The last one speaks of zebras."
    raw = json.dumps({"title": "Large", "media_type": "text/plain", "content": text}).encode()
    with server.connect() as connection:
        connection.send_request("POST", "/api/documents", [*client.credentials("POST"), ("Content-Type", "application/json")],
                                raw)
        server.poll("never stored", lambda: listed(client)["documents"] or None)
        server.restart(kill=True)
    client.close()
    done = server.poll("never ready", lambda: next((d for d in listed(client)["documents"] if d["status"] == "ready"), None))
    assert fetched(client, done["id"])["content"] == text
    results = client.get("/api/search?q=zebras").json()["results"]
    assert [r["document_id"] for r in results] == [done["id"]]
    assert len(listed(client)["documents"]) == 1
    assert client.delete(f"/api/documents/{done['id']}").status == 204
    assert client.get("/api/search?q=zebras").json()["results"] == []


def test_a_kill_while_it_is_sent_stores_nothing(launch):
    server = launch()
    client = server.admin
    with server.connect() as connection:
        connection.send_request("POST", "/api/documents", [*client.credentials("POST"), ("Content-Type", "application/json"),
                                                           ("Content-Length", "1000000")], b"{")
        server.restart(kill=True)
    client.close()
    assert listed(client)["documents"] == []
    assert upload(client).status == 201
