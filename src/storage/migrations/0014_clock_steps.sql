-- The first row of the event log behind each moment at which the clock was set back: from one to the next times rise with
-- the rows.
CREATE TABLE clock_steps (
    row @rowid@ PRIMARY KEY
);
