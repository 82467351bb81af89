-- Full text by the words that the application makes (src/words), for every script: this index only keeps them. Keys are
-- joined by spaces, and ASCII's tokenizer takes them apart again. `stems` has the stems that are no words of the text
-- themselves. A row is taken out with the 'delete' command and the same columns, made again from the text.

-- The index up to now answers for what is not indexed again yet, in the background.
ALTER TABLE message_search RENAME TO message_search_before;
ALTER TABLE passage_search RENAME TO passage_search_before;

-- A message's rowid is its created_row; a title's is the negative of its conversation's first_row. `owner` is the owner's
-- id without hyphens, one word, so that a search reads only its own user's part of the index.
CREATE VIRTUAL TABLE message_search USING fts5 (
    words,
    stems,
    owner,
    content = '',
    tokenize = "ascii tokenchars '+#.'"
);
CREATE INDEX messages_by_row ON messages (created_row);
CREATE INDEX conversations_by_row ON conversations (first_row);

-- A passage's rowid is its row. `context` is the title and the headings above it, which count half.
CREATE VIRTUAL TABLE passage_search USING fts5 (
    words,
    stems,
    context,
    context_stems,
    content = '',
    tokenize = "ascii tokenchars '+#.'"
);
INSERT INTO passage_search (passage_search, rank) VALUES ('rank', 'bm25(1.0, 1.0, 0.5, 0.5)');

-- Only says what the server is and can do: in no index.
ALTER TABLE messages ADD COLUMN about_itself INTEGER NOT NULL DEFAULT 0;
-- The languages that an owner's passages were taken for, as bits (words/language.h).
ALTER TABLE document_owners ADD COLUMN languages BIGINT NOT NULL DEFAULT 0;

-- What is still to be done: rows from next_row to end_row are in the index up to now alone ('messages', with titles;
-- 'passages'); 'before' stands for that index itself.
CREATE TABLE search_rebuild (
    part     TEXT PRIMARY KEY,
    next_row BIGINT NOT NULL,
    end_row  BIGINT NOT NULL
);
INSERT INTO search_rebuild (part, next_row, end_row)
SELECT 'messages', min(row), max(row) + 1
FROM (SELECT created_row AS row FROM messages UNION ALL SELECT first_row FROM conversations) AS rows HAVING count(*) > 0;
INSERT INTO search_rebuild (part, next_row, end_row)
SELECT 'passages', min(row), max(row) + 1 FROM passages HAVING count(*) > 0;
INSERT INTO search_rebuild (part, next_row, end_row) VALUES ('before', 0, 0);
