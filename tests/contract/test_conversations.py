"""Section 3: the list, one conversation, paging, ETag, patch, delete, export."""

import pytest

import chat
from chat import conversation, finished, message, submit
from claims import CONVERSATION, TIME, check_message
from sse import Stream

UUID = "01900000-0000-7000-8000-000000000000"
SUMMARY = CONVERSATION - {"messages", "next_cursor", "stream_cursor"} | {"last_message_excerpt"}


def listed(client, query=""):
    reply = client.get("/api/conversations" + query)
    assert reply.status == 200, reply
    body = reply.json()
    assert {"conversations", "next_cursor"} <= set(body)
    return body


def ids(client, query=""):
    return [entry["id"] for entry in listed(client, query)["conversations"]]


def pages(client, query, between=lambda: None):
    seen, cursor = [], None
    while True:
        body = listed(client, f"?{query}" + (f"&cursor={cursor}" if cursor else ""))
        seen += [entry["id"] for entry in body["conversations"]]
        cursor = body["next_cursor"]
        if cursor is None:
            return seen
        between()


def test_the_list_is_newest_activity_first(person):
    made = [finished(person, f"{i} + 1")["conversation_id"] for i in range(3)]
    assert ids(person) == made[::-1]
    finished(person, "9+9", f"/api/conversations/{made[0]}/reply")
    assert ids(person) == [made[0], made[2], made[1]]


def test_items_have_every_field_and_an_excerpt(person):
    receipt = finished(person, "1+1", title="Sums")
    entry = listed(person)["conversations"][0]
    assert set(entry) >= SUMMARY, SUMMARY - set(entry)
    assert entry["title"] == "Sums" and entry["owner_id"] == person.user["id"] and entry["message_count"] == 2
    assert entry["last_message_excerpt"] and entry["last_message_excerpt"][:5] in receipt["message"]["content"]


def test_an_empty_list_is_empty(person):
    assert listed(person)["conversations"] == [] and listed(person)["next_cursor"] is None


def test_pages_have_no_repeat_and_no_gap_while_others_are_made(person):
    made = [finished(person, f"{i} + 1")["conversation_id"] for i in range(13)]
    writer = person.copy()
    for limit in (1, 3, 5, 13, 200):
        seen = pages(person, f"limit={limit}", lambda: submit(writer, "a new one"))
        mine = [id for id in seen if id in made]
        assert mine == made[::-1], limit
        assert len(seen) == len(set(seen))


def test_pages_stay_whole_while_old_ones_move_to_the_top(person):
    made = [finished(person, f"{i} + 1")["conversation_id"] for i in range(8)]
    seen = pages(person, "limit=2", lambda: finished(person.copy(), "2+2", f"/api/conversations/{made[0]}/reply"))
    assert len(seen) == len(set(seen)) and set(made[1:]) <= set(seen)


def test_others_conversations_are_not_listed(person, stranger):
    submit(stranger, "my own secret words")
    assert ids(person) == [] and ids(person, "?q=secret") == []


def test_search_finds_words_of_prompts_answers_and_titles(person):
    prompt = finished(person, "The zebrafish calculates 17% of 2340")["conversation_id"]
    title = finished(person, "1+1", title="Wombat plans")["conversation_id"]
    assert ids(person, "?q=zebrafish") == [prompt]
    assert ids(person, "?q=ZEBRAFISH") == [prompt]
    assert ids(person, "?q=wombat") == [title]
    answered = finished(person, "What is 17% of 2340?")["conversation_id"]
    assert ids(person, "?q=397.8") == [answered]
    assert ids(person, "?q=nosuchwordanywhere") == []


@pytest.mark.parametrize("q", ['"', "'", "*", "a AND", "NEAR(", "(", "-x", "col:x", "%22%22", "^", "%00", "a" * 2000, "%F0%9F%98%80",
                               "x OR y NOT", "%25", "{", "--", ";drop table messages", "+", "zebra*", "\\"])
def test_search_text_is_text_not_a_query_language(person, q):
    from urllib.parse import quote
    reply = person.get("/api/conversations?q=" + (q if "%" in q else quote(q)))
    assert reply.status in (200, 422), reply


def test_a_broken_query_encoding_is_422(person):
    for q in ("%ff", "%zz", "%"):
        assert person.get(f"/api/conversations?q={q}").status == 422


def test_archived_conversations_are_listed_when_asked_for(person):
    a, b = (submit(person, f"{i}+1")["conversation_id"] for i in range(2))
    assert person.patch(f"/api/conversations/{a}", {"archived": True}).status == 200
    assert ids(person) == ids(person, "?archived=false") == [b]
    assert ids(person, "?archived=true") == [a]
    assert set(ids(person, "?archived=all")) == {a, b}
    assert person.get("/api/conversations?archived=maybe").status == 422


