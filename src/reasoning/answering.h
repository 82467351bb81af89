#pragma once

// What the chat gives to the engine for one answer, and what it gets back while the engine works.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/id.h"
#include "base/task.h"
#include "base/time.h"

namespace rustygpt::reasoning {

enum class Role { user, assistant, system, tool };
BOOST_DESCRIBE_ENUM(Role, user, assistant, system, tool)

struct Turn {
    Role role{};
    std::string content;
};

struct Sampling {
    double temperature = 0.7;
    double top_p = 1.0;
    std::int64_t max_tokens = 1024;  // 1 or more
    std::int64_t seed = 0;
    std::vector<std::string> stop;
};

// Which tools an answer may use.
struct ToolChoice {
    bool automatic = true;           // all of them
    std::vector<std::string> names;  // where not automatic: these, perhaps none

    [[nodiscard]] bool allows(std::string_view tool) const {
        return automatic || std::ranges::find(names, tool) != names.end();
    }
};

// A passage that an answer rests on; start and end count code points of the document's content, half open. The excerpt
// is what stands there.
struct Citation {
    Id document_id;
    std::string title;
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::string excerpt;
    double score = 0;
};
BOOST_DESCRIBE_STRUCT(Citation, (), (document_id, title, start, end, excerpt, score))

// What a tool has worked out for an earlier answer of the thread.
struct EarlierResult {
    std::string tool;
    boost::json::object input;
    boost::json::value output;
};

struct Question {
    Id user_id;                 // who asks: retrievers look at nobody else's things
    Id root_id;                 // of the thread that asks
    Id message_id;              // the answer's
    std::string model;
    std::vector<Turn> history;  // oldest first, the prompt not among them
    std::string prompt;
    ToolChoice tools;
    Sampling sampling;
    std::string trace_id{};  // of the request that asked, for log records
    std::vector<EarlierResult> earlier{};  // of one answer, in its order; only for a model that follows up
};

enum class NodeKind { prompt, retriever, tool, model, reducer, responder };
BOOST_DESCRIBE_ENUM(NodeKind, prompt, retriever, tool, model, reducer, responder)

enum class NodeStatus { running, completed, failed, cancelled };
BOOST_DESCRIBE_ENUM(NodeStatus, running, completed, failed, cancelled)

// A step of the graph as readers of the stream see it: the contract's node without input and output.
struct Step {
    std::string id;  // deterministic
    NodeKind kind{};
    std::string label;
    NodeStatus status{};
    std::vector<std::string> depends_on;
    std::optional<Time> started_at;
    std::optional<std::int64_t> duration_ms;
    std::optional<std::string> tool;
    std::optional<std::string> version;
    std::optional<std::string> input_digest;   // SHA-256, lower-case hex
    std::optional<std::string> output_digest;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(Step, (),
                      (id, kind, label, status, depends_on, started_at, duration_ms, tool, version, input_digest,
                       output_digest, error))

enum class FinishReason { stop, length, tool_limit, cancelled, interrupted, error };
BOOST_DESCRIBE_ENUM(FinishReason, stop, length, tool_limit, cancelled, interrupted, error)

// How an answer ended. The text itself went through the sink.
struct Ending {
    FinishReason finish_reason{};
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    std::string error_code{};     // one of the contract's codes where finish_reason is error, else empty
    std::string error_message{};  // for people
    std::vector<Citation> citations{};  // in the order of the text
    bool about_itself = false;          // the text only says what answers and what it can do: no search finds it
};

struct Trace;  // reasoning/trace.h

// Where an answer's text goes. Each call resumes once what it was given is durable: a slow disk slows the model.
// Calls of one answer never overlap.
class AnswerSink {
public:
    virtual ~AnswerSink() = default;
    // Both valid UTF-8; at least one not empty.
    virtual Task<> delta(std::string content, std::string reasoning) = 0;
    virtual Task<> step(Step step) = 0;
    // Once, after all else, also where a call above has thrown: how the answer was made, as far as it came. A sink that
    // keeps no traces leaves it.
    virtual void trace(Trace&& /*trace*/) {}
};

}  // namespace rustygpt::reasoning
