#pragma once

#include <chrono>
#include <stop_token>

#include "base/pool.h"
#include "reasoning/node.h"
#include "tools/tool.h"

namespace rustygpt::nodes {

// Runs a tool on the pool and resumes on the caller's executor. Once it has worked for `most`, or `stop` fires, the
// tool is told to stop; a call that still waits in the pool's queue ends at once when `stop` fires. The tool outlives
// the pool.
Task<reasoning::NodeResult> call_tool(Pool& pool, const tools::Tool& tool, boost::json::object input,
                                      std::chrono::milliseconds most, std::stop_token stop);

}  // namespace rustygpt::nodes
