"""Sections 1, 3 and 6: no control character but tab and line end is ever stored, streamed or exported."""

import base64
import json

import pytest

from chat import conversation, finished, message, read_answer, recorded, submit
from papers import pdf, send_file, uploaded
from plain import CONTROL, clean, plain

EVERY = [chr(code) for code in range(1, 0xa0) if CONTROL.match(chr(code))]


ALL = "what is 2+2? " + "".join(f"{odd}{index}" for index, odd in enumerate(EVERY))


def everything_of(person, receipt):
    id = receipt["conversation_id"]
    target = f"/api/conversations/{id}"
    exported = person.get(target + "/export?format=markdown").body.decode("utf-8")
    return [conversation(person, id), person.get("/api/conversations").json(), person.get(target + "/export?format=json").json(),
            exported, [json.loads(event.data) for event in recorded(person, receipt)], message(person, receipt["message_id"]),
            person.get(f"/api/messages/{receipt['message_id']}/trace").json()]


def test_a_prompt_keeps_its_words_and_no_control(person):
    receipt = finished(person, ALL)
    assert message(person, receipt["prompt_id"])["content"] == plain(ALL) != ALL
    assert all(map(clean, everything_of(person, receipt)))
    read_answer(person, receipt)


def test_replies_edits_and_answers_made_again_too(person):
    first = finished(person, "1+1")
    target = f"/api/conversations/{first['conversation_id']}/reply"
    reply = finished(person, "a\x1bb 2+2?", target)
    edit = finished(person, "c\u0090d 3+3?", target, edits=reply["prompt_id"])
    again = person.post(f"/api/messages/{edit['message_id']}/regenerate", {}, headers=[("Prefer", "wait=60")]).json()
    assert message(person, reply["prompt_id"])["content"] == "a\u241bb 2+2?"
    assert message(person, edit["prompt_id"])["content"] == "c\ufffdd 3+3?"
    assert all(map(clean, everything_of(person, again)))


def test_line_ends_tabs_and_what_is_no_control_stay(person):
    text = "a\r\nb\rc\nd\te\u2028f\u2029g\u00a0h\u00adi\u200bj\ufeffk\u202el 2+2?"
    receipt = finished(person, text)
    assert message(person, receipt["prompt_id"])["content"] == text
    exported = person.get(f"/api/conversations/{receipt['conversation_id']}/export?format=json").json()
    assert exported["messages"][0]["content"] == text


def test_a_retry_is_compared_with_what_was_sent(person):
    key = [("Idempotency-Key", "control")]
    first = person.post("/api/chat", {"prompt": "\x1b[2J 2+2?"}, headers=key)
    again = person.post("/api/chat", {"prompt": "\x1b[2J 2+2?"}, headers=key)
    other = person.post("/api/chat", {"prompt": "\u241b[2J 2+2?"}, headers=key)
    assert first.status == again.status == 202 and again.header("Idempotency-Replayed") == "true"
    assert first.json()["message_id"] == again.json()["message_id"]
    assert (other.status, other.code) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("said", ["\x1b]0;owned\x07\x1b[2J", "a\x00b", "\u009b31mred", "id: 1\rid: 2\r\n\r\ndata: x", "\x7f\x08\x08", "a\x0bb\x0cc\u0085d"],
                         ids=range(6))
def test_what_a_tool_finds_is_told_without_controls(person, said):
    encoded = base64.b64encode(said.encode()).decode()
    receipt = finished(person, f"decode base64 {encoded}")
    stored = read_answer(person, receipt)  # its deltas put together are what is stored
    assert clean(stored) and clean([json.loads(event.data) for event in recorded(person, receipt)])
    exported = person.get(f"/api/conversations/{receipt['conversation_id']}/export?format=markdown").body.decode("utf-8")
    assert clean(exported) and "\r" not in exported
    assert person.post(f"/api/messages/{receipt['message_id']}/verify").json()["verified"] is True
    # The tool itself tells what is: its output is data.
    reply = person.post("/api/tools/encode/invoke", {"input": {"operation": "decode", "format": "base64", "text": encoded}})
    assert reply.status == 200 and reply.json()["output"]["text"] == said, reply


