"""Section 6: answers that cite passages, and search over messages and documents."""

import chat
from papers import HANDBOOK, uploaded

RESULT = {"kind", "title", "conversation_id", "message_id", "role", "document_id", "excerpt", "highlights", "start", "end",
          "created_at"}


def answer(client, prompt, **fields):
    return chat.message(client, chat.finished(client, prompt, **fields)["message_id"])


def search(client, query):
    reply = client.get(f"/api/search?q={query}")
    assert reply.status == 200, reply
    return reply.json()


def check_citations(client, message):
    for citation in message["citations"]:
        content = client.get(f"/api/documents/{citation['document_id']}").json()["content"]
        assert content[citation["start"]:citation["end"]] == citation["excerpt"], citation
        assert citation["score"] > 0


def test_an_answer_quotes_the_passage_and_cites_it(person):
    document = uploaded(person, "\U0001F600\u00e9 first.\n\n" + HANDBOOK)
    message = answer(person, "How many days of holidays do I have?")
    assert "> Everybody has thirty days of holidays a year." in message["content"]
    assert [c["document_id"] for c in message["citations"]] == [document["id"]]
    assert message["citations"][0]["title"] == "Handbook"
    check_citations(person, message)
    listed = chat.conversation(person, message["conversation_id"])["messages"][1]
    assert listed["citations"] == message["citations"]


def test_citations_come_with_message_done_and_outlive_the_document(person):
    document = uploaded(person)
    receipt = chat.submit(person, "When do wages come?")
    stored = chat.read_answer(person, receipt)
    done = [e for e in chat.recorded(person, receipt) if e.type == "message.done"][0]
    assert done.payload["message"]["citations"] == stored["citations"] != []
    person.delete(f"/api/documents/{document['id']}")
    assert chat.message(person, receipt["message_id"])["citations"] == stored["citations"]
    assert "nothing" in answer(person, "According to my notes, when do wages come?")["content"]


def test_an_answer_says_where_nothing_is_found(person):
    uploaded(person)
    message = answer(person, "Who was the king of Lydia?")
    assert message["content"].startswith("I found nothing about") and message["citations"] == []
    assert message["finish_reason"] == "stop"


def test_tools_and_documents_answer_side_by_side(person):
    uploaded(person)
    receipt = chat.submit(person, "What is 2+2 and when do wages come?")
    message = chat.read_answer(person, receipt)
    assert "**4**" in message["content"] and "25th of each month" in message["content"]
    kinds = {e.payload["node"]["kind"] for e in chat.recorded(person, receipt) if e.type == "reasoning.step"}
    assert {"tool", "retriever", "reducer"} <= kinds
    check_citations(person, message)


def test_without_documents_a_question_is_not_searched_for(person):
    assert "none of them fits" in answer(person, "When do wages come?")["content"]
    assert "nothing" in answer(person, "What do my documents say about wages?")["content"]


def test_another_users_documents_are_never_quoted(person, stranger):
    uploaded(stranger, "The password of the vault is swordfish.", "Vault", "text/plain")
    uploaded(person)
    message = answer(person, "What is the password of the vault?")
    assert "swordfish" not in message["content"] and message["citations"] == []
    assert "swordfish" in answer(stranger, "What is the password of the vault?")["content"]


def test_scores_tell_nothing_of_others(launch):
    """The same documents give the same answer, whatever others have uploaded meanwhile."""
    from accounts import newcomer
    server = launch()
    one, other = newcomer(server), newcomer(server)
    uploaded(one)
    before = answer(one, "When do wages come?")["citations"]
    for i in range(5):
        uploaded(other, f"Wages wages wages {i}.", "W", "text/plain")
    assert answer(one, "When do wages come?")["citations"] == before != []


def test_what_was_said_in_other_threads_is_found(person):
    chat.finished(person, "Remember that my locker combination is 4711.")
    message = answer(person, "What did I say about my locker combination?")
    assert "4711" in message["content"] and "from your conversation" in message["content"]
    assert message["citations"] == []
    # A thread's own words are no news, and questions are no answers.
    assert "nothing" in answer(person, "What did I say about a submarine?")["content"]
    assert "nothing" in answer(person, "What did I say about a submarine?")["content"]


def test_a_stop_word_question_and_a_huge_one_end_well(person):
    uploaded(person)
    assert "nothing" in answer(person, "What is it?")["content"]
    assert answer(person, "wages " * 10_000 + "?")["status"] == "completed"


