#include "reasoning/comparison.h"

#include <algorithm>
#include <unordered_map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/crypto.h"
#include "reasoning/canonical.h"
#include "reasoning/graph.h"

namespace rustygpt::reasoning {
namespace {

enum class Verdict {
    good,
    bad,
    unsettled,  // might be good or bad: drift, or it could not be run again now
    beyond,     // nothing to run again: cancelled, or a language model's words
};

struct Judgement {
    Verdict verdict = Verdict::good;
    std::string reason{};
};

Judgement bad(std::string reason) { return {Verdict::bad, std::move(reason)}; }
Judgement unsettled(std::string reason) { return {Verdict::unsettled, std::move(reason)}; }

using MaybeJudgement = std::optional<Judgement>;

// A value that is absent may be JSON's null, or may not have been kept.
MaybeJudgement judge_value(std::string_view name, const std::optional<json::value>& value,
                           const std::optional<std::string>& digest) {
    if (!value && !digest) return std::nullopt;
    if (digest && *digest == digest_of(value.value_or(nullptr))) return std::nullopt;
    if (value) return bad(fmt::format("Its {0}_digest is not the digest of its {0}.", name));
    return unsettled(fmt::format("Its {} was not kept.", name));
}

// What the record alone shows to be wrong.
MaybeJudgement judge_record(const TraceNode& node) {
    if (auto found = judge_value("input", node.input, node.input_digest)) return found;
    if (auto found = judge_value("output", node.output, node.output_digest)) return found;
    switch (node.status) {
        case NodeStatus::running: return bad("It is said to be running, and the answer has ended.");
        case NodeStatus::completed:
            if (!node.output_digest || node.error)
                return bad("It is said to be completed, and has an error or no output.");
            break;
        case NodeStatus::failed:
        case NodeStatus::cancelled:
            if (node.output_digest) return bad("It is said not to be completed, and has an output.");
            break;
    }
    return std::nullopt;
}

MaybeJudgement judge_shape(const TraceNode& recorded, const TraceNode& again) {
    const auto differs = [](std::string_view what) {
        return bad(fmt::format("Its {} is not the one that the graph gives it.", what));
    };
    if (recorded.kind != again.kind) return differs("kind");
    if (recorded.label != again.label) return differs("label");
    if (recorded.depends_on != again.depends_on) return differs("depends_on");
    if (recorded.tool != again.tool) return differs("tool");
    return std::nullopt;
}

std::string drift_of(const TraceNode& recorded, const TraceNode& again) {
    if (!again.version) return fmt::format("Drift: version {} is not there any more.", recorded.version.value_or("?"));
    if (!recorded.version) return fmt::format("Drift: it is there now, in version {}, and was not.", *again.version);
    return fmt::format("Drift: it ran in version {}, and is {} now.", *recorded.version, *again.version);
}

class Comparison {
public:
    Comparison(const Trace& record, const std::optional<Replay>& replay, const std::optional<Anchors>& anchors)
        : record_(record), replay_(replay), anchors_(anchors) {
        if (replay_)
            for (const auto& again : replay_->nodes) again_.emplace(again.node.id, &again);
    }

    Verification run() {
        for (const auto& node : record_.nodes) take(node, judge(node));
        if (replay_) find_missing();
        summarise();
        return std::move(result_);
    }

private:
    [[nodiscard]] const ReplayedNode* find(const std::string& id) const {
        const auto found = again_.find(id);
        return found == again_.end() ? nullptr : found->second;
    }

    [[nodiscard]] Judgement judge(const TraceNode& recorded) const {
        if (verdicts_.contains(recorded.id)) return bad("Its id is another step's.");
        if (auto found = judge_record(recorded)) return *found;
        if (recorded.kind == NodeKind::prompt)
            if (auto found = judge_prompt(recorded)) return *found;
        if (recorded.kind == NodeKind::responder)
            if (auto found = judge_content(recorded)) return *found;
        if (recorded.status == NodeStatus::cancelled && !recorded.input_digest)
            return {Verdict::beyond, "It was cancelled before it began."};
        if (!replay_ && recorded.kind == NodeKind::prompt) return bad("Its input is no question.");
        if (!replay_) return unsettled("The trace does not say what to run again.");
        const auto* again = find(recorded.id);
        if (again == nullptr)
            return differs(recorded, nullptr, "Run again, the graph has no step of this id.", replay_->cut_short);
        return judge_again(recorded, *again);
    }

