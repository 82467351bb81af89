#pragma once

// JSONPath as RFC 9535 has it, whole: names, wildcards, indices, slices, filters, descendants, and the functions
// length, count, match, search and value.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>

namespace rustygpt::tools::json_path {

struct Expression;

struct Name {
    std::string name;
};
struct Wildcard {};
struct Index {
    std::int64_t index;  // below 0: from the end
};
struct Slice {
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> end;
    std::int64_t step = 1;
};
struct Filter {
    std::shared_ptr<const Expression> test;
};
using Selector = std::variant<Name, Wildcard, Index, Slice, Filter>;

struct Segment {
    bool descendant = false;  // ".."
    std::vector<Selector> selectors;
};

struct Query {
    bool relative = false;  // "@": from the filter's current node, else "$"
    std::vector<Segment> segments;
};

enum class Operator { equal, not_equal, less, less_or_equal, greater, greater_or_equal };
enum class Function { length, count, match, search, value };

// A node of a filter's expression. Which members count depends on the kind.
struct Expression {
    enum class Kind { any_of, all_of, negation, comparison, literal, query, function };
    Kind kind = Kind::literal;
    Operator comparison = Operator::equal;
    Function function = Function::length;
    boost::json::value literal{};
    Query query{};
    std::vector<std::shared_ptr<const Expression>> operands{};
};

inline constexpr std::size_t max_depth = 32;      // of parentheses and filters within filters
inline constexpr std::size_t max_segments = 100;  // over the whole path, the selectors of each counted too

// Throws ToolError: bad_input at "/path" with the byte's offset, limit_exceeded ("max_path_depth",
// "max_path_segments").
Query parse(std::string_view path);

// Whether it can give at most one node: names and single indices only.
bool singular(const Query& query);

}  // namespace rustygpt::tools::json_path
