-- Rate limits: profiles say how much, assignments say where.

CREATE TABLE limit_profiles (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    requests_per_second DOUBLE PRECISION NOT NULL,
    burst BIGINT NOT NULL,
    description TEXT,
    version BIGINT NOT NULL,               -- the epoch of its last change: another one each time
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE limit_assignments (
    id TEXT PRIMARY KEY,
    profile_id TEXT NOT NULL REFERENCES limit_profiles (id),
    method TEXT NOT NULL,                  -- 'GET', or '*'
    path TEXT NOT NULL,                    -- as it was written
    path_key TEXT NOT NULL,                -- equal where two paths mean the same
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (method, path_key)
);
CREATE INDEX limit_assignments_of_profile ON limit_assignments (profile_id);

-- Rises with every change of the above, in whichever process. Servers watch it.
CREATE TABLE limits_epoch (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    value BIGINT NOT NULL
);
INSERT INTO limits_epoch (one, value) VALUES (1, 0);
