"""Section 6: found, the closest with what it lacks, nothing; in every language. And what the server says of itself."""

import chat
import pytest
from jcs import digest
from papers import uploaded
from test_search import answer, check_citations, search
from test_verify import changed
from traces import verify


def test_the_only_document_is_not_lost_over_one_word(person):
    uploaded(person, "The printer code is 4711.", "note.txt", "text/plain")
    for prompt in ("What is the printer code in my documents?", "printer code", "According to my files, what's the printer's code",
                   "what do my notes say about the printer code", "Please tell me the code of the printer!"):
        message = answer(person, prompt)
        assert message["content"].startswith("I found this about") and "4711" in message["content"], message["content"]
        check_citations(person, message)


def test_the_closest_names_the_words_that_it_lacks(person):
    document = uploaded(person, "The printer code is 4711.", "note.txt", "text/plain")
    message = answer(person, "What is the door code?")
    assert message["content"].startswith("This is the closest that I found to"), message["content"]
    assert "it says nothing of *door*:" in message["content"] and "4711" in message["content"]
    assert [c["document_id"] for c in message["citations"]] == [document["id"]]
    check_citations(person, message)
    message = answer(person, "Who was the king of Lydia?")
    assert message["content"].startswith("I found nothing about") and message["citations"] == []
    for prompt in ("What is the door code?", "printer code", "Who was the king of Lydia?"):
        receipt = chat.finished(person, prompt)
        assert verify(person, receipt["message_id"])["verified"] is True, prompt


@pytest.mark.parametrize("text, prompt, found", [
    ("Das Kennwort f\u00fcr das G\u00e4stenetz lautet Apfelkuchen.", "Wie lautet das Kennwort f\u00fcr das G\u00e4stenetz?", "Apfelkuchen"),
    ("Le code de la porte est 2580.", "quel est le code de la porte", "2580"),
    ("La contrase\u00f1a de invitados es naranja.", "\u00bfCu\u00e1l es la contrase\u00f1a?", "naranja"),
    ("Код от двери гаража — 2580.", "какой код двери", "2580"),
    ("Ο κωδικός του εκτυπωτή είναι 4711.", "Ποιος είναι ο κωδικός του εκτυπωτή;", "4711"),
    ("رمز باب المرآب هو 2580.", "ما هو رمز المرآب؟", "2580"),
    ("प्रिंटर का कोड 4711 है।", "प्रिंटर का कोड क्या है", "4711"),
    ("Yazıcının şifresi 4711.", "Yazıcının şifresi nedir?", "4711"),
    ("Mã của máy in là 4711.", "mã máy in là gì", "4711"),
    ("รหัสเครื่องพิมพ์คือ 4711", "รหัสเครื่องพิมพ์คืออะไร", "4711"),
    ("三楼打印机的密码是4711。", "打印机的密码是什么？", "4711"),
    ("プリンターの暗証番号は4711です。", "プリンターの暗証番号は何ですか？", "4711"),
    ("프린터의 비밀번호는 4711이다.", "프린터 비밀번호가 무엇인가요", "4711"),
])
def test_questions_of_every_language_are_searched_for(person, text, prompt, found):
    uploaded(person, text, "x.txt", "text/plain")
    message = answer(person, prompt)
    assert message["content"].startswith("I found this about") and found in message["content"], message["content"]
    check_citations(person, message)


def test_statements_commands_and_greetings_are_not_searched_for(person):
    uploaded(person, "The printer code is 4711. I like cats. Hello poem.", "note.txt", "text/plain")
    for prompt in ("I like cats", "Write a poem", "Hello!", "Danke", "谢谢", "Schreib ein Gedicht"):
        assert answer(person, prompt)["citations"] == [], prompt


def test_the_same_text_uploaded_twice_is_quoted_once(person):
    for title in ("a.txt", "b.txt"):
        uploaded(person, "The zebra eats grass. At noon it sleeps.", title, "text/plain")
    message = answer(person, "What does the zebra eat?")
    assert message["content"].count("The zebra eats grass") == 1 and len(message["citations"]) == 1


def test_a_quote_begins_with_what_matches_and_ends_with_its_item(person):
    uploaded(person, "".join(f"Q: What about topic{i}?\nA: Answer {7 * i}.\n" for i in range(40)), "qa.txt", "text/plain")
    assert answer(person, "What about topic23?")["citations"][0]["excerpt"] == "Q: What about topic23?\nA: Answer 161."
    uploaded(person, "Much of other things. " * 20 + "The walrus lives in the north. Its tusks grow for life.\n\nThe end.",
             "walrus.txt", "text/plain")
    assert (answer(person, "Where does the walrus live?")["citations"][0]["excerpt"]
            == "The walrus lives in the north. Its tusks grow for life.")


def test_ones_own_earlier_prompt_is_a_source_only_where_it_states_something(person):
    for prompt in ("What is my walrus called?", "walrus name", "¿Cómo se llama mi walrus?", "write a poem about my walrus",
                   "我的walrus叫什么？"):
        chat.finished(person, prompt)
    assert "nothing" in answer(person, "What did I say about my walrus?")["content"]
    chat.finished(person, "My walrus is called Otto.")
    assert "Otto" in answer(person, "What did I say about my walrus?")["content"]


def test_a_trace_from_before_there_were_grades_has_drifted(launch):
    server = launch()
    uploaded(server.admin, "The printer code is 4711.", "note.txt", "text/plain")
    receipt = chat.finished(server.admin, "What is the printer code?")

    def as_it_was(trace):
        for node in trace["nodes"]:
            if node["kind"] == "retriever":
                passages = [{name: value for name, value in passage.items() if name != "missing"}
                            for passage in node["output"]["passages"]]
                node.update(version=None, output={"passages": passages}, output_digest=digest({"passages": passages}))
    changed(server, receipt["message_id"], as_it_was)
    body = verify(server.admin, receipt["message_id"])
    kinds = {node["kind"]: node for node in body["nodes"]}
    assert kinds["retriever"]["verified"] is None and kinds["retriever"]["reason"].startswith("Drift"), body
    assert body["verified"] is None, body


def test_what_the_server_says_of_itself_is_short_and_never_found(person):
    for prompt in ("hello", "what can you do", "Write me a sonnet about an ISBN, a regex and some json"):
        content = answer(person, prompt)["content"]
        assert len(content.encode()) <= 600 and "/api/tools" in content and "[[models]]" not in content
        assert content.count("\u201c") == 3, content
    for word in ("ISBN", "regex", "RustyGPT", "example", "miles"):
        assert [r for r in search(person, word)["results"] if r["role"] == "assistant"] == [], word
