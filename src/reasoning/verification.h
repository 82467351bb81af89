#pragma once

// What running a trace again has shown.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "reasoning/trace.h"

namespace rustygpt::reasoning {

struct NodeVerification {
    std::string id;
    NodeKind kind{};
    std::optional<bool> verified;                // nothing where it can't be told, for the reason that is given
    std::optional<std::string> reason;           // for people; absent where verified is true
    std::optional<std::string> expected_digest;  // of the output, as it was recorded
    std::optional<std::string> actual_digest;    // of the output of running it again
};
BOOST_DESCRIBE_STRUCT(NodeVerification, (), (id, kind, verified, reason, expected_digest, actual_digest))

struct Verification {
    // False where a node failed; nothing where none did and some could not be settled: drift, for one. What can't be
    // run again by its nature, like a language model's words, does not count.
    std::optional<bool> verified;
    std::vector<NodeVerification> nodes;  // the trace's, in its order, then those that it lacks
};
BOOST_DESCRIBE_STRUCT(Verification, (), (verified, nodes))

// What else is known of the answer, to hold its trace against: a trace that is true to itself may be another's.
struct Anchors {
    Id message_id;
    std::string model;
    std::int64_t seed = 0;
    std::string prompt;
    std::optional<std::string> content;  // where the answer was completed
    Id user_id{};  // who asked: whose passages are ranked again
};

// Runs recorded graphs again. Owned by the composition root.
class Verifier {
public:
    virtual ~Verifier() = default;
    // May be called on any executor, also at the same time; works elsewhere. text: a Trace as JSON; what is none does
    // not verify. anchors: nothing where the trace is all there is. Ends soon after `stop` was requested or its own
    // time is up: what was not reached is not settled then.
    virtual Task<Verification> verify(std::string text, std::optional<Anchors> anchors, std::stop_token stop) = 0;
};

}  // namespace rustygpt::reasoning
