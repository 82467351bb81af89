-- Full text over titles and finished messages: Unicode words, diacritics folded.
CREATE VIRTUAL TABLE message_search USING fts5 (
    content,
    message_id UNINDEXED,       -- NULL: the conversation's title
    conversation_id UNINDEXED,
    tokenize = "unicode61 remove_diacritics 2"
);
