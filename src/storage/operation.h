#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

namespace rustygpt::storage {

// What a transaction is for, as the metrics tell it apart.
enum class Operation : std::uint8_t {
    other,
    submit,   // a prompt, or an answer again
    append,   // a piece of an answer
    finish,   // its end
    list,     // conversations, found or all
    read,     // a conversation, a message or its trace
    change,   // a conversation changed or deleted
    replay,   // events for a stream
    session,  // sessions looked up, begun, renewed, ended
    account,  // users and passwords
    token,    // API tokens
    limits,   // profiles and assignments
    document,  // documents kept, read, deleted
    retrieve,  // passages found for an answer
    search,   // messages and documents, for a person
    audit,
    counts,   // for administrators
    poll,     // what other processes may have changed, asked again and again
    recover,  // what the last run left
    prune,    // old events
};
BOOST_DESCRIBE_ENUM(Operation, other, submit, append, finish, list, read, change, replay, session, account, token,
                    limits, document, retrieve, search, audit, counts, poll, recover, prune)

}  // namespace rustygpt::storage
