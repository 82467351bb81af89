"""What a search finds, in every script: in messages, in the titles of conversations and in documents alike."""

from urllib.parse import quote

import chat
import pytest
from papers import uploaded

# What is stored, what finds it, and what does not.
CASES = {
    "Japanese": ("日東電工株式会社の経営者について教えて", ["経営者", "電工株", "者", "について教"], ["経者", "営経", "京都"]),
    "Katakana": ("新しいｶﾞｲﾄﾞﾌﾞｯｸを買う", ["ガイドブック", "ガイド", "ｶﾞｲﾄﾞ"], ["カイド", "ガイト"]),
    "Hiragana": ("らーめんがすき", ["らーめん", "めんが"], ["らめん"]),
    "Chinese": ("我的iPhone手機壞了，3月買的", ["手機", "iphone手機", "iPhone", "3月", "壞了"], ["手壞", "機手", "月3"]),
    "Korean": ("커피전문점은 오프라인 결제건에 한하며", ["전문점", "커피", "오프라인", "결제", "결제건에 전문"], ["전점", "커전"]),
    "decomposed Korean": ("\u1112\u1161\u11ab\u1100\u1173\u11af 시험", ["한글"], ["하글"]),
    "Thai": ("ฉันอยากกินข้าวผัดกุ้ง", ["ข้าวผัด", "กุ้ง", "อยากกิน"], ["ข่าวผัด", "กุง", "ผัดข้าว"]),
    "Lao": ("ຂ້ອຍກິນເຂົ້າໜຽວ", ["ເຂົ້າ", "ກິນເຂົ້າ"], ["ເຂົາ"]),
    "Khmer": ("ខ្ញុំចូលចិត្តភាសាខ្មែរ", ["ភាសា", "ខ្មែរ", "ភាសា\u200bខ្មែរ"], ["ភាស", "ខ្មើរ"]),
    "Burmese": ("ကျွန်တော်မြန်မာစာသင်နေတယ်", ["မြန်မာ", "မြန်မာစာ"], ["မြနမာ"]),
    "Russian": ("ЁЛКА и ёжик в Москве", ["елка", "ежик", "Ёжик", "москве ёлка", "моск"], ["елкам", "лка"]),
    "Cyrillic letters": ("Мой дом, їхній сад", ["мой", "їхній"], ["мои", "іхній"]),
    "German": ("Die Straße in Größe Weiß", ["strasse", "STRASSE", "straße", "grosse", "weiss"], ["strase"]),
    "Vietnamese": ("Tôi sống ở Đà Nẵng", ["da nang", "đà nẵng", "toi song"], ["da nag"]),
    "Polish": ("Wczoraj w Łodzi, żółw", ["lodzi", "ŁODZI", "zolw"], ["odzi"]),
    "Nordic": ("Ørsted på Århus, Þingvellir og Ærø", ["orsted", "arhus", "thingvellir", "aero"], ["rsted"]),
    "Turkish": ("Işıklı İstanbul sokakları", ["isikli", "istanbul", "ISIKLI"], ["sikli"]),
    "Greek": ("Ο ΟΔΥΣΣΕΥΣ στην Αθήνα", ["οδυσσευς", "Οδυσσεύς", "αθηνα"], ["αθην\u03b7ς"]),
    "Arabic": ("مرحبا بكم في المكتبة يا أحمد", ["مَرحَبًا", "المكتبه", "احمد", "مرحبـــا"], ["مرحبان"]),
    "Persian": ("من می\u200cخواهم کتاب بخرم", ["میخواهم", "كتاب"], ["خواهم"]),
    "Hebrew": ("שָׁלוֹם לכולם", ["שלום", "לכולם"], ["שלם"]),
    "Hindi": ("मेरी किताब २०२४ की है", ["किताब", "2024", "कित"], ["कताब"]),
    "Tamil": ("தமிழ் மொழி", ["தமிழ்", "மொழி"], ["தமழ்"]),
    "full width": ("ＡＢＣ１２３ マイク", ["abc123", "ａｂｃ"], ["bc123"]),
    "C++": ("We write C++20 in ASP.NET, and .NET with F# for AT&T", ["C++", "c++ .net", "F#", "AT&T", ".net", "net"],
            ["C#", "F+", "AT&X"]),
    "cats": ("cats and dogs at the table", ["cat", "dogs cat"], ["C++", "C#", "AT&T", ".net", "dog cats"]),
    "Vitamin C": ("Vitamin C is good", ["C vitamin", "vitamin C", "C"], ["C++", "c#"]),
    "numbers": ("Pay 1,234,567 or 3.14 by 2024-05-01", ["1234567", "1,234", "234", "3.14", "2024-05", "05-01"],
                ["14.3", "2024-01", "3.41"]),
    "apostrophes": ("l\u2019eau d'été, don't", ["eau", "l'eau", "ete", "don't", "don\u2019t"], ["leau", "dont"]),
    "accents": ("cafe\u0301 na\u00efve co\u00adoperate", ["café", "CAFE", "naive", "cooperate"], ["cafés"]),
    "addresses": ("Write to anna.b@mail.example.com", ["anna.b@mail.example.com", "example.com", "mail.exam"],
                  ["com.example"]),
}


