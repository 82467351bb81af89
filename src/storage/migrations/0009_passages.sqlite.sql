-- Full text over the passages: Unicode words, diacritics folded, short beginnings indexed. The text itself stays in
-- passages; a row is taken out with the 'delete' command before its passage goes. Title and headings count half.
CREATE VIRTUAL TABLE passage_search USING fts5 (
    text,
    context,
    content = 'passages',
    content_rowid = 'row',
    prefix = '3 4',
    tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO passage_search (passage_search, rank) VALUES ('rank', 'bm25(1.0, 0.5)');
