-- Documents and the passages that they were cut into. Times are milliseconds since 1970, ids UUIDs as text, places in a
-- content count code points.

-- Each owner's passages have row numbers of their own, number * 2^32 and up: a search reads its own owner's part of
-- the index by a range of rows.
CREATE TABLE document_owners (
    owner_id TEXT PRIMARY KEY REFERENCES users (id),
    number   BIGINT NOT NULL UNIQUE,
    next_row BIGINT NOT NULL,                -- the row for the next passage; never given twice
    passages BIGINT NOT NULL,                -- of ready documents
    words    BIGINT NOT NULL                 -- in those passages
);

CREATE TABLE documents (
    id            TEXT PRIMARY KEY,
    owner_id      TEXT NOT NULL REFERENCES users (id),
    title         TEXT NOT NULL,
    format        TEXT NOT NULL,
    status        TEXT NOT NULL CHECK (status IN ('processing', 'ready', 'failed')),
    error         TEXT,
    bytes         BIGINT NOT NULL,           -- as uploaded
    characters    BIGINT NOT NULL,
    words         BIGINT NOT NULL,           -- in its passages
    first_row     BIGINT NOT NULL UNIQUE,    -- its passages' rows, half open; orders the list
    end_row       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    content       TEXT NOT NULL
);
CREATE INDEX documents_of_owner ON documents (owner_id, first_row);
CREATE INDEX documents_unfinished ON documents (status) WHERE status = 'processing';

CREATE TABLE passages (
    row         @rowid@ PRIMARY KEY,
    document_id TEXT NOT NULL,
    ordinal     BIGINT NOT NULL,             -- its place in the document, from 0
    start_point BIGINT NOT NULL,             -- of the document's content, half open
    end_point   BIGINT NOT NULL,
    context     TEXT NOT NULL,               -- the title and the headings above it
    text        TEXT NOT NULL
);

-- Rows of passages whose document is gone, to be cleared little by little.
CREATE TABLE passage_leftovers (
    first_row BIGINT PRIMARY KEY,
    end_row   BIGINT NOT NULL
);

-- The key of an upload is kept in idempotency_keys like a prompt's; message_id is the document's id there.

-- What an answer rests on: JSON, a list of the API's citations.
ALTER TABLE messages ADD COLUMN citations TEXT;
