"""Section 6, documents: their life, retries, quotas, who sees what, and what a kill leaves."""

import json

from accounts import newcomer
from papers import HANDBOOK, fetched, form, listed, part, send_file, send_form, text_of, upload, uploaded

ITEM = {"id", "title", "media_type", "status", "error", "bytes", "characters", "passages", "created_at", "updated_at"}
FILE = part("file", b"words", "a.txt", "text/plain")


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
