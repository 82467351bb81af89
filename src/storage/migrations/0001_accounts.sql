-- People and their sessions. Ids are UUID text, times are milliseconds since 1970 UTC.

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,        -- NFC and case folded: what compares
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'member', 'read_only')),
    password_hash TEXT NOT NULL,           -- with its algorithm and parameters
    disabled INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT
);

-- A session that ended keeps its row until its absolute end, so that its secret is told "expired", not "unknown".
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,                   -- a handle; never authenticates
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    secret_hash TEXT NOT NULL UNIQUE,      -- SHA-256 of the cookie's secret, hex
    issued_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    absolute_expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    must_rotate INTEGER NOT NULL DEFAULT 0,
    changed BIGINT NOT NULL,               -- the security epoch of the last change but sliding
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id, id);
CREATE INDEX sessions_changed ON sessions (changed);
CREATE INDEX sessions_by_end ON sessions (absolute_expires_at);

-- Secrets that a rotation replaced. Good for a few seconds more; used later they betray a copy.
CREATE TABLE retired_secrets (
    secret_hash TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    retired_at BIGINT NOT NULL
);
CREATE INDEX retired_secrets_of_session ON retired_secrets (session_id, retired_at);

-- Rises with every act that ends or changes sessions, in whichever process. Servers watch it.
CREATE TABLE security_epoch (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    value BIGINT NOT NULL
);
INSERT INTO security_epoch (one, value) VALUES (1, 0);

-- Where a person has signed in from before: strangers' failures elsewhere don't lock these out.
CREATE TABLE known_addresses (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, address)
);

-- Who did what, when. Append-only.
CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,                   -- a user's id, 'command' or 'anonymous'
    action TEXT NOT NULL,
    subject TEXT NOT NULL,                 -- an id, or empty
    address TEXT NOT NULL,
    details TEXT NOT NULL                  -- a JSON object
);
