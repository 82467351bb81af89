-- Conversations and their messages. Times are milliseconds since 1970, ids UUIDs as text.

CREATE TABLE conversations (
    id               TEXT PRIMARY KEY,
    owner_id         TEXT NOT NULL REFERENCES users (id),
    title            TEXT NOT NULL,
    archived         INTEGER NOT NULL DEFAULT 0,
    message_count    BIGINT NOT NULL,
    first_row        BIGINT NOT NULL,  -- the row of its first event
    activity_row     BIGINT NOT NULL,  -- the row of its newest activity's event: orders the list
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    last_activity_at BIGINT NOT NULL
);
CREATE INDEX conversations_by_activity ON conversations (owner_id, activity_row);

CREATE TABLE messages (
    id                TEXT PRIMARY KEY,
    conversation_id   TEXT NOT NULL REFERENCES conversations (id),
    root_id           TEXT NOT NULL,
    parent_id         TEXT,
    depth             BIGINT NOT NULL,
    edited_from       TEXT,
    role              TEXT NOT NULL,
    author_id         TEXT,
    content           TEXT NOT NULL,      -- of an unfinished answer: empty, its text is in the events
    reasoning         TEXT NOT NULL,
    status            TEXT NOT NULL,
    finish_reason     TEXT,
    error             TEXT,               -- JSON
    model             TEXT,
    tools             TEXT,               -- JSON: what the prompt asked for
    parameters        TEXT,               -- JSON
    prompt_tokens     BIGINT NOT NULL DEFAULT 0,
    completion_tokens BIGINT NOT NULL DEFAULT 0,
    next_sequence     BIGINT NOT NULL DEFAULT 0,
    created_row       BIGINT NOT NULL,    -- the row of its message.new event: orders the messages
    created_at        BIGINT NOT NULL,
    completed_at      BIGINT
);
CREATE INDEX messages_by_conversation ON messages (conversation_id, created_row);
CREATE INDEX messages_unfinished ON messages (status) WHERE completed_at IS NULL;

-- The durable log that every stream replays. row rises in the order of delivery and is never given twice.
CREATE TABLE events (
    row             @rowid@ PRIMARY KEY,
    user_id         TEXT NOT NULL,        -- who may see it
    conversation_id TEXT NOT NULL,
    message_id      TEXT,
    type            TEXT NOT NULL,
    sequence        BIGINT,               -- of a delta
    content         TEXT NOT NULL,        -- of a delta: its text; else the payload as JSON
    reasoning       TEXT,                 -- of a delta
    created_at      BIGINT NOT NULL
);
CREATE INDEX events_by_user ON events (user_id, row);
CREATE INDEX events_by_conversation ON events (conversation_id, row);
CREATE INDEX events_by_message ON events (message_id, sequence) WHERE sequence IS NOT NULL;

-- Up to where a user's events were pruned: an older cursor has missed something.
CREATE TABLE stream_floors (
    user_id    TEXT PRIMARY KEY,
    row        BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE idempotency_keys (
    user_id        TEXT NOT NULL,
    route          TEXT NOT NULL,
    key            TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    message_id     TEXT NOT NULL,
    created        INTEGER NOT NULL,      -- whether the request began a conversation
    before_row     BIGINT NOT NULL,       -- the row before the request's first event
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (user_id, route, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- An event with what its answer's deltas have in common.
CREATE VIEW stream_events (row, user_id, conversation_id, message_id, type, sequence, content, reasoning,
                           root_id, parent_id, depth, model, answer_created_at) AS
SELECT e.row, e.user_id, e.conversation_id, e.message_id, e.type, e.sequence, e.content, e.reasoning,
       m.root_id, m.parent_id, m.depth, m.model, m.created_at
FROM events e LEFT JOIN messages m ON m.id = e.message_id AND e.sequence IS NOT NULL;

-- A conversation as the list shows it.
CREATE VIEW conversation_summaries (id, title, created_at, updated_at, last_activity_at, archived, owner_id, message_count,
                                    last_text, activity_row) AS
SELECT c.id, c.title, c.created_at, c.updated_at, c.last_activity_at, c.archived, c.owner_id, c.message_count,
       (SELECT substr(m.content, 1, 400) FROM messages m WHERE m.conversation_id = c.id AND m.content <> ''
        ORDER BY m.created_row DESC LIMIT 1),
       c.activity_row
FROM conversations c;
