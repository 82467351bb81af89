#include "reasoning/graph.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include <boost/describe/enum_to_string.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "base/crypto.h"
#include "base/failure.h"
#include "reasoning/canonical.h"

namespace rustygpt::reasoning {
namespace {

// The digest of {added_by, inputs, kind, label, parameters, position}, whose canonical JSON is written here without
// making the JSON first: every node of every answer gets an id. `text` is scratch.
std::string id_of(const NodeSpec& spec, const Node* added_by, std::size_t position, std::string& text) {
    text = R"({"added_by":)";
    if (added_by) append_canonical_text(text, added_by->id);
    else text += "null";
    text += R"(,"inputs":[)";
    for (const auto& id : spec.depends_on) {
        if (&id != &spec.depends_on.front()) text.push_back(',');
        append_canonical_text(text, id);
    }
    text += R"(],"kind":)";
    append_canonical_text(text, boost::describe::enum_to_string(spec.kind, ""));
    text += R"(,"label":)";
    append_canonical_text(text, spec.label);
    text += R"(,"parameters":)";
    append_canonical(text, spec.parameters);
    fmt::format_to(std::back_inserter(text), R"(,"position":{}}})", position);
    return hex(blake2b_128(text));
}

Failure exceeded(std::string_view what, std::size_t most) {
    return Failure(Failure::Kind::limit_exceeded, fmt::format("The answer needs more than {} {}.", most, what));
}

}  // namespace

Step Node::first_step() const {
    Step step{
        .id = id, .kind = spec.kind, .label = spec.label, .status = NodeStatus::running, .depends_on = spec.depends_on};
    step.started_at = started_at;
    step.tool = spec.tool;
    step.version = spec.version;
    return step;
}

Step Node::last_step() const {
    auto step = first_step();
    step.status = status.value();
    step.duration_ms = duration.count();
    if (!input_digest.empty()) step.input_digest = input_digest;
    if (*result) step.output_digest = output_digest;
    else step.error = result->error().message;
    return step;
}

Node& Graph::add(NodeSpec spec, Node* added_by) {
    if (nodes_.size() >= limits_.max_nodes) throw exceeded("steps", limits_.max_nodes);
    const auto depth = 1 + depth_below(spec.depends_on);
    if (depth > limits_.max_depth) throw exceeded("steps in a row", limits_.max_depth);
    auto node = std::make_unique<Node>();
    node->id = id_of(spec, added_by, added_by ? added_by->children++ : roots_++, text_);
    node->spec = std::move(spec);
    node->depth = depth;
    node->added_by = added_by;
    by_id_.emplace(node->id, node.get());
    return *nodes_.emplace_back(std::move(node));
}

Node* Graph::find(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

std::size_t Graph::depth_below(const std::vector<std::string>& dependencies) const {
    std::size_t depth = 0;
    for (const auto& id : dependencies) {
        const auto* node = find(id);
        if (node == nullptr) throw std::invalid_argument("a node may only depend on nodes that are there");
        depth = std::max(depth, node->depth);
    }
    return depth;
}

}  // namespace rustygpt::reasoning
