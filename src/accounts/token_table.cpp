#include "accounts/token_table.h"

#include <algorithm>
#include <mutex>

namespace rustygpt::accounts {

std::optional<TokenTable::Bearer> TokenTable::use(const Digest& hash, std::optional<Scope> scope, Time now) {
    std::shared_lock lock(mutex_);
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return std::nullopt;
    auto& entry = *found->second;
    const auto& record = entry.record;
    if (now >= record.expires_at) return std::nullopt;
    entry.use.note(now);
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
    const auto used = found->second->use.at();
    return used == Time{} ? std::nullopt : std::optional(used);
}

bool TokenTable::put(const TokenRecord& record, std::int64_t epoch) {
    std::lock_guard lock(mutex_);
    if (!epoch_.take_snapshot(epoch)) return false;
    const auto found = by_id_.find(record.id);
    if (found == by_id_.end() || found->second->record.changed < record.changed) insert(record);
    return true;
}

void TokenTable::apply(const TokenChanges& changes) {
    std::lock_guard lock(mutex_);
    if (!epoch_.follows(changes.since)) return;
    for (const auto& record : changes.tokens) {
        const auto found = by_id_.find(record.id);
        if (found != by_id_.end() && found->second->record.changed < record.changed) insert(record);
    }
    epoch_.applied(changes.epoch);
}

std::optional<std::int64_t> TokenTable::epoch() const {
    std::shared_lock lock(mutex_);
    return epoch_.value();
}

void TokenTable::insert(const TokenRecord& record) {
    auto entry = std::make_unique<Entry>(record);
    if (const auto old = by_id_.find(record.id); old != by_id_.end()) {
        entry->use.follow(old->second->use);
        erase(record.id);
    }
    if (record.ended_at) return;
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
    std::shared_lock lock(mutex_);
    return accounts::take_unwritten<TokenUse>(by_id_, now, interval);
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
