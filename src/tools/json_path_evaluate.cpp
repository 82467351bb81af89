#include "tools/json_path_evaluate.h"

#include <algorithm>
#include <deque>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/utf8.h"
#include "tools/json_path_regexp.h"

namespace rustygpt::tools::json_path {
namespace {

namespace json = boost::json;

// How a node was reached, from its parent. Nodes within filters need no way.
struct Step {
    const Step* parent = nullptr;
    std::string_view name{};
    std::int64_t index = -1;  // in a list; -1: `name` in an object
};

struct Node {
    const json::value* value;
    const Step* step = nullptr;
};
using Nodes = std::vector<Node>;

// A value that a filter compares; nothing where there is none. It points into the document or owns what it made.
struct Operand {
    const json::value* seen = nullptr;
    std::optional<json::value> made{};
    [[nodiscard]] const json::value* get() const { return made ? &*made : seen; }
};

std::string path_of(const Step* step) {
    std::vector<const Step*> way;
    for (; step != nullptr; step = step->parent) way.push_back(step);
    std::string out = "$";
    for (auto at = way.rbegin(); at != way.rend(); ++at) {
        if ((*at)->index >= 0) {
            out += fmt::format("[{}]", (*at)->index);
            continue;
        }
        out += "['";
        for (const char c : (*at)->name) {
            static constexpr std::string_view from = "\b\f\n\r\t'\\";
            static constexpr std::string_view to = "bfnrt'\\";
            if (const auto known = from.find(c); known != from.npos) {
                out.push_back('\\');
                out.push_back(to[known]);
            } else if (static_cast<unsigned char>(c) < 0x20) {
                out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
            } else {
                out.push_back(c);
            }
        }
        out += "']";
    }
    return out;
}

class Evaluator {
public:
    Evaluator(const json::value& document, Budget& budget) : document_(document), budget_(budget) {}

    Nodes run(const Query& query, const json::value& current, bool tracing) {
        Nodes nodes{{.value = query.relative ? &current : &document_}};
        for (const auto& segment : query.segments) {
            Nodes next;
            for (const auto& node : nodes) apply(segment, node, tracing, next);
            nodes = std::move(next);
        }
        return nodes;
    }

private:
    void apply(const Segment& segment, const Node& node, bool tracing, Nodes& out) {
        budget_.spend();
        for (const auto& selector : segment.selectors)
            std::visit([&](const auto& one) { select(one, node, tracing, out); }, selector);
        if (!segment.descendant) return;
        Nodes children;
        select(Wildcard{}, node, tracing, children);
        for (const auto& child : children) apply(segment, child, tracing, out);
    }

    Node child(const Node& parent, const json::value& value, std::string_view name, std::int64_t index, bool tracing) {
        budget_.spend();
        if (!tracing) return {.value = &value};
        steps_.push_back({.parent = parent.step, .name = name, .index = index});
        return {.value = &value, .step = &steps_.back()};
    }

    void select(const Name& name, const Node& node, bool tracing, Nodes& out) {
        if (!node.value->is_object()) return;
        const auto& object = node.value->get_object();
        if (const auto found = object.find(name.name); found != object.end())
            out.push_back(child(node, found->value(), found->key(), -1, tracing));
    }

    void select(const Wildcard&, const Node& node, bool tracing, Nodes& out) {
        if (node.value->is_array()) {
            const auto& list = node.value->get_array();
            for (std::size_t i = 0; i < list.size(); ++i)
                out.push_back(child(node, list[i], {}, static_cast<std::int64_t>(i), tracing));
        } else if (node.value->is_object()) {
            std::vector<std::pair<std::string_view, const json::value*>> sorted;
            for (const auto& member : node.value->get_object()) sorted.emplace_back(member.key(), &member.value());
            std::sort(sorted.begin(), sorted.end());
            for (const auto& [name, value] : sorted) out.push_back(child(node, *value, name, -1, tracing));
        }
    }

    void select(const Index& index, const Node& node, bool tracing, Nodes& out) {
        if (!node.value->is_array()) return;
        const auto& list = node.value->get_array();
        const auto at = index.index < 0 ? std::ssize(list) + index.index : index.index;
        if (at >= 0 && at < std::ssize(list)) out.push_back(item(list, at, node, tracing));
    }

    // RFC 9535 section 2.3.4.2.2.
    void select(const Slice& slice, const Node& node, bool tracing, Nodes& out) {
        if (!node.value->is_array() || slice.step == 0) return;
        const auto& list = node.value->get_array();
        const std::int64_t length = std::ssize(list);
        const auto normal = [length](std::int64_t i) { return i < 0 ? length + i : i; };
        const bool up = slice.step > 0;
        const auto start = normal(slice.start.value_or(up ? 0 : length - 1));
        const auto end = slice.end ? normal(*slice.end) : (up ? length : -1);
        if (up) {
            const auto last = std::clamp<std::int64_t>(end, 0, length);
            for (auto i = std::clamp<std::int64_t>(start, 0, length); i < last; i += slice.step)
                out.push_back(item(list, i, node, tracing));
        } else {
            const auto last = std::clamp<std::int64_t>(end, -1, length - 1);
            for (auto i = std::clamp<std::int64_t>(start, -1, length - 1); i > last; i += slice.step)
                out.push_back(item(list, i, node, tracing));
        }
    }

