-- How each answer was made: its graph with inputs, outputs and digests, as the API sends it. Written in the commit that ends
-- the answer. A table of its own: reading messages does not drag it along.

CREATE TABLE traces (
    message_id TEXT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    trace      TEXT NOT NULL  -- JSON
);
