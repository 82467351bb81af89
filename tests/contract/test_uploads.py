"""Section 6, uploads: each form and type, and what can't be read."""

import pytest

from papers import ENCRYPTED, form, listed, page, part, pdf, send_file, send_form, text_of


def str_of_last(value):
    """Names of cases: contents may be large."""
    return value[:40] if isinstance(value, str) else f"{len(value)} bytes"


def unreadable(client, reply, reason):
    assert (reply.status, reply.code) == (422, "document_unreadable"), reply
    assert reply.details == {"reason": reason}, reply
    assert listed(client)["documents"] == []


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
