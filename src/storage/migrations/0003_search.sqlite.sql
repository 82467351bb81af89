-- Full text over titles and finished messages: Unicode words, diacritics folded. A message's rowid is its
-- created_row; a title's is the negative of its conversation's first_row. `owner` is the owner's id without hyphens, one
-- word, so that a search reads only its own user's part of the index.
CREATE VIRTUAL TABLE message_search USING fts5 (
    content,
    owner,
    conversation_id UNINDEXED,
    tokenize = "unicode61 remove_diacritics 2"
);
