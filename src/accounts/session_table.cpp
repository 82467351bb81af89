#include "accounts/session_table.h"

#include <algorithm>
#include <mutex>

namespace rustygpt::accounts {

Time SessionTable::end_of(const Entry& entry) const {
    return std::min<Time>(entry.use.at() + idle_, entry.record.absolute_expires_at);
}

const SessionTable::Secret* SessionTable::find(const Digest& hash, const Entry*& entry) const {
    const auto found = by_secret_.find(hash);
    if (found == by_secret_.end()) return nullptr;
    entry = found->second;
    return &*std::ranges::find(entry->secrets, hash, &Secret::hash);
}

std::optional<Caller> SessionTable::known(std::string_view secret, Time now) {
    const auto hash = SessionSecrets::hash_of(secret);
    std::shared_lock lock(mutex_);
    const auto found = by_secret_.find(hash);
    if (found == by_secret_.end()) return std::nullopt;
    auto& entry = *found->second;
    const auto& used = *std::ranges::find(entry.secrets, hash, &Secret::hash);
    if (!used.valid(now) || entry.record.must_rotate || now >= end_of(entry)) return std::nullopt;
    entry.use.note(now);
    return Caller{.user_id = entry.record.user_id,
                  .role = entry.record.role,
                  .session_id = entry.record.id,
                  .ends = end_of(entry)};
}

bool SessionTable::alive(const Id& session_id, Time now) const {
    std::shared_lock lock(mutex_);
    const auto found = by_id_.find(session_id);
    return found != by_id_.end() && now < end_of(*found->second);
}

bool SessionTable::revoked(const Id& session_id) const {
    std::shared_lock lock(mutex_);
    return revoked_.contains(session_id);
}

bool SessionTable::csrf_matches(std::string_view secret, std::string_view header, std::string_view cookie,
                                Time now) const {
    const auto hash = SessionSecrets::hash_of(secret);
    std::shared_lock lock(mutex_);
    const Entry* entry = nullptr;
    if (!find(hash, entry)) return false;
    bool header_matches = false;
    bool cookie_matches = false;
    for (const auto& one : entry->secrets) {
        if (!one.valid(now)) continue;
        header_matches |= equal_in_constant_time(one.csrf_token, header);
        cookie_matches |= equal_in_constant_time(one.csrf_token, cookie);
    }
    if (header_matches && cookie_matches) return true;
    // Made before the server's key was changed.
    for (const auto& one : entry->secrets) {
        const auto former = one.valid(now) ? secrets_.former_csrf_token(one.hash, now) : std::nullopt;
        header_matches |= former && equal_in_constant_time(*former, header);
        cookie_matches |= former && equal_in_constant_time(*former, cookie);
    }
    return header_matches && cookie_matches;
}

SessionTable::View SessionTable::view_of(const Entry& entry) const {
    View view{entry.record, {}, entry.secrets.front().csrf_token};
    view.record.last_seen_at = entry.use.at();
    view.session = {entry.record.id, entry.record.issued_at, end_of(entry), entry.record.absolute_expires_at};
    return view;
}

std::optional<SessionTable::View> SessionTable::view(const Id& session_id) const {
    std::shared_lock lock(mutex_);
    const auto found = by_id_.find(session_id);
    return found == by_id_.end() ? std::nullopt : std::optional(view_of(*found->second));
}

std::optional<SessionTable::View> SessionTable::view_of(std::string_view secret) const {
    const auto hash = SessionSecrets::hash_of(secret);
    std::shared_lock lock(mutex_);
    const Entry* entry = nullptr;
    return find(hash, entry) ? std::optional(view_of(*entry)) : std::nullopt;
}

bool SessionTable::put(const SessionRecord& record, std::int64_t epoch, Time now) {
    std::lock_guard lock(mutex_);
    if (!epoch_.take_snapshot(epoch)) return false;
    const auto found = by_id_.find(record.id);
    if (found == by_id_.end() || found->second->record.changed < record.changed) insert(record, now);
    return true;
}

void SessionTable::apply(const Changes& changes, Time now) {
    std::lock_guard lock(mutex_);
    if (!epoch_.follows(changes.since)) return;
    for (const auto& record : changes.sessions) {
        const auto found = by_id_.find(record.id);
        if (found != by_id_.end() && found->second->record.changed < record.changed) insert(record, now);
    }
    epoch_.applied(changes.epoch);
}

std::optional<std::int64_t> SessionTable::epoch() const {
    std::shared_lock lock(mutex_);
    return epoch_.value();
}

void SessionTable::drop(const Id& session_id) {
    std::lock_guard lock(mutex_);
    erase(session_id);
}

void SessionTable::insert(const SessionRecord& record, Time now) {
    // A clock that was set back before this start may have left times that are still to come.
    auto entry = std::make_unique<Entry>(record, std::min(record.last_seen_at, now));
    if (const auto old = by_id_.find(record.id); old != by_id_.end()) {
        entry->use.follow(old->second->use);
        erase(record.id);
    }
    if (record.revoked) revoked_[record.id] = record.absolute_expires_at;
    if (record.ended_at) return;
    entry->secrets.push_back({record.secret_hash, secrets_.csrf_token(record.secret_hash), std::nullopt});
    for (const auto& retired : record.retired)
        entry->secrets.push_back({retired.hash, secrets_.csrf_token(retired.hash), retired.retired_at});
    for (const auto& secret : entry->secrets) by_secret_[secret.hash] = entry.get();
    by_id_[record.id] = std::move(entry);
}

void SessionTable::erase(const Id& session_id) {
    const auto found = by_id_.find(session_id);
    if (found == by_id_.end()) return;
    for (const auto& secret : found->second->secrets) by_secret_.erase(secret.hash);
    by_id_.erase(found);
}

std::vector<Seen> SessionTable::take_unwritten(Time now, seconds interval) {
    std::shared_lock lock(mutex_);
    return accounts::take_unwritten<Seen>(by_id_, now, interval);
}

void SessionTable::sweep(Time now) {
    std::vector<Id> over;
    {
        std::shared_lock lock(mutex_);
        for (const auto& [id, entry] : by_id_)
            if (now >= end_of(*entry)) over.push_back(id);
    }
    std::lock_guard lock(mutex_);
    std::erase_if(revoked_, [now](const auto& one) { return now >= one.second; });
    for (const auto& id : over) {
        const auto found = by_id_.find(id);
        if (found != by_id_.end() && now >= end_of(*found->second)) erase(id);
    }
}

std::size_t SessionTable::size() const {
    std::shared_lock lock(mutex_);
    return by_id_.size();
}

}  // namespace rustygpt::accounts
