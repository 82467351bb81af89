-- Says in the file's header whose it is, "rgpt" in ASCII: the same number stands in sqlite/soundness.cpp.
PRAGMA application_id = 1919381620;
