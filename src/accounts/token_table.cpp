#include "accounts/token_table.h"

#include <algorithm>
#include <cstring>
#include <mutex>

namespace rustygpt::accounts {
namespace {

// Only forward: of two requests at once the later one counts.
void raise(std::atomic<Time>& time, Time now) {
    auto seen = time.load(std::memory_order_relaxed);
    while (seen < now && !time.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {}
}

}  // namespace

std::size_t TokenTable::DigestHash::operator()(const Digest& digest) const noexcept {
    std::size_t head = 0;  // of a SHA-256: as good as random
    std::memcpy(&head, digest.data(), sizeof head);
    return head;
}

std::optional<TokenTable::Bearer> TokenTable::use(const Digest& hash, std::optional<Scope> scope, Time now) {
    std::shared_lock lock(mutex_);
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return std::nullopt;
    auto& entry = *found->second;
    const auto& record = entry.record;
    if (now >= record.expires_at) return std::nullopt;
    raise(entry.used, now);
    const bool in_scope = !scope || std::ranges::find(record.scopes, *scope) != record.scopes.end();
    return Bearer{.caller = {.user_id = record.user_id,
                             .role = record.role,
                             .session_id = record.id,
                             .by_token = true,
                             .ends = record.expires_at},
                  .in_scope = in_scope};
}

bool TokenTable::alive(const Id& token_id, Time now) const {
    std::shared_lock lock(mutex_);
    const auto found = by_id_.find(token_id);
    return found != by_id_.end() && now < found->second->record.expires_at;
}

std::optional<Time> TokenTable::last_used(const Id& token_id) const {
    std::shared_lock lock(mutex_);
    const auto found = by_id_.find(token_id);
    if (found == by_id_.end()) return std::nullopt;
    const auto used = found->second->used.load(std::memory_order_relaxed);
    return used == Time{} ? std::nullopt : std::optional(used);
}

bool TokenTable::put(const TokenRecord& record, std::int64_t epoch) {
    std::lock_guard lock(mutex_);
    if (epoch_ && epoch < *epoch_) return false;
    if (!epoch_) epoch_ = epoch;
    const auto found = by_id_.find(record.id);
    if (found == by_id_.end() || found->second->record.changed < record.changed) insert(record);
    return true;
}

void TokenTable::apply(const TokenChanges& changes) {
    std::lock_guard lock(mutex_);
    // Read before anything was here, and overtaken by a put(): what lies between would be missed.
    if (epoch_ && changes.since > *epoch_) return;
    for (const auto& record : changes.tokens) {
        const auto found = by_id_.find(record.id);
        if (found != by_id_.end() && found->second->record.changed < record.changed) insert(record);
    }
    epoch_ = std::max(epoch_.value_or(changes.epoch), changes.epoch);
}

std::optional<std::int64_t> TokenTable::epoch() const {
    std::shared_lock lock(mutex_);
    return epoch_;
}

void TokenTable::insert(const TokenRecord& record) {
    auto used = record.last_used_at.value_or(Time{});
    auto written = used;
    if (const auto old = by_id_.find(record.id); old != by_id_.end()) {
        used = std::max(used, old->second->used.load());
        written = std::max(written, old->second->written.load());
        erase(record.id);
    }
    if (record.ended_at) return;
    auto entry = std::make_unique<Entry>();
    entry->record = record;
    entry->used = used;
    entry->written = written;
    by_hash_[record.hash] = entry.get();
    by_id_[record.id] = std::move(entry);
}

void TokenTable::erase(const Id& token_id) {
    const auto found = by_id_.find(token_id);
    if (found == by_id_.end()) return;
    by_hash_.erase(found->second->record.hash);
    by_id_.erase(found);
}

std::vector<TokenUse> TokenTable::take_unwritten(Time now, seconds interval) {
    std::vector<TokenUse> out;
    std::shared_lock lock(mutex_);
    for (const auto& [id, entry] : by_id_) {
        const auto used = entry->used.load(std::memory_order_relaxed);
        const auto written = entry->written.load(std::memory_order_relaxed);
        if (used <= written || now - written < interval) continue;
        entry->written.store(used, std::memory_order_relaxed);
        out.push_back({id, used});
    }
    return out;
}

void TokenTable::sweep(Time now) {
    std::vector<Id> over;
    {
        std::shared_lock lock(mutex_);
        for (const auto& [id, entry] : by_id_)
            if (now >= entry->record.expires_at) over.push_back(id);
    }
    if (over.empty()) return;
    std::lock_guard lock(mutex_);
    for (const auto& id : over) erase(id);  // an end by time never moves
}

std::size_t TokenTable::size() const {
    std::shared_lock lock(mutex_);
    return by_id_.size();
}

}  // namespace rustygpt::accounts
