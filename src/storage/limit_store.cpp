#include "storage/limit_store.h"

#include <stdexcept>

#include <fmt/format.h>

#include "base/failure.h"
#include "storage/account_sql.h"

namespace rustygpt::storage {

using namespace limits;
using enum Failure::Kind;

namespace {

// Columns: id, name, requests_per_second, burst, description, version, created_at, updated_at.
LimitProfile profile_from(const Row& row) {
    return {.id = row.id(0),
            .name = row.text(1),
            .params = {row.number(2), row.integer(3)},
            .description = row.maybe_text(4),
            .etag = fmt::format("\"{:x}-{:x}\"", row.integer(5), row.integer(7)),
            .created_at = row.time(6),
            .updated_at = row.time(7)};
}

// Columns: id, profile_id, name of the profile, method, path, created_at, updated_at.
LimitAssignment assignment_from(const Row& row) {
    return {.id = row.id(0),
            .profile_id = row.id(1),
            .profile_name = row.text(2),
            .method = row.text(3),
            .path = row.text(4),
            .created_at = row.time(5),
            .updated_at = row.time(6)};
}

std::int64_t number_of(Transaction& tx, const char* sql) {
    return tx.one(sql, [](const Row& row) { return row.integer(0); }).value_or(0);
}

std::int64_t raise_epoch(Transaction& tx) {
    const auto epoch = tx.one("UPDATE limits_epoch SET value = value + 1 WHERE one = 1 RETURNING value",
                              [](const Row& row) { return row.integer(0); });
    if (!epoch) throw std::runtime_error("the database has no epoch of limits");
    return *epoch;
}

std::optional<LimitProfile> find_profile(Transaction& tx, const Id& id) {
    return tx.one(
        "SELECT id, name, requests_per_second, burst, description, version, created_at, updated_at FROM limit_profiles "
        "WHERE id = $1",
        profile_from, id);
}

LimitProfile require_profile(Transaction& tx, const Id& id) {
    auto profile = find_profile(tx, id);
    if (!profile) throw Failure::not_found();
    return std::move(*profile);
}

void require_fit(const LimitProfile& profile, const Precondition& fits) {
    if (!fits(profile.etag))
        throw Failure(precondition_failed, "The profile has changed meanwhile.", {{"current_etag", profile.etag}});
}

// But for `self`, whose name it may be already.
void require_free_name(Transaction& tx, const std::string& name, const Id& self) {
    const auto taken = tx.one(
        "SELECT 1 FROM limit_profiles WHERE name = $1 AND id <> $2", [](const Row&) { return true; }, name, self);
    if (taken || name == default_profile || name == login_profile)
        throw Failure(conflict, "There is a profile of this name already.");
}

void require_room(std::int64_t count, std::int64_t most, std::string_view what) {
    if (count >= most)
        throw Failure(limit_exceeded, fmt::format("There are {} {} already, which is the most.", count, what),
                      {{"limit", most}});
}

void audit(Transaction& tx, const Author& author, std::string action, std::string subject,
           boost::json::object details) {
    account_sql::write_audit(tx, {.at = author.at,
                                  .actor = author.actor,
                                  .action = std::move(action),
                                  .subject = std::move(subject),
                                  .address = author.address,
                                  .details = std::move(details)});
}

boost::json::object told(const LimitProfile& profile) {
    return {{"name", profile.name},
            {"requests_per_second", profile.params.requests_per_second},
            {"burst", profile.params.burst}};
}

boost::json::object told(const LimitAssignment& assignment) {
    return {{"method", assignment.method}, {"path", assignment.path}, {"profile", assignment.profile_name}};
}

std::vector<LimitAssignment> all_assignments(Transaction& tx) {
    std::vector<LimitAssignment> out;
    tx.each(
        "SELECT a.id, a.profile_id, p.name, a.method, a.path, a.created_at, a.updated_at FROM limit_assignments a "
        "JOIN limit_profiles p ON p.id = a.profile_id ORDER BY a.id",
        [&](const Row& row) { out.push_back(assignment_from(row)); });
    return out;
}

// Ids in lists begin behind this one.
std::string after_of(const Slice& slice) { return slice.after ? slice.after->text() : std::string(); }

// $1 and $2 of `sql` are where the slice begins and how many rows there may be: one more, which tells of a next page.
template <class Make>
auto page(Transaction& tx, const char* sql, Make make, const Slice& slice) {
    std::vector<std::invoke_result_t<Make&, const Row&>> out;
    const auto keep = [&](const Row& row) { out.push_back(make(row)); };
    tx.each(sql, keep, after_of(slice), slice.limit + 1);
    return out;
}

}  // namespace

Task<std::optional<Configuration>> LimitStore::changes(std::int64_t known) {
    auto work = [known](Transaction& tx) -> std::optional<Configuration> {
        const auto epoch = number_of(tx, "SELECT value FROM limits_epoch");
        if (epoch == known) return std::nullopt;
        Configuration now{.epoch = epoch};
        tx.each(
            "SELECT id, name, requests_per_second, burst, description, version, created_at, updated_at "
            "FROM limit_profiles",
            [&](const Row& row) { now.profiles.push_back(profile_from(row)); });
        now.assignments = all_assignments(tx);
        return now;
    };
    return database_.read(std::move(work), Operation::poll);
}

Task<std::vector<LimitProfile>> LimitStore::profiles(Slice slice) {
    auto work = [slice](Transaction& tx) {
        return page(tx,
                    "SELECT id, name, requests_per_second, burst, description, version, created_at, updated_at "
                    "FROM limit_profiles WHERE id > $1 ORDER BY id LIMIT $2",
                    profile_from, slice);
    };
    return database_.read(std::move(work), Operation::limits);
}

Task<std::vector<LimitAssignment>> LimitStore::assignments(Slice slice) {
    auto work = [slice](Transaction& tx) {
        return page(tx,
                    "SELECT a.id, a.profile_id, p.name, a.method, a.path, a.created_at, a.updated_at "
                    "FROM limit_assignments a JOIN limit_profiles p ON p.id = a.profile_id WHERE a.id > $1 "
                    "ORDER BY a.id LIMIT $2",
                    assignment_from, slice);
    };
    return database_.read(std::move(work), Operation::limits);
}

Task<LimitProfile> LimitStore::profile(Id id) {
    auto work = [id](Transaction& tx) { return require_profile(tx, id); };
    return database_.read(std::move(work), Operation::limits);
}

Task<LimitProfile> LimitStore::add_profile(ProfileDraft draft, Author author) {
    auto work = [draft = std::move(draft), author = std::move(author)](Transaction& tx) {
        const auto id = new_id();
        require_free_name(tx, draft.name, id);
        require_room(number_of(tx, "SELECT count(*) FROM limit_profiles"), most_profiles, "profiles");
        tx.run(
            "INSERT INTO limit_profiles (id, name, requests_per_second, burst, description, version, created_at, "
            "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
            id, draft.name, draft.params.requests_per_second, draft.params.burst, draft.description, raise_epoch(tx),
            author.at);
        auto made = require_profile(tx, id);
        audit(tx, author, "limit_profile_created", id.text(), told(made));
        return made;
    };
    return database_.write(std::move(work), Operation::limits);
}

Task<LimitProfile> LimitStore::change_profile(Id id, ProfileDraft draft, Precondition fits, Author author) {
    auto work = [id, draft = std::move(draft), fits = std::move(fits), author = std::move(author)](Transaction& tx) {
        require_fit(require_profile(tx, id), fits);
        require_free_name(tx, draft.name, id);
        tx.run(
            "UPDATE limit_profiles SET name = $2, requests_per_second = $3, burst = $4, description = $5, "
            "version = $6, updated_at = $7 WHERE id = $1",
            id, draft.name, draft.params.requests_per_second, draft.params.burst, draft.description, raise_epoch(tx),
            author.at);
        auto changed = require_profile(tx, id);
        audit(tx, author, "limit_profile_changed", id.text(), told(changed));
        return changed;
    };
    return database_.write(std::move(work), Operation::limits);
}

Task<> LimitStore::remove_profile(Id id, Precondition fits, Author author) {
    auto work = [id, fits = std::move(fits), author = std::move(author)](Transaction& tx) {
        const auto profile = require_profile(tx, id);
        require_fit(profile, fits);
        const auto used = tx.one(
            "SELECT count(*) FROM limit_assignments WHERE profile_id = $1",
            [](const Row& row) { return row.integer(0); }, id);
        if (used.value_or(0) > 0)
            throw Failure(profile_in_use, "The profile is assigned. Remove its assignments first.",
                          {{"assignments", *used}});
        tx.run("DELETE FROM limit_profiles WHERE id = $1", id);
        raise_epoch(tx);
        audit(tx, author, "limit_profile_deleted", id.text(), told(profile));
    };
    return database_.write(std::move(work), Operation::limits);
}

Task<LimitAssignment> LimitStore::assign(Id profile_id, RoutePattern pattern, Author author) {
    auto work = [profile_id, pattern = std::move(pattern), author = std::move(author)](Transaction& tx) {
        const auto profile = require_profile(tx, profile_id);
        const auto taken = tx.one(
            "SELECT id FROM limit_assignments WHERE method = $1 AND path_key = $2",
            [](const Row& row) { return row.text(0); }, pattern.method(), pattern.key());
        if (taken)
            throw Failure(conflict, "There is an assignment for this method and path already.",
                          {{"assignment_id", *taken}});
        require_room(number_of(tx, "SELECT count(*) FROM limit_assignments"), most_assignments, "assignments");
        LimitAssignment made{.id = new_id(),
                             .profile_id = profile_id,
                             .profile_name = profile.name,
                             .method = pattern.method(),
                             .path = pattern.path(),
                             .created_at = author.at,
                             .updated_at = author.at};
        tx.run(
            "INSERT INTO limit_assignments (id, profile_id, method, path, path_key, created_at, updated_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $6)",
            made.id, profile_id, made.method, made.path, pattern.key(), author.at);
        raise_epoch(tx);
        audit(tx, author, "limit_assigned", made.id.text(), told(made));
        return made;
    };
    return database_.write(std::move(work), Operation::limits);
}

Task<> LimitStore::remove_assignment(Id id, Author author) {
    auto work = [id, author = std::move(author)](Transaction& tx) {
        const auto assignment = tx.one(
            "SELECT a.id, a.profile_id, p.name, a.method, a.path, a.created_at, a.updated_at FROM limit_assignments a "
            "JOIN limit_profiles p ON p.id = a.profile_id WHERE a.id = $1",
            assignment_from, id);
        if (!assignment) throw Failure::not_found();
        tx.run("DELETE FROM limit_assignments WHERE id = $1", id);
        raise_epoch(tx);
        audit(tx, author, "limit_unassigned", id.text(), told(*assignment));
    };
    return database_.write(std::move(work), Operation::limits);
}

Task<std::int64_t> LimitStore::remove_all_assignments(Author author) {
    auto work = [author = std::move(author)](Transaction& tx) {
        boost::json::array removed;
        for (const auto& assignment : all_assignments(tx)) removed.push_back(told(assignment));
        const auto count = tx.run("DELETE FROM limit_assignments");
        raise_epoch(tx);
        audit(tx, author, "limits_reset", "", {{"removed", std::move(removed)}});
        return count;
    };
    return database_.write(std::move(work), Operation::limits);
}

}  // namespace rustygpt::storage
