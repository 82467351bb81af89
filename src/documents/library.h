#pragma once

#include <atomic>
#include <stop_token>

#include "base/pool.h"
#include "documents/extractor.h"
#include "documents/store.h"

namespace rustygpt::documents {

struct Upload {
    Id user_id;
    std::string title;
    Format format{};
    std::string bytes;
    std::optional<RetryKey> retry;
};

// Takes documents in and keeps their index. Any thread.
class Library {
public:
    // Store and pool outlive this.
    Library(Store& store, Pool& pool, ExtractorOptions extractor, Quota quota);

    // Returns once the document is durable and indexed. Throws Failure: document_unreadable (details.reason; nothing
    // was stored), quota_exceeded, idempotency_key_reused, queue_full, unavailable.
    Task<Added> add(Upload upload);
    Task<> remove(Id user_id, Id document_id);
    // Goes on with what a stopped process left; returns when it is done or `stop` was called.
    Task<> recover();
    // Ends the children that are reading, and recover().
    void stop() { stopping_.request_stop(); }

    [[nodiscard]] Store& store() const { return store_; }

private:
    struct Text {
        std::string content;
        std::vector<PassageText> passages;
        std::int64_t characters = 0;
        std::int64_t words = 0;
    };

    [[nodiscard]] static Text cut(std::string content, Format format);
    [[nodiscard]] Text read(const Upload& upload) const;
    Task<> index(Id document_id, std::int64_t first_row, std::vector<PassageText> passages);
    Task<> take_back(Id user_id, Id document_id);
    Task<> resume(Unfinished unfinished);
    Task<> sweep();

    Store& store_;
    Pool& pool_;
    Extractor extractor_;
    Quota quota_;
    std::stop_source stopping_;
};

}  // namespace rustygpt::documents
