"""A database of the version before, whose search indexes are filled anew while people work, through kill -9."""

import sqlite3
import uuid
from pathlib import Path
from urllib.parse import quote

from accounts import PASSWORD, Client, secret_of
from commands import good
from server import ROOT

BEFORE = 10  # the schema that had the indexes of before
TALKS, PASSAGES = 600, 12000
EMAIL = "ada@example.org"


def new_id():
    """A UUIDv7."""
    text = str(uuid.uuid4())
    return f"{text[:14]}7{text[15:]}"


def schema_before(database):
    database.execute("CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                     "applied_at BIGINT NOT NULL)")
    for file in sorted(Path(ROOT / "src/storage/migrations").glob("*.sql")):
        number = int(file.name[:4])
        if number > BEFORE:
            break
        database.executescript(file.read_text().replace("@rowid@", "INTEGER"))
        database.execute("INSERT INTO schema_migrations VALUES (?, ?, 0)", (number, file.name))


def fill(database):
    ada, document = new_id(), new_id()
    database.execute("INSERT INTO users (id, email, email_key, username, username_key, display_name, role, password_hash, "
                     "created_at) VALUES (?, ?, ?, 'ada', 'ada', 'Ada', 'admin', '', 0)", (ada, EMAIL, EMAIL))
    for number in range(TALKS):
        talk, row = new_id(), 10 * number + 10
        database.execute("INSERT INTO conversations VALUES (?, ?, ?, 0, 1, ?, ?, 0, 0, 0)",
                         (talk, ada, f"Gespräch {number}", row, row))
        message, text = new_id(), f"Straße {number} 東京の経営者 " + "lorem ipsum dolor " * 20
        database.execute("INSERT INTO messages (id, conversation_id, root_id, depth, role, content, reasoning, status, "
                         "created_row, created_at, completed_at) VALUES (?, ?, ?, 0, 'user', ?, '', 'completed', ?, 0, 0)",
                         (message, talk, message, text, row + 1))
        for place, words in ((-row, f"Gespräch {number}"), (row + 1, text)):
            database.execute("INSERT INTO message_search (rowid, content, owner, conversation_id) VALUES (?, ?, ?, ?)",
                             (place, words, ada.replace("-", ""), talk))
    database.execute("INSERT INTO events (row, user_id, conversation_id, type, content, created_at) VALUES (100000, ?, 'x', "
                     "'conversation.deleted', '{}', 0)", (ada,))
    first = 1 << 32
    database.execute("INSERT INTO document_owners VALUES (?, 1, ?, ?, ?)", (ada, first + PASSAGES, PASSAGES, PASSAGES * 9))
    database.execute("INSERT INTO documents VALUES (?, ?, 'Ørsted', 'text', 'ready', NULL, 1, 1, 1, ?, ?, 0, 0, 'x')",
                     (document, ada, first, first + PASSAGES))
    for number in range(PASSAGES):
        text = f"Der Turm {number} steht in Łódź und ist sehr hoch."
        database.execute("INSERT INTO passages VALUES (?, ?, ?, 0, 9, 'Ørsted', ?)", (first + number, document, number, text))
        database.execute("INSERT INTO passage_search (rowid, text, context) VALUES (?, ?, 'Ørsted')", (first + number, text))


def pending(server):
    """What is still to be done, and how much has been."""
    with sqlite3.connect(f"file:{server.folder / 'rustygpt.db'}?mode=ro", uri=True) as database:
        left = database.execute("SELECT count(*) FROM search_rebuild").fetchone()[0]
        done = database.execute("SELECT (SELECT count(*) FROM message_search_docsize) + "
                                "(SELECT count(*) FROM passage_search_docsize)").fetchone()[0]
    return left, done


def check_found(client):
    """What the index before found is found at every moment, and what is new."""
    for query in ("Straße 599", "東京の経営者 Straße 5", "Turm 11999"):
        assert client.get(f"/api/search?q={quote(query)}").json()["results"], query
    assert len(client.get(f"/api/conversations?q={quote('Gespräch 599')}").json()["conversations"]) == 1
    assert client.get(f"/api/search?q={quote('今日は')}").json()["results"]


def test_indexes_are_filled_anew_through_kills(launch):
    server = launch(start=False)
    with sqlite3.connect(server.folder / "rustygpt.db") as database:
        database.execute("PRAGMA journal_mode=WAL")
        schema_before(database)
        fill(database)
    database.close()
    (server.folder / "rustygpt.db").chmod(0o600)
    good(server.run("user", "set-password", "--email", EMAIL, "--password-stdin", stdin=PASSWORD + "\n"))
    secret_of(server, PASSWORD)
    kills = before = 0
    left = 1
    while left and kills < 3:  # a fast machine may be through with it earlier
        server.start(wait=False)
        server.poll("nothing was indexed", lambda now=before: pending(server)[1] > now or not pending(server)[0] or None)
        server.kill()
        left, done = pending(server)
        kills += left > 0
        assert done >= before, "what was done is kept"
        before = done
    assert kills > 0
    server.start()
    client = Client(server).login(EMAIL)
    assert client.post("/api/chat", {"prompt": "新しい話です今日は"}, headers=[("Prefer", "wait=30")]).status == 200
    left = 1
    while left:
        check_found(client)
        left, _ = pending(server)
    for query in ("strasse 599", "経営者", "lodz 11999", "orsted turm 17"):
        assert client.get(f"/api/search?q={quote(query)}").json()["results"], query
    assert len(client.get(f"/api/conversations?q={quote('gesprach')}&limit=200").json()["conversations"]) == 200
    good(server.run("check"))
    assert any(r["event"] == "the search index was filled anew" for r in server.records())
    client.close()
