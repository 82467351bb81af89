-- API tokens, and an audit that can only grow. For SQLite alone because of the triggers: there is no way to write one that
-- PostgreSQL takes too.

-- A token that ended keeps its row for a day, so that every process hears of its end.
CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,                  -- names, with a space between
    token_hash TEXT NOT NULL UNIQUE,       -- SHA-256 of the token's text, hex
    prefix TEXT NOT NULL,                  -- the text's first characters, for people to recognise it by
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,                   -- written at most once a minute
    ended_at BIGINT,
    changed BIGINT NOT NULL                -- the security epoch of the last change, its owner's role included
);
CREATE INDEX api_tokens_of_user ON api_tokens (user_id, id);
CREATE INDEX api_tokens_changed ON api_tokens (changed);
CREATE INDEX api_tokens_by_end ON api_tokens (expires_at);

-- For the filters of the audit; ids rise with time.
CREATE INDEX audit_of_actor ON audit (actor, id);
CREATE INDEX audit_of_subject ON audit (subject, id);
CREATE INDEX audit_of_action ON audit (action, id);

-- What has been written stays as it is. Only entries older than 90 days (in milliseconds) may be forgotten: by the
-- retention that is configured, audit.retention_days, and nothing faster than that.
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
WHEN OLD.at > CAST(strftime('%s', 'now') AS INTEGER) * 1000 - 7776000000
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;

-- Counting answers by their status reads this instead of their texts.
CREATE INDEX messages_by_status ON messages (role, status);