    [[nodiscard]] Judgement judge_again(const TraceNode& recorded, const ReplayedNode& replayed) const {
        const auto& again = replayed.node;
        if (auto found = judge_shape(recorded, again)) return *found;
        if (recorded.kind == NodeKind::tool && recorded.version != again.version)
            return unsettled(drift_of(recorded, again));
        const bool cut = again.status == NodeStatus::cancelled || replayed.transient;
        if (again.input_digest && recorded.input_digest != again.input_digest)
            return differs(recorded, &again, "Its input is not what the steps before it give.", cut);
        if (recorded.status == NodeStatus::cancelled) return {Verdict::beyond, "It was cancelled."};
        if (!replayed.deterministic) return {Verdict::beyond, "What a language model says can't be computed again."};
        if (cut) return unsettled("It could not be run again: " + again.error.value_or(""));
        return recorded.status == NodeStatus::completed ? judge_output(recorded, again) : judge_error(recorded, again);
    }

    [[nodiscard]] Judgement judge_output(const TraceNode& recorded, const TraceNode& again) const {
        if (!again.output_digest)
            return differs(recorded, &again, "Run again, it fails: " + again.error.value_or(""), false);
        if (again.output_digest != recorded.output_digest)
            return differs(recorded, &again, "Run again, it has another output.", false);
        return {};
    }

    [[nodiscard]] Judgement judge_error(const TraceNode& recorded, const TraceNode& again) const {
        // Whether time or load made it fail is not in the record.
        if (!again.error) return unsettled("It failed, and does not fail when it is run again.");
        if (again.error != recorded.error)
            return differs(recorded, &again, "Run again, it fails otherwise: " + *again.error, false);
        return {};
    }

    // A difference is a failure, unless something before it excuses it.
    [[nodiscard]] Judgement differs(const TraceNode& recorded, const TraceNode* again, std::string why,
                                    bool cut) const {
        if (again && recorded.version != again->version) return unsettled(drift_of(recorded, *again));
        if (cut) return unsettled("The graph was stopped before this step was run again.");
        const bool excused = std::ranges::any_of(recorded.depends_on, [this](const auto& id) {
            const auto found = verdicts_.find(id);
            return found != verdicts_.end() && found->second == Verdict::unsettled;
        });
        if (excused) return unsettled("A step that it depends on could not be settled.");
        return bad(std::move(why));
    }

    // The trace begins with its prompt: what is said of the whole is held against that.
    [[nodiscard]] MaybeJudgement judge_prompt(const TraceNode& prompt) const {
        const auto* input = prompt.input ? prompt.input->if_object() : nullptr;
        const auto same = [&](std::string_view key, const json::value& value) {
            const auto* found = input->if_contains(key);
            return found && *found == value;
        };
        if (input && !(same("model", json::value(record_.model)) && same("seed", json::value(record_.seed))))
            return bad("The trace's model or seed is not the prompt's.");
        if (!anchors_) return std::nullopt;
        if (record_.message_id != anchors_->message_id) return bad("The trace is another answer's.");
        if (record_.model != anchors_->model || record_.seed != anchors_->seed)
            return bad("The trace's model or seed is not the answer's.");
        if (input && !ends_with_prompt(*input)) return bad("The stored prompt is another one.");
        if (anchors_->content && !tells_the_answer()) return bad("The answer is complete, and no step has told it.");
        return std::nullopt;
    }