    void select(const Filter& filter, const Node& node, bool tracing, Nodes& out) {
        Nodes children;
        select(Wildcard{}, node, tracing, children);
        for (const auto& one : children)
            if (holds(*filter.test, *one.value)) out.push_back(one);
    }

    Node item(const json::array& list, std::int64_t at, const Node& parent, bool tracing) {
        return child(parent, list[static_cast<std::size_t>(at)], {}, at, tracing);
    }

    bool holds(const Expression& test, const json::value& current) {
        budget_.spend();
        const auto part = [&](const auto& operand) { return holds(*operand, current); };
        switch (test.kind) {
            case Expression::Kind::any_of: return std::any_of(test.operands.begin(), test.operands.end(), part);
            case Expression::Kind::all_of: return std::all_of(test.operands.begin(), test.operands.end(), part);
            case Expression::Kind::negation: return !holds(*test.operands[0], current);
            case Expression::Kind::query: return !run(test.query, current, false).empty();
            case Expression::Kind::comparison: return compares(test, current);
            case Expression::Kind::function: return matches(test, current);
            case Expression::Kind::literal: break;
        }
        return false;
    }

    bool matches(const Expression& call, const json::value& current) {
        const auto text = operand(*call.operands[0], current);
        const auto pattern = operand(*call.operands[1], current);
        if (!text.get() || !text.get()->is_string() || !pattern.get() || !pattern.get()->is_string()) return false;
        return regexps_.match(std::string(pattern.get()->get_string()), text.get()->get_string(),
                              call.function == Function::match, budget_);
    }

    bool compares(const Expression& test, const json::value& current) {
        const auto left = operand(*test.operands[0], current);
        const auto right = operand(*test.operands[1], current);
        const auto* a = left.get();
        const auto* b = right.get();
        switch (test.comparison) {
            case Operator::equal: return equal(a, b);
            case Operator::not_equal: return !equal(a, b);
            case Operator::less: return less(a, b);
            case Operator::greater: return less(b, a);
            case Operator::less_or_equal: return less(a, b) || equal(a, b);
            case Operator::greater_or_equal: return less(b, a) || equal(a, b);
        }
        return false;
    }

    Operand operand(const Expression& node, const json::value& current) {
        if (node.kind == Expression::Kind::literal) return {.seen = &node.literal};
        if (node.kind == Expression::Kind::query) {
            const auto nodes = run(node.query, current, false);
            return {.seen = nodes.empty() ? nullptr : nodes[0].value};
        }
        if (node.function == Function::length) return length_of(operand(*node.operands[0], current).get());
        const auto nodes = run(node.operands[0]->query, current, false);
        if (node.function == Function::count) return {.made = json::value(nodes.size())};
        return {.seen = nodes.size() == 1 ? nodes[0].value : nullptr};
    }

    static Operand length_of(const json::value* value) {
        if (value == nullptr) return {};
        if (value->is_string()) return {.made = json::value(utf8::code_points(value->get_string()))};
        if (value->is_array()) return {.made = json::value(value->get_array().size())};
        if (value->is_object()) return {.made = json::value(value->get_object().size())};
        return {};
    }

    bool equal(const json::value* a, const json::value* b) {
        budget_.spend();
        if (a == nullptr || b == nullptr) return a == b;
        if (a->is_number() && b->is_number()) return a->to_number<double>() == b->to_number<double>();
        if (a->kind() != b->kind()) return false;
        if (a->is_array()) {
            const auto& left = a->get_array();
            const auto& right = b->get_array();
            return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                              [this](const auto& x, const auto& y) { return equal(&x, &y); });
        }
        if (!a->is_object()) return *a == *b;
        const auto& right = b->get_object();
        return a->get_object().size() == right.size() &&
               std::all_of(a->get_object().begin(), a->get_object().end(), [&](const auto& member) {
                   const auto* other = right.if_contains(member.key());
                   return other != nullptr && equal(&member.value(), other);
               });
    }

    static bool less(const json::value* a, const json::value* b) {
        if (a == nullptr || b == nullptr) return false;
        if (a->is_number() && b->is_number()) return a->to_number<double>() < b->to_number<double>();
        return a->is_string() && b->is_string() && a->get_string() < b->get_string();
    }

    const json::value& document_;
    Budget& budget_;
    Regexps regexps_;
    std::deque<Step> steps_;
};

}  // namespace

std::vector<Found> evaluate(const Query& query, const json::value& document, std::size_t max_matches, Budget& budget) {
    Evaluator evaluator(document, budget);
    const auto nodes = evaluator.run(query, document, true);
    within("max_matches", max_matches, nodes.size(), "The path matches too many values");
    std::vector<Found> found;
    for (const auto& node : nodes) found.push_back({node.value, path_of(node.step)});
    return found;
}

}  // namespace rustygpt::tools::json_path