# ---- one ----

def test_a_conversation_has_every_field(person):
    id = finished(person)["conversation_id"]
    body = conversation(person, id)
    assert set(body) == CONVERSATION, set(body) ^ CONVERSATION
    assert body["owner_id"] == person.user["id"] and body["message_count"] == 2 and body["archived"] is False
    assert all(TIME.fullmatch(body[key]) for key in ("created_at", "updated_at", "last_activity_at"))
    for entry in body["messages"]:
        check_message(entry)
    assert [entry["role"] for entry in body["messages"]] == ["user", "assistant"]
    assert int(body["stream_cursor"]) > 0


def test_messages_are_paged_newest_page_first_oldest_first_within(person):
    first = finished(person, "0+1")
    id = first["conversation_id"]
    for i in range(1, 5):
        finished(person, f"{i}+1", f"/api/conversations/{id}/reply")
    everything = [entry["id"] for entry in conversation(person, id)["messages"]]
    assert len(everything) == 10
    for limit in (1, 3, 4, 10, 1000):
        collected, cursor = [], None
        while True:
            page = conversation(person, id, f"?limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
            assert len(page["messages"]) <= limit
            collected = [entry["id"] for entry in page["messages"]] + collected
            cursor = page["next_cursor"]
            if cursor is None:
                break
            submit(person.copy(), "in between", conversation_id=id)
        assert [entry for entry in collected if entry in everything] == everything, limit


@pytest.mark.parametrize("query, status", [("limit=0", 422), ("limit=1000", 200), ("limit=1001", 422), ("limit=x", 422),
                                           ("cursor=x", 422), ("cursor=", 422)])
def test_message_pages_are_limited_to_1000(person, query, status):
    id = submit(person, "1+1")["conversation_id"]
    assert person.get(f"/api/conversations/{id}?{query}").status == status


def test_the_etag_gives_304_until_something_changes(person):
    receipt = finished(person, "1+1")
    target = f"/api/conversations/{receipt['conversation_id']}"
    reply = person.get(target)
    tag = reply.header("ETag")
    assert reply.header("Cache-Control") == "private, no-cache" and tag
    for value in (tag, f'"other", {tag}', "*", f"W/{tag}" if not tag.startswith("W/") else tag[2:]):
        same = person.get(target, headers=[("If-None-Match", value)])
        assert same.status == 304 and same.header("ETag") == tag, value
    assert person.get(target, headers=[("If-None-Match", '"other"')]).status == 200
    tags = {tag}
    for change in (lambda: person.patch(target, {"title": "New"}), lambda: person.patch(target, {"archived": True}),
                   lambda: finished(person, "2+2", target + "/reply")):
        change()
        fresh = person.get(target, headers=[("If-None-Match", tag)])
        assert fresh.status == 200 and fresh.header("ETag") not in tags
        tags.add(fresh.header("ETag"))


def test_pages_of_a_conversation_have_tags_of_their_own(person):
    target = f"/api/conversations/{finished(person, '1+1')['conversation_id']}"
    whole, part = person.get(target), person.get(target + "?limit=1")
    assert whole.header("ETag") != part.header("ETag")
    assert person.get(target + "?limit=1", headers=[("If-None-Match", whole.header("ETag"))]).status == 200


def test_a_snapshot_while_answering_holds_exactly_the_deltas_so_far(person):
    from sse import Answer
    receipt = submit(person, chat.long_prompt(60))
    target, caught = f"/api/conversations/{receipt['conversation_id']}", 0
    while True:
        body = conversation(person, receipt["conversation_id"])
        stored = body["messages"][-1]
        answer = Answer(receipt["message_id"])
        answer.content, answer.next, answer.reasoning = stored["content"], stored["next_sequence"], stored["reasoning"] or ""
        final = stored["status"] not in ("queued", "streaming")
        if not final:
            caught += 1
            with Stream(person, f"/api/chat/stream?since={body['stream_cursor']}") as stream:
                answer.take_all(stream.until("message.done"))
        answer.equals(message(person, receipt["message_id"]))
        if final:
            break
    assert caught or stored["content"]


# ---- patch, delete ----

def test_patch_changes_title_and_archive(person):
    id = submit(person, "1+1")["conversation_id"]
    target = f"/api/conversations/{id}"
    reply = person.patch(target, {"title": "  Zoë's \U0001f600 title"})
    assert reply.status == 200 and reply.json()["title"].strip() == "Zoë's \U0001f600 title"
    assert person.patch(target, {"archived": True}).json()["archived"] is True
    assert person.patch(target, {"archived": False}).json()["archived"] is False
    unchanged = person.patch(target, {})
    assert unchanged.status in (200, 422)


@pytest.mark.parametrize("body, path", [({"title": 1}, "/title"), ({"title": ""}, "/title"), ({"title": "a" * 100000}, "/title"),
                                        ({"title": "a\u0000"}, "/title"), ({"archived": "yes"}, "/archived"),
                                        ({"archived": None}, "/archived"), ({"owner_id": UUID}, "/owner_id"),
                                        ({"id": UUID}, "/id"), ({"pinned": True}, "/pinned"), ({"metadata": {}}, "/metadata")])
def test_bad_patches_are_422_and_change_nothing(person, body, path):
    target = f"/api/conversations/{finished(person, '1+1')['conversation_id']}"
    before = person.get(target)
    reply = person.patch(target, body)
    assert reply.status == 422 and path in reply.paths, reply
    assert person.get(target).header("ETag") == before.header("ETag")


def test_deleted_is_gone_with_messages_events_and_search_rows(person):
    receipt = finished(person, "An ocelot counts 17% of 2340")
    target = f"/api/conversations/{receipt['conversation_id']}"
    assert person.delete(target).status == 204
    for gone in (target, target + "/export", f"/api/messages/{receipt['message_id']}", f"/api/messages/{receipt['prompt_id']}"):
        assert person.get(gone).status == 404, gone
    assert person.delete(target).status == 404
    assert ids(person) == [] and ids(person, "?q=ocelot") == []
    since = receipt["stream_url"].split("since=")[1].split("&")[0]
    with Stream(person, f"/api/chat/stream?since={since}") as stream:
        events = stream.until("conversation.deleted")
    assert not any("ocelot" in event.data or event.type == "message.delta" for event in events)


def test_deleting_while_answering_ends_the_answer(person):
    receipt = submit(person, chat.long_prompt(200))
    assert person.delete(f"/api/conversations/{receipt['conversation_id']}").status == 204
    assert person.get(f"/api/messages/{receipt['message_id']}").status == 404
    assert chat.finished(person, "1+1")["status"] == "completed"


def test_conversations_of_others_look_absent_to_everything(person, stranger):
    theirs = finished(stranger, "1+1")["conversation_id"]
    for method, suffix, body in (("GET", "", None), ("PATCH", "", {"title": "x"}), ("DELETE", "", None),
                                 ("POST", "/reply", {"prompt": "x"}), ("GET", "/export", None),
                                 ("GET", "?limit=5", None)):
        foreign = person.ask(method, f"/api/conversations/{theirs}{suffix}", body)
        absent = person.ask(method, f"/api/conversations/{UUID}{suffix}", body)
        assert foreign.status == absent.status == 404 and foreign.body == absent.body, (method, suffix)
    assert conversation(stranger, theirs)["message_count"] == 2


# ---- export ----

def test_export_as_json_has_the_whole_conversation(person):
    receipt = finished(person, title="Sums")
    body = person.get(f"/api/conversations/{receipt['conversation_id']}/export?format=json").json()
    assert body["conversation"]["id"] == receipt["conversation_id"] and body["conversation"]["title"] == "Sums"
    assert [entry["content"] for entry in body["messages"]] == [chat.THREE, receipt["message"]["content"]]


def test_export_as_markdown_is_readable(person):
    receipt = finished(person, title="Sums")
    reply = person.get(f"/api/conversations/{receipt['conversation_id']}/export?format=markdown")
    text = reply.body.decode("utf-8")
    assert reply.header("Content-Type").startswith("text/markdown")
    said = [line.removeprefix("> ") for line in text.splitlines() if line.startswith(">")]
    assert text.startswith("# Sums\n") and said == [chat.THREE, *receipt["message"]["content"].strip().splitlines()]


def test_export_has_messages_beyond_one_page(person):
    id = submit(person, "0+1")["conversation_id"]
    for i in range(30):
        submit(person, f"{i} plus {i}", conversation_id=id)
    body = person.get(f"/api/conversations/{id}/export?format=json").json()
    assert len(body["messages"]) == 62


def test_an_unknown_export_format_is_422(person):
    id = submit(person, "1+1")["conversation_id"]
    assert person.get(f"/api/conversations/{id}/export?format=pdf").status == 422
    assert person.get(f"/api/conversations/{id}/export").status in (200, 422)
