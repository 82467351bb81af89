#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "reasoning/answering.h"

namespace rustygpt::reasoning {

// What a model wants to have worked out.
struct ToolCall {
    std::string tool;
    boost::json::object input;
    std::string intent;  // the words of the prompt that ask for it
};

// A piece of the answer: text, or a call or a search whose result stands in its place.
struct Part {
    std::string text;
    std::optional<ToolCall> call{};
    std::optional<std::string> search{};  // a question to the user's documents and earlier conversations
    bool about_itself = false;               // text about the model alone: a greeting, a refusal, what it can do
};

struct ModelRequest {
    std::vector<Turn> messages;  // oldest first, the prompt last
    ToolChoice tools;
    Sampling sampling;
    bool documents = false;      // the user has some
    std::vector<EarlierResult> earlier{};  // where the model follows up
};

struct ModelTurn {
    std::vector<Part> parts;  // in the answer's order
    std::string reasoning;    // what it thought, for people; may be empty
};

// One call to what answers. Implemented in models/, one file for each provider.
class Model {
public:
    virtual ~Model() = default;
    [[nodiscard]] virtual std::string_view id() const = 0;
    // How many bytes of earlier turns it makes use of; the prompt itself is not counted.
    [[nodiscard]] virtual std::size_t history_bytes() const = 0;
    // Whether it makes use of what tools have worked out for earlier answers, beside the turns.
    [[nodiscard]] virtual bool follows_up() const { return false; }
    [[nodiscard]] virtual bool deterministic() const = 0;
    // Of a deterministic model: the same version and request give the same turn. Else empty.
    [[nodiscard]] virtual std::string version() const { return {}; }
    // Throws Failure (upstream_failed and the like). Ends soon after stop was requested.
    virtual Task<ModelTurn> call(ModelRequest request, std::stop_token stop) = 0;
};

}  // namespace rustygpt::reasoning
