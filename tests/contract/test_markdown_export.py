"""Section 3: in an export as Markdown nothing that was said can pass for a turn. Two independent parsers are asked."""

import random
import re
import subprocess
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from chat import finished, submit

TURN = re.compile(r"(User|Assistant) \(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z(, [a-z]+)?\)")
FAKE = "## User (2026-01-31T12:00:00.000Z)"

HOSTILE = [
    FAKE, "hello\n\n" + FAKE + "\n\n> forged", "# Title\n## Two\n### Three", "User (2026-01-31T12:00:00.000Z)\n---", "Assistant\n===\nx", "a\n-\n- b\n  -",
    "```\nnever closed\n" + FAKE, "~~~~\n```\n~~~\n" + FAKE + "\n~~~~~\n" + FAKE, "- ```\n" + FAKE, "> ```\n> x\n" + FAKE, "1. ```\n   x\n" + FAKE + "\n   ```\n" + FAKE,
    "   ```\n" + FAKE + "\n```\n<h2>User</h2>", "``` `\n<h2>User</h2>\n```", "\t```\n<h2>x</h2>\n\t```", "````\n```\n" + FAKE + "\n````\n" + FAKE,
    "<!-- never closed", "<!--\n" + FAKE + "\n-->", "</blockquote><h2>User (2026-01-31T12:00:00.000Z)</h2><blockquote>", "<div>\n\n" + FAKE + "\n\n</div>",
    "<pre>\n" + FAKE, "<?php\n" + FAKE, "<![CDATA[\n" + FAKE, "<!DOCTYPE x\n" + FAKE, "<style>\n* { display: none }", "<script>alert(1)</script>", "<details><summary>x",
    "<h2\n>User</h2\n>", "a <b\nid='x'>c</b>", "\\<h2>User\\</h2>", "\\\\<h2>User", "`a` <h2>User</h2> `b`", "`<h2>` ``<h2>` `` <h2>", "`\n<h2>User</h2> `", "`` ` <h2> `` `",
    "http://x\\<h2>User</h2>", "http://a`b <h2>c</h2> `", "[a](`b) <h2>c</h2> `", "[a](/u \"t\ni`\") <h2>c</h2> `", "| `a | <h2>b</h2> ` |\n|---|---|\n| `c | <h2>d</h2>` |",
    "[User]: /evil\n[1]: /x\n[^1]: note", "[User\n]: /x", "> [Assistant]: /y", "- [x]: <z>", "[User][Assistant] [1] [^1]",
    "---\ntitle: front matter\n---\n" + FAKE, "+++\na = 1\n+++", "a\r\n" + FAKE + "\r\rb\r" + FAKE, "a\u2028" + FAKE + "\u2029" + FAKE, "a\u0085" + FAKE + "\x0b" + FAKE + "\x0c" + FAKE,
    "\u202e" + FAKE[::-1], "a\u2067b\u202ec\n\n" + FAKE, "> > > " + FAKE, "- - - " + FAKE, "1) 2. * " + FAKE, "* * *\n_ _ _\n***", "    " + FAKE + "\n\t" + FAKE,
    "> a\n" + FAKE, "- a\n" + FAKE, "a\\\n" + FAKE, "a  \n" + FAKE, "&#10;&#35;&#35; User", "\\\n" + FAKE, "#\tUser\n##\n## ", "\ufeff" + FAKE, "\u200b\n" + FAKE, "| a |\n|---|\n" + FAKE,
    "[!NOTE]\nalert", "$$\n" + FAKE, ":::\n" + FAKE, "![x](http://tracker.example/x.png \"\n" + FAKE + "\")", "<https://a.example>", "*a **b _c", "~~a\n\n" + FAKE,
]
PIECES = ["```", "~~~", "````", "`", "``", "<h2>", "</blockquote>", "<!--", "-->", "<b", ">", "> ", "- ", "1. ", "#", "## User", "---", "===", "|", "[a]", "]: /x", "](", ")", "\\",
          "\n", "\n\n", "\r\n", "\r", "\u2028", "    ", "\t", " ", "x", FAKE, "\u202e", "http://y", "\"", "&lt;", "<?", "]]>"]


def random_texts(count):
    dice = random.Random(20261127)
    return ["2+2? " + "".join(dice.choices(PIECES, k=dice.randint(4, 60))) for _ in range(count)]


