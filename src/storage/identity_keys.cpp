#include "storage/identity_keys.h"

#include <map>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "telemetry/log.h"

namespace rustygpt::storage {
namespace {

struct Named {
    Id id{};
    std::string name{};
    std::string key{};
};

// One of the two columns that have keys.
struct Column {
    const char* name;
    const char* select;
    const char* update;
};

constexpr Column columns[] = {
    {"email", "SELECT id, email, email_key FROM users ORDER BY id", "UPDATE users SET email_key = $1 WHERE id = $2"},
    {"username", "SELECT id, username, username_key FROM users ORDER BY id",
     "UPDATE users SET username_key = $1 WHERE id = $2"},
};

void renew(Transaction& tx, const Column& column) {
    std::vector<Named> changing;
    std::map<std::string, Id> owners;
    tx.each(column.select, [&](const Row& row) {
        Named one{.id = row.id(0), .name = row.text(1), .key = utf8::lookalike_key(row.view(1)).value_or(row.text(2))};
        if (one.key == row.view(2)) owners.emplace(one.key, one.id);
        else changing.push_back(std::move(one));
    });
    // A key that stays is no lookalike_key of anything, so it is never one that another person gets.
    for (const auto& one : changing) {
        const auto [owner, free] = owners.emplace(one.key, one.id);
        if (free) tx.run(column.update, one.key, one.id);
        else
            log::warning("two people have names that look alike; both keep them",
                         {{"what", column.name},
                          {"name", one.name},
                          {"user_id", one.id.text()},
                          {"other_user_id", owner->second.text()}});
    }
}

}  // namespace

void renew_identity_keys(Transaction& tx) {
    for (const auto& column : columns) renew(tx, column);
}

}  // namespace rustygpt::storage