@pytest.fixture(scope="module")
def reader(shared):
    """Somebody with every case as a message, as a title and as a document."""
    from accounts import newcomer

    client = newcomer(shared)
    client.stored = {}
    for name, (text, _, _) in CASES.items():
        message = chat.finished(client, text, tools="none")
        titled = chat.finished(client, "1+1", title=text)
        document = uploaded(client, text, f"D {name}", "text/plain")
        client.stored[name] = (message["prompt_id"], titled["conversation_id"], document["id"],
                               message["conversation_id"])
    yield client
    client.close()


def found(client, query):
    """Ids of messages and documents, over pages of 3, each once."""
    ids, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/search?q={quote(query)}&limit=3{cursor and '&cursor=' + cursor}")
        assert page.status == 200, page
        ids += [r["message_id"] or r["document_id"] for r in page.json()["results"]]
        cursor = page.json()["next_cursor"]
    assert len(ids) == len(set(ids)), ids
    return set(ids)


def listed(client, query):
    ids, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/conversations?q={quote(query)}&limit=3{cursor and '&cursor=' + cursor}")
        assert page.status == 200, page
        ids += [c["id"] for c in page.json()["conversations"]]
        cursor = page.json()["next_cursor"]
    assert len(ids) == len(set(ids)), ids
    return set(ids)


@pytest.mark.parametrize("name", CASES)
def test_every_script_is_found_in_messages_titles_and_documents(reader, name):
    _, finds, misses = CASES[name]
    prompt, titled, document, conversation = reader.stored[name]
    for query in finds:
        assert {prompt, document} <= found(reader, query), query
        assert {titled, conversation} <= listed(reader, query), query
    for query in misses:
        assert not {prompt, document} & found(reader, query), query
        assert not {titled, conversation} & listed(reader, query), query


@pytest.mark.parametrize("name", CASES)
def test_highlights_are_what_was_looked_for(reader, name):
    prompt, _, document, _ = reader.stored[name]
    query = CASES[name][1][0]
    for result in reader.get(f"/api/search?q={quote(query)}&limit=200").json()["results"]:
        if (result["message_id"] or result["document_id"]) not in (prompt, document):
            continue
        assert result["highlights"], result
        content = CASES[name][0]
        assert content[result["start"]:result["end"]] == result["excerpt"]
    if name == "Japanese":
        marks = [result["excerpt"][h["start"]:h["end"]] for h in result["highlights"]]
        assert marks == ["経営者"]


def test_only_what_has_the_sign_is_found(reader):
    """The signs of C++ and C# make other words of the letter."""
    said = {one["message_id"] or one["document_id"] for one in reader.get("/api/search?q=C%2B%2B&limit=200").json()["results"]
            if one["role"] != "assistant"}  # an answer may quote it
    assert said == {reader.stored["C++"][0], reader.stored["C++"][2]}


def test_a_documents_title_finds_it(reader):
    for name in ("Katakana", "Greek"):
        assert reader.stored[name][2] in found(reader, f"D {name}")
    titled = uploaded(reader, "nothing of it", "ラーメン C++ Größe", "text/plain")["id"]
    for query in ("ラーメン", "c++ grosse"):
        assert titled in found(reader, query)


def test_what_the_server_says_of_itself_is_never_found(person):
    for prompt in ("hello", "what can you do?", "qwertyuiop asdfghjkl"):
        answer = chat.finished(person, prompt)
        text = chat.message(person, answer["message_id"])["content"]
        words = [w for w in text.replace("*", " ").replace("`", " ").split() if len(w) > 4 and w.isalpha()]
        assert words, text
        for word in words[:20]:
            assert answer["message_id"] not in found(person, word), word
    told = chat.finished(person, "What is 17 * 3?")
    assert told["message_id"] in found(person, "51")