class Tags(HTMLParser):
    """What a browser is given: headings that stand in no quote, and everything that should not be there."""

    KNOWN = {"p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "code", "em", "strong", "a", "img", "ul", "ol", "li", "hr", "br", "del", "s",
             "table", "thead", "tbody", "tr", "th", "td", "input"}

    def __init__(self):
        super().__init__()
        self.depth, self.turns, self.titles, self.wrong, self.heading, self.links = 0, [], 0, [], None, []

    def handle_starttag(self, tag, attributes):
        if tag not in self.KNOWN:
            self.wrong.append(tag)
        self.depth += tag == "blockquote"
        if tag == "a":
            self.links.append(dict(attributes).get("href"))
        if tag in ("h1", "h2"):
            if self.depth:
                self.wrong.append(f"{tag} in a quote")
            self.heading = (tag, [])

    def handle_endtag(self, tag):
        self.depth -= tag == "blockquote"
        if self.depth < 0:
            self.wrong.append("a quote that nobody opened")
        if tag in ("h1", "h2") and self.heading:
            if tag == "h2":
                self.turns.append("".join(self.heading[1]))
            self.titles += tag == "h1"
            self.heading = None

    def handle_data(self, data):
        if self.heading:
            self.heading[1].append(data)

    def handle_comment(self, data):
        self.wrong.append("comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


def checked(html, turns):
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert tags.wrong == [] and tags.depth == 0 and tags.titles == 1, (tags.wrong, html)
    assert tags.turns == turns
    return tags


def check(text, count):
    """Exactly these turns, to everybody who reads it."""
    turns = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert len(turns) == count and all(map(TURN.fullmatch, turns)), turns
    # A reader of lines: outside of quotes there is nothing that was said.
    for line in text.splitlines():
        assert line == "" or line.startswith((">", "# ", "## ", "*")), line
        opened = sum(line.count(c) for c in "\u202a\u202b\u202d\u202e"), sum(line.count(c) for c in "\u2066\u2067\u2068")
        assert opened[0] + opened[1] <= line.count("\u202c") + line.count("\u2069"), line
    for preset, extra in (("commonmark", {"html": True}), ("gfm-like", {"html": True, "linkify": False})):
        parser = MarkdownIt(preset, extra)
        tokens = parser.parse(text)
        top = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
        assert top == turns and all(token.level == 0 for token in tokens if token.type == "heading_open" and token.tag in ("h1", "h2"))
        kinds = {one.type for token in tokens for one in (token, *(token.children or []))}
        assert not kinds & {"html_block", "html_inline", "definition"}, kinds
        checked(parser.render(text), turns)
    done = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist", "-e", "footnotes"],
                          input=text.encode(), capture_output=True)
    if done.returncode != 0:  # an older one, without footnotes as an extension
        done = subprocess.run(["cmark-gfm", "--unsafe", "--footnotes", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist"],
                              input=text.encode(), capture_output=True, check=True)
    tags = checked(done.stdout.decode("utf-8"), turns)
    assert not any(link and link in ("/evil", "/x", "/y") for link in tags.links), "a definition acted elsewhere"


def exported(person, id):
    reply = person.get(f"/api/conversations/{id}/export?format=markdown")
    assert reply.status == 200 and reply.header("Content-Type") == "text/markdown; charset=utf-8"
    assert reply.header("Content-Disposition") == f'attachment; filename="conversation-{id}.md"'
    return reply.body.decode("utf-8")


def test_nothing_that_was_said_forges_a_turn(person):
    id = submit(person, HOSTILE[0], title="# [x](y) <b> `c` *d* & _e_")["conversation_id"]
    for text in HOSTILE[1:]:
        submit(person, text, conversation_id=id)
    finished(person, "1+1", conversation_id=id)
    check(exported(person, id), 2 * len(HOSTILE) + 2)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nor_does_it_alone(person, text):
    id = finished(person, text)["conversation_id"]
    check(exported(person, id), 2)


def test_nor_do_random_pieces_of_markdown(person):
    texts = random_texts(150)
    id = submit(person, texts[0])["conversation_id"]
    for text in texts[1:]:
        submit(person, text, conversation_id=id)
    finished(person, "1+1", conversation_id=id)
    check(exported(person, id), 2 * len(texts) + 2)


def test_what_was_said_is_still_markdown(person):
    said = "Compare **a** and *b*:\n\n- `x < y`\n- [link](https://example.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```cpp\nstd::vector<int> v; // <b>\n```\n\ndone 1+1"
    id = finished(person, said)["conversation_id"]
    text = exported(person, id)
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    for wanted in ("<strong>a</strong>", "<em>b</em>", "<code>x &lt; y</code>", '<a href="https://example.org">link</a>', "<td>2</td>",
                   '<code class="language-cpp">std::vector&lt;int&gt; v; // &lt;b&gt;\n</code>'):
        assert wanted in html, html


def test_branches_are_told(person):
    first = finished(person, "1+1")
    id = first["conversation_id"]
    target = f"/api/conversations/{id}/reply"
    again = person.post(f"/api/messages/{first['message_id']}/regenerate", {}, headers=[("Prefer", "wait=60")]).json()
    reply = finished(person, "2+2", target, parent_id=again["message_id"])
    edit = finished(person, "3+3", target, edits=reply["prompt_id"])
    finished(person, "4+4", target, parent_id=edit["message_id"])
    text = exported(person, id)
    assert re.findall(r"^\*(Message .*)\*$", text, re.M) == [
        "Message 1. On every path.", "Message 2, follows 1. Branch 1: alternative 1 of 2, beside 3.",
        "Message 3, follows 1. Branch 2: alternative 2 of 2, beside 2.",
        "Message 4, follows 3. Branch 2.1: alternative 1 of 2, beside 6.", "Message 5, follows 4. Branch 2.1.",
        "Message 6, follows 3. Branch 2.2: alternative 2 of 2, beside 4.", "Message 7, follows 6. Branch 2.2.",
        "Message 8, follows 7. Branch 2.2.", "Message 9, follows 8. Branch 2.2."]
    check(text, 9)
    assert "*Message" not in exported(person, finished(person, "5+5")["conversation_id"]), "no branches, nothing to say"


def test_a_title_of_an_earlier_release_forges_nothing(launch):
    import sqlite3
    server = launch()
    id = finished(server.admin, "1+1", title="before")["conversation_id"]
    server.stop()
    base = sqlite3.connect(next(server.folder.glob("*.db")))
    base.execute("UPDATE conversations SET title = ?", ["x\n\n" + FAKE + "\n\n<!-- \u202e\x1b[2J\u2028" + FAKE])
    base.execute("UPDATE messages SET content = ? WHERE role = 'user'", ["a\x1b[2J\x0c" + FAKE + "\u0085" + FAKE])
    base.commit()
    base.close()
    server.start()
    server.admin = type(server.admin)(server).login("ada@example.org")
    text = exported(server.admin, id)
    check(text, 2)
    assert "\x1b" not in text and text.splitlines()[0].startswith("# x \\#\\# User")
