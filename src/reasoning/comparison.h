#pragma once

#include <optional>

#include "reasoning/verification.h"

namespace rustygpt::reasoning {

// A node of the graph that was run again.
struct ReplayedNode {
    TraceNode node;        // without values: the digests are enough
    std::string added_by;  // empty for those that the graph begins with
    bool deterministic = true;
    bool transient = false;  // it failed, and might not if it ran once more
};

struct Replay {
    std::vector<ReplayedNode> nodes;
    bool cut_short = false;  // stopped, or ended by a limit
};

// The same nodes of a graph that has ended. Moves out of it.
std::vector<ReplayedNode> take_replayed(Graph& graph);

// Holds what was recorded against what came of running it again. replay: nothing where the record does not say what to
// run. Pure.
Verification compare(const Trace& record, const std::optional<Replay>& replay, const std::optional<Anchors>& anchors);

}  // namespace rustygpt::reasoning
