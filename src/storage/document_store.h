#pragma once

#include "documents/retrieval.h"
#include "documents/search.h"
#include "documents/store.h"
#include "storage/database.h"

namespace rustygpt::storage {

// Documents, their passages and the searches over them.
class DocumentStore final : public documents::Store, public documents::Retrieval, public documents::Search {
public:
    explicit DocumentStore(Database& database) : database_(database) {}

    Task<std::optional<documents::Document>> expect(Id user_id, std::optional<RetryKey> retry, std::int64_t bytes,
                                                    documents::Quota quota) override;
    Task<documents::Added> add(documents::NewDocument document) override;
    Task<> index(Id document_id, std::int64_t first_row, std::int64_t first_ordinal,
                 std::vector<documents::PassageText> passages) override;
    Task<std::optional<documents::Document>> settle(Id document_id, documents::Status status,
                                                    std::optional<std::string> error) override;
    Task<std::vector<documents::Unfinished>> unfinished() override;
    Task<std::optional<std::int64_t>> begin_again(Id document_id, std::int64_t passages, std::int64_t words) override;
    Task<bool> sweep() override;
    Task<documents::DocumentList> list(Id user_id, documents::ListQuery query) override;
    Task<documents::DocumentWithContent> document(Id user_id, Id document_id) override;
    Task<> remove(Id user_id, Id document_id) override;

    Task<bool> has_documents(Id user_id) override;
    Task<documents::Found> find(documents::Wanted wanted) override;
    Task<std::vector<documents::Candidate>> candidates(Id user_id, std::vector<std::string> ids) override;

    Task<documents::SearchPage> search(Id user_id, documents::SearchQuery query) override;

private:
    Database& database_;
};

}  // namespace rustygpt::storage
