#include "storage/statistics.h"

#include <string_view>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

namespace rustygpt::storage {

using namespace accounts;

namespace {

// Adds to the member that has the row's name.
template <class Counted>
void add_named(Counted& counted, std::string_view name, std::int64_t count) {
    using Members = boost::describe::describe_members<Counted, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        if (name == member.name) counted.*member.pointer += count;
    });
}

UserCounts count_users(Transaction& tx) {
    UserCounts users;
    tx.each("SELECT role, count(*), sum(disabled) FROM users GROUP BY role", [&](const Row& row) {
        add_named(users, row.view(0), row.integer(1));
        users.total += row.integer(1);
        users.disabled += row.integer(2);
    });
    return users;
}

AnswerCounts count_answers(Transaction& tx) {
    AnswerCounts answers;
    tx.each("SELECT status, count(*) FROM messages WHERE role = 'assistant' GROUP BY status",
            [&](const Row& row) { add_named(answers, row.view(0), row.integer(1)); });
    return answers;
}

template <class... A>
std::int64_t number(Transaction& tx, const char* sql, const A&... arguments) {
    return tx.one(sql, [](const Row& row) { return row.integer(0); }, arguments...).value_or(0);
}

}  // namespace

Task<Counts> Statistics::count(Time now, seconds session_idle) {
    auto work = [=](Transaction& tx) {
        Counts counts{.users = count_users(tx), .answers = count_answers(tx)};
        counts.conversations = number(tx, "SELECT count(*) FROM conversations");
        counts.messages = number(tx, "SELECT count(*) FROM messages");
        counts.active_sessions = number(
            tx,
            "SELECT count(*) FROM sessions WHERE ended_at IS NULL AND absolute_expires_at > $1 AND last_seen_at > $2",
            now, now - session_idle);
        counts.api_tokens =
            number(tx, "SELECT count(*) FROM api_tokens WHERE ended_at IS NULL AND expires_at > $1", now);
        counts.audit_entries = number(tx, "SELECT count(*) FROM audit");
        return counts;
    };
    return database_.read(std::move(work), Operation::counts);
}

}  // namespace rustygpt::storage
