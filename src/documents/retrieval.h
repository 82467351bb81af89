#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "base/task.h"
#include "documents/ranking.h"

namespace rustygpt::documents {

// A question to what a user has.
struct Wanted {
    Id user_id;
    Id root_id;               // the thread that asks: its own messages are no news
    std::vector<Term> terms;  // one or more
};

struct Found {
    std::vector<Candidate> candidates;  // by id
    Statistics statistics;
};

// Brings up passages of the user's documents and earlier conversations; which of them answer is rank()'s to say. By
// keywords today (storage); an index of vectors is another implementation, behind the same two questions.
class Retrieval {
public:
    virtual ~Retrieval() = default;
    [[nodiscard]] virtual Task<bool> has_documents(Id user_id) = 0;
    // Nobody else's, ever.
    virtual Task<Found> find(Wanted wanted) = 0;
    // Candidates by their ids, in their order, for verifying; those that have gone are left out.
    virtual Task<std::vector<Candidate>> candidates(Id user_id, std::vector<std::string> ids) = 0;
};

}  // namespace rustygpt::documents