    [[nodiscard]] bool ends_with_prompt(const json::object& input) const {
        const auto* messages = input.if_contains("messages");
        if (!messages || !messages->is_array() || messages->get_array().empty()) return false;
        const auto* last = messages->get_array().back().if_object();
        const auto* content = last ? last->if_contains("content") : nullptr;
        return content && content->is_string() && std::string_view(content->get_string()) == anchors_->prompt;
    }

    [[nodiscard]] bool tells_the_answer() const {
        return std::ranges::any_of(record_.nodes, [](const TraceNode& node) {
            return node.kind == NodeKind::responder && node.status == NodeStatus::completed;
        });
    }

    [[nodiscard]] MaybeJudgement judge_content(const TraceNode& responder) const {
        if (!anchors_ || !anchors_->content || responder.status != NodeStatus::completed) return std::nullopt;
        const auto* output = responder.output ? responder.output->if_object() : nullptr;
        const auto* digest = output ? output->if_contains("content_sha256") : nullptr;
        if (digest && *digest == json::value(hex(sha256(*anchors_->content)))) return std::nullopt;
        return bad("The stored answer is not what this step has told.");
    }

    void take(const TraceNode& node, Judgement judgement) {
        NodeVerification told{.id = node.id, .kind = node.kind, .expected_digest = node.output_digest};
        if (const auto* again = find(node.id)) told.actual_digest = again->node.output_digest;
        if (judgement.verdict == Verdict::good) told.verified = true;
        else told.reason = std::move(judgement.reason);
        if (judgement.verdict == Verdict::bad) told.verified = false;
        verdicts_[node.id] = judgement.verdict;
        if (node.status == NodeStatus::completed) completed_.emplace(node.id, judgement.verdict);
        result_.nodes.push_back(std::move(told));
    }

    // Steps that a completed step of the trace leads to and that are not in it.
    void find_missing() {
        for (const auto& again : replay_->nodes) {
            if (verdicts_.contains(again.node.id)) continue;
            // The graph begins with the prompt and the model.
            const auto leads =
                completed_.find(again.added_by.empty() ? replay_->nodes.front().node.id : again.added_by);
            if (leads == completed_.end() || leads->second == Verdict::unsettled) continue;
            verdicts_[again.node.id] = Verdict::bad;
            result_.nodes.push_back({.id = again.node.id,
                                     .kind = again.node.kind,
                                     .verified = false,
                                     .reason = "The trace lacks this step.",
                                     .expected_digest = {},
                                     .actual_digest = again.node.output_digest});
        }
    }

    void summarise() {
        const auto any = [this](Verdict wanted) {
            return std::ranges::any_of(verdicts_, [&](const auto& one) { return one.second == wanted; });
        };
        const bool begins = !record_.nodes.empty() && record_.nodes.front().kind == NodeKind::prompt;
        if (!begins || any(Verdict::bad)) result_.verified = false;
        else if (!any(Verdict::unsettled) && any(Verdict::good)) result_.verified = true;
    }

    const Trace& record_;
    const std::optional<Replay>& replay_;
    const std::optional<Anchors>& anchors_;
    std::unordered_map<std::string, const ReplayedNode*> again_;
    std::unordered_map<std::string, Verdict> verdicts_;
    std::unordered_map<std::string, Verdict> completed_;
    Verification result_;
};

}  // namespace

std::vector<ReplayedNode> take_replayed(Graph& graph) {
    std::vector<ReplayedNode> nodes;
    auto taken = take_nodes(graph);
    for (std::size_t i = 0; i < taken.size(); ++i) {
        const auto& node = *graph.nodes()[i];
        auto& replayed = nodes.emplace_back(ReplayedNode{.node = std::move(taken[i]), .added_by = {}});
        replayed.node.input.reset();
        replayed.node.output.reset();
        if (node.added_by) replayed.added_by = node.added_by->id;
        replayed.deterministic = node.spec.deterministic;
        replayed.transient = !*node.result && node.result->error().transient;
    }
    return nodes;
}

Verification compare(const Trace& record, const std::optional<Replay>& replay, const std::optional<Anchors>& anchors) {
    return Comparison(record, replay, anchors).run();
}

}  // namespace rustygpt::reasoning
