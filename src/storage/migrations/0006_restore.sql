-- Where a restore has taken history back. The lost database gave out rows above the backup's head; rows go on above
-- until_row instead, so that none comes twice, and a stream's cursor from in between is told that it is of a time that is
-- gone (docs/adr/0007).
CREATE TABLE stream_gaps (
    until_row   @rowid@ PRIMARY KEY,   -- the log's head right after the restore
    after_row   BIGINT NOT NULL,       -- the head of the backup
    lost_from   BIGINT NOT NULL,       -- the time of the backup's newest event
    restored_at BIGINT NOT NULL
);

-- The highest row that was given out, here or by a database that a restore has replaced; null where there is none.
CREATE VIEW stream_head (row) AS
SELECT max(row) FROM (SELECT max(row) AS row FROM events UNION ALL SELECT max(until_row) FROM stream_gaps) AS heads;
