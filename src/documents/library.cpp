#include "documents/library.h"

#include <algorithm>

#include <boost/describe/enum_to_string.hpp>

#include "base/utf8.h"
#include "words/words.h"
#include "telemetry/log.h"

namespace rustygpt::documents {
namespace {

// A transaction's worth: other people's words wait behind it. A script without spaces has a word or two in each letter.
constexpr std::size_t passages_at_once = 128;
constexpr std::size_t bytes_at_once = 96 * 1'024;

// Where the batch ends that begins there.
std::size_t batch_end(const std::vector<PassageText>& passages, std::size_t at) {
    const auto most = std::min(at + passages_at_once, passages.size());
    std::size_t bytes = passages[at++].text.size();
    while (at < most && bytes + passages[at].text.size() <= bytes_at_once) bytes += passages[at++].text.size();
    return at;
}

Failure unreadable(Reason reason) {
    return Failure(Failure::Kind::document_unreadable,
                   "The document could not be read. " + std::string(sentence_of(reason)),
                   {{"reason", boost::describe::enum_to_string(reason, "failed")}});
}

}  // namespace

Library::Library(Store& store, Pool& pool, ExtractorOptions extractor, Quota quota)
    : store_(store), pool_(pool), extractor_(std::move(extractor)), quota_(quota) {}

Library::Text Library::cut(std::string content, Format format) {
    Text text{.content = std::move(content), .passages = {}};
    for (auto& passage : passages_of(text.content, shape_of(format))) {
        auto piece = text.content.substr(passage.begin_byte, passage.end_byte - passage.begin_byte);
        text.words += words::count_words(piece);
        text.passages.push_back({std::move(passage), std::move(piece)});
    }
    text.characters = static_cast<std::int64_t>(utf8::code_points(text.content));
    return text;
}

Library::Text Library::read(const Upload& upload) const {
    try {
        return cut(extractor_.text(upload.format, upload.bytes, stopping_.get_token()), upload.format);
    } catch (const Unreadable& error) {
        throw unreadable(error.reason);
    }
}

Task<Added> Library::add(Upload upload) {
    const auto bytes = static_cast<std::int64_t>(upload.bytes.size());
    const Id user_id = upload.user_id;
    auto before = co_await store_.expect(user_id, upload.retry, bytes, quota_);
    if (before) co_return Added{.document = std::move(*before), .replayed = true};

    auto reading = [this, &upload] { return read(upload); };
    auto text = co_await pool_.run(std::move(reading));
    NewDocument document{.user_id = user_id,
                         .title = std::move(upload.title),
                         .format = upload.format,
                         .bytes = bytes,
                         .content = std::move(text.content),
                         .characters = text.characters,
                         .passages = static_cast<std::int64_t>(text.passages.size()),
                         .words = text.words,
                         .retry = std::move(upload.retry),
                         .quota = quota_};
    auto added = co_await store_.add(std::move(document));  // durable: what follows is gone on with after a crash
    if (added.replayed) co_return added;
    std::exception_ptr failure;
    try {
        co_await index(added.document.id, added.first_row, std::move(text.passages));
        auto settled = co_await store_.settle(added.document.id, Status::ready, std::nullopt);
        if (settled) added.document = std::move(*settled);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        co_await take_back(user_id, added.document.id);
        std::rethrow_exception(failure);
    }
    co_return added;
}

// What was not indexed is not kept either, unless the server stops: then the next start goes on.
Task<> Library::take_back(Id user_id, Id document_id) {
    if (stopping_.stop_requested()) co_return;
    try {
        co_await remove(user_id, document_id);
    } catch (const std::exception& error) {
        log::error("a document that could not be indexed stays until the next start",
                   {{"document_id", document_id.text()}, {"error", error.what()}});
    }
}

Task<> Library::index(Id document_id, std::int64_t first_row, std::vector<PassageText> passages) {
    for (std::size_t at = 0; at < passages.size() && !stopping_.stop_requested();) {
        const auto end = batch_end(passages, at);
        std::vector<PassageText> batch(std::make_move_iterator(passages.begin() + static_cast<std::ptrdiff_t>(at)),
                                       std::make_move_iterator(passages.begin() + static_cast<std::ptrdiff_t>(end)));
        const auto place = static_cast<std::int64_t>(at);
        co_await store_.index(document_id, first_row + place, place, std::move(batch));
        at = end;
    }
    if (stopping_.stop_requested()) throw Failure::busy(Failure::Kind::unavailable, "The server is stopping.", 5);
}

Task<> Library::remove(Id user_id, Id document_id) {
    co_await store_.remove(user_id, document_id);
    co_await sweep();
}

Task<> Library::sweep() {
    bool more = true;
    while (more && !stopping_.stop_requested()) more = co_await store_.sweep();
}

Task<> Library::recover() {
    co_await sweep();
    auto left = co_await store_.unfinished();
    for (auto& one : left) {
        if (stopping_.stop_requested()) co_return;
        const Id id = one.document_id;
        std::string error;
        try {
            co_await resume(std::move(one));
        } catch (const std::exception& failure) {
            error = failure.what();
        }
        if (error.empty() || stopping_.stop_requested()) continue;
        log::error("a document could not be indexed", {{"document_id", id.text()}, {"error", error}});
        co_await store_.settle(id, Status::failed, "It could not be indexed. Delete it and upload it again.");
    }
    co_await sweep();
}

Task<> Library::resume(Unfinished unfinished) {
    auto cutting = [&unfinished] { return cut(std::move(unfinished.content), unfinished.format); };
    auto text = co_await pool_.run(std::move(cutting));
    const auto count = static_cast<std::int64_t>(text.passages.size());
    const auto first_row = co_await store_.begin_again(unfinished.document_id, count, text.words);
    if (!first_row) co_return;
    co_await index(unfinished.document_id, *first_row, std::move(text.passages));
    co_await store_.settle(unfinished.document_id, Status::ready, std::nullopt);
}

}  // namespace rustygpt::documents