FORMS = [("text/plain", "Zebras \x1b[31mrun\u009b fast\x07.\x0cNext page."), ("text/markdown", "# Zebras\x1b\n\nrun \x7ffast"),
         ("text/csv", "animal\x1b,speed\nzebra\x0b,\"fa\u0085st\x02\"\n"), ("application/json", '{"zebra\\u001b": "fast\\u0000\\u009b\\u000b"}'),
         ("text/html", "<h1>Zebras&#27;</h1><p>run&#x7; <pre>fa\x02st\u008e</pre>")]


@pytest.mark.parametrize("media_type, text", FORMS, ids=[one for one, _ in FORMS])
def test_documents_have_no_controls_and_positions_that_fit(person, media_type, text):
    made = [uploaded(person, text, media_type=media_type), send_file(person, text.encode(), media_type).json()]
    for document in made:
        whole = person.get(f"/api/documents/{document['id']}").json()
        content = whole["content"]
        assert clean(whole) and "\r" not in content and len(content) == whole["characters"], content
        assert "ebra" in content
    rows = {"text/csv": 1, "application/json": 1}
    if media_type in rows:
        assert content.count("\n") == rows[media_type], "what ends a line elsewhere ends no row here"
    found = person.get("/api/search?q=fast").json()["results"] or person.get("/api/search?q=zebra").json()["results"]
    for result in found:
        content = person.get(f"/api/documents/{result['document_id']}").json()["content"]
        assert content[result["start"]:result["end"]] == result["excerpt"] and clean(result)


def test_an_answer_cites_what_stands_in_the_document(person):
    uploaded(person, "# Zebra care\n\nA zebra\x1b[1m needs forty litres\x07 of water\u009b a day.\x0cNothing else.", title="Zebras")
    receipt = finished(person, "How much water does a zebra need?")
    cited = message(person, receipt["message_id"])["citations"]
    assert cited
    for citation in cited:
        content = person.get(f"/api/documents/{citation['document_id']}").json()["content"]
        assert content[citation["start"]:citation["end"]] == citation["excerpt"]
    assert all(map(clean, everything_of(person, receipt)))


def test_a_pdf_leaves_its_controls_behind(person):
    reply = send_file(person, pdf(b"BT /F1 12 Tf 72 720 Td (Zebras \\033[31m run \\007 fast\\002) Tj ET"), "application/pdf")
    assert reply.status == 201, reply
    content = person.get(f"/api/documents/{reply.json()['id']}").json()["content"]
    assert "Zebras" in content and clean(content), content


def test_a_browsers_name_is_kept_without_controls(shared, person):
    client = person.again()
    reply = client.post("/api/auth/login", {"email": client.email, "password": client.password},
                        headers=[("User-Agent", "Mozilla \u009b31m\u0085x")])
    assert reply.status == 200, reply
    listed = client.get("/api/account/sessions").json()["sessions"]
    assert clean(listed) and any(one["user_agent"].startswith("Mozilla \ufffd") for one in listed), listed


def test_an_export_as_json_is_exact(person):
    texts = ["\u202eright\u2066 \u2028 1+1?", "\"\\ </script> \u0000".replace("\u0000", "") + " 2+2?", "e\u0301\u00e9\U0001f468\u200d\U0001f469 3+3?", "a\r\nb\tc 4+4?"]
    receipt = finished(person, texts[0], title="\u05e9\u05dc\u05d5\u05dd \U0001f600")
    for text in texts[1:]:
        finished(person, text, f"/api/conversations/{receipt['conversation_id']}/reply")
    exported = person.get(f"/api/conversations/{receipt['conversation_id']}/export?format=json").json()
    whole = conversation(person, receipt["conversation_id"], "?limit=1000")
    assert exported["messages"] == whole["messages"]
    assert [one["content"] for one in exported["messages"] if one["role"] == "user"] == texts
    assert exported["conversation"] == {key: whole[key] for key in exported["conversation"]}