def test_search_finds_messages_and_documents_newest_first(person):
    document = uploaded(person, "The zebra eats grass. Nothing else matters. " + "Filler words. " * 60, "Animals", "text/plain")
    receipt = chat.finished(person, "Is a Z\u00e8bra striped")
    results = search(person, "zebra")["results"]
    assert [r["kind"] for r in results][-1] == "document" and {"message", "document"} == {r["kind"] for r in results}
    times = [r["created_at"] for r in results]
    assert times == sorted(times, reverse=True)
    for result in results:
        assert set(result) == RESULT
        marked = [result["excerpt"][h["start"]:h["end"]].lower() for h in result["highlights"]]
        assert marked and all(m in ("zebra", "z\u00e8bra") for m in marked)
    found = results[-1]
    assert (found["document_id"], found["title"], found["message_id"]) == (document["id"], "Animals", None)
    content = person.get(f"/api/documents/{document['id']}").json()["content"]
    assert content[found["start"]:found["end"]] == found["excerpt"] and len(found["excerpt"]) <= 240
    prompt = [r for r in results if r["message_id"] == receipt["prompt_id"]][0]
    assert (prompt["role"], prompt["conversation_id"]) == ("user", receipt["conversation_id"])


def test_search_needs_every_word_and_takes_beginnings(person):
    uploaded(person, "The zebra eats grass.", "A", "text/plain")
    assert search(person, "zebra+grass")["results"] and search(person, "ZEBRA+gr")["results"]
    assert not search(person, "zebra+meat")["results"] and not search(person, "zeb+grass")["results"]
    for operators in ("%22", "zebra+OR+meat", "NEAR(zebra+grass)", "*", "text:zebra+-grass", "a%22+OR+owner:%22x", "....", "^"):
        reply = person.get(f"/api/search?q={operators}")
        assert reply.status == 200 and reply.json()["results"] == [], reply


def test_excerpts_are_plain_text(person):
    uploaded(person, "<img src=x onerror=alert(1)> zebra & \"grass\"", "<b>T</b>", "text/plain")
    result = search(person, "zebra")["results"][0]
    assert result["title"] == "<b>T</b>" and result["excerpt"] == "<img src=x onerror=alert(1)> zebra & \"grass\""


def test_search_pages_without_gaps_or_repeats(person):
    expected = []
    for i in range(4):
        expected.append(("document", uploaded(person, f"A zebra, number {i}.", f"T{i}", "text/plain")["id"]))
        expected.append(("message", chat.finished(person, f"zebra {i}")["prompt_id"]))
    seen, cursor = [], ""
    while cursor is not None:
        page = search(person, f"zebra&limit=3{'&cursor=' + cursor if cursor else ''}")
        seen += [(r["kind"], r["document_id"] or r["message_id"]) for r in page["results"]
                 if r["role"] != "assistant"]
        cursor = page["next_cursor"]
        uploaded(person, "Another zebra comes in between.", "new", "text/plain")
    assert seen == expected[::-1]


def test_bad_searches_are_422(person):
    for query, path in (("", "/q"), ("?q=", "/q"), ("?q=%20%09", "/q"), ("?q=" + "x" * 1001, "/q"), ("?q=a%00b", "/q"),
                        ("?q=%ff", "/q"), ("?q=a&limit=0", "/limit"), ("?q=a&limit=201", "/limit"), ("?q=a&cursor=x", "/cursor"),
                        ("?q=a&cursor=m1", "/cursor"), ("?q=a&cursor=m1.c1", "/cursor")):
        reply = person.get(f"/api/search{query}")
        assert reply.status == 422 and reply.paths == [path], (query, reply)


def verification(client, message):
    reply = client.post(f"/api/messages/{message['id']}/verify")
    assert reply.status == 200, reply
    return reply.json()


def test_a_trace_with_passages_verifies_until_one_is_gone(person):
    document = uploaded(person)
    message = answer(person, "2+2 and when do wages come?")
    trace = person.get(f"/api/messages/{message['id']}/trace").json()
    found = next(node for node in trace["nodes"] if node["kind"] == "retriever")
    assert [set(c) for c in found["input"]["candidates"]] == [{"id", "digest"}] * len(found["input"]["candidates"])
    assert any(c["id"].startswith(f"document:{document['id']}:") for c in found["input"]["candidates"])
    assert verification(person, message)["verified"] is True
    person.delete(f"/api/documents/{document['id']}")
    drifted = verification(person, message)
    node = next(node for node in drifted["nodes"] if node["kind"] == "retriever")
    assert drifted["verified"] is None and node["verified"] is None and "Drift" in node["reason"]
    assert all(n["verified"] is not False for n in drifted["nodes"])
