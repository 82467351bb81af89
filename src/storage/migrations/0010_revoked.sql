-- Whether a session was taken away (revoked, its owner disabled or given a new password) and did not merely end: then the
-- answers to its prompts end too.
ALTER TABLE sessions ADD COLUMN revoked INTEGER NOT NULL DEFAULT 0;
