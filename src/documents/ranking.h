#pragma once

// Which of the candidates answer a question, and how surely: a function of the question and of what is recorded with
// it, of nothing else. A trace is verified by calling it again.

#include <cstdint>
#include <string>
#include <vector>

#include "documents/query.h"

namespace rustygpt::documents {

// A passage that a search has brought up. Of a document, or of an earlier message.
struct Candidate {
    std::string id;       // "document:<id>:<ordinal>" or "message:<id>:<ordinal>"
    std::string title;    // the document's or the conversation's
    std::string context;  // the title and the headings above it
    std::string text;
    std::int64_t start = 0;  // code points of the document's or the message's text, half open
    std::int64_t end = 0;
};

// What BM25 needs to know of the asker's passages: of nobody else's.
struct Statistics {
    std::int64_t passages = 0;
    std::int64_t words = 0;             // in all of them
    std::vector<std::int64_t> having;   // per term: passages that have it
};

struct Ranked {
    std::size_t candidate = 0;         // its place in what was given
    double score = 0;                  // higher is better; four decimals
    double coverage = 0;               // 0 to 1: how much of the question's weight it has; four decimals
    std::vector<std::string> missing;  // words of the question that it lacks, as they were typed
};

// What a term weighs: the rarer the more, so that little words that no list has don't count for much. One that no
// passage has weighs like one that a single passage has. Four decimals, above 0.
std::vector<double> weights_of(const std::vector<Term>& terms, const Statistics& statistics);

// BM25 (k1 = 1.2, b = 0.75) over text and context, where a word that only begins like a term is half of it; times the
// square root of the coverage (coverage.h), so that a passage with all words beats one that repeats one of them; a
// tenth more for each pair of the question's neighbours that are neighbours here. Best first; equal ones by id.
// Candidates without any term are left out.
std::vector<Ranked> rank(const std::vector<Term>& terms, const Statistics& statistics,
                         const std::vector<Candidate>& candidates);

// The coverage from which on the best passage is what was asked for, and from which on it is told as the closest that
// there is. Of few passages each is surer to be meant: any word in common is enough to tell it, and a word that it
// lacks, which is named then, keeps more of them from passing for the answer.
double least_found(std::int64_t passages);
double least_told(std::int64_t passages);

}  // namespace rustygpt::documents
