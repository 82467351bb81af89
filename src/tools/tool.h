#pragma once

#include <expected>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace rustygpt::tools {

// Why a tool gave no result. A value: a graph goes on without it.
struct ToolError {
    enum class Kind {
        bad_input,       // the input breaks the schema
        limit_exceeded,  // past one of the tool's limits, named in `limit`
        failed,          // its own failure, e.g. division by zero
        cancelled,       // the stop token fired
    };
    Kind kind = Kind::failed;
    std::string message;           // for people, one sentence, nothing internal
    boost::json::array errors{};   // bad_input: [{in, path, message}]
    std::string limit{};           // limit_exceeded: the limit's name in Info::limits
};

using ToolResult = std::expected<boost::json::value, ToolError>;

struct Example {
    boost::json::object input;
    boost::json::value output;
};

struct Info {
    std::string name;         // lower_snake_case, the last part of the tool's route
    std::string version;      // semver; the same version and input give the same output for ever
    std::string description;  // one or two sentences
    boost::json::object input_schema;   // JSON Schema 2020-12
    boost::json::object output_schema;
    boost::json::object limits;         // name -> number
    std::vector<Example> examples;      // executed by the tests
};

// What a tool found to do in a piece of plain English.
struct Match {
    boost::json::object input;
    double confidence = 0;  // 0 to 1; among several matches the highest wins, then the tool's name
};

// Deterministic: no clock, no randomness, no network, no files. Callable from any thread at any time.
class Tool {
public:
    virtual ~Tool() = default;
    [[nodiscard]] virtual const Info& info() const = 0;
    // Checks the input against the schema itself. Stops soon after `stop` was requested.
    [[nodiscard]] virtual ToolResult invoke(const boost::json::object& input, std::stop_token stop) const = 0;
    // Does this piece of a prompt ("17% of 2340") ask for the tool?
    [[nodiscard]] virtual std::optional<Match> match(std::string_view intent) const = 0;
    // One Markdown line for a person: "17% of 2340 = **397.8**".
    [[nodiscard]] virtual std::string explain(const boost::json::object& input,
                                              const boost::json::value& output) const = 0;
};

}  // namespace rustygpt::tools
