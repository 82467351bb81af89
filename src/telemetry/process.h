#pragma once

#include "telemetry/exposition.h"

namespace rustygpt::metrics {

// The process's own processor time, memory, descriptors and start, under the names that all Prometheus clients use.
// Reads /proc: milliseconds where thousands of connections are open, so not on a core.
void write_process(Page& page);

}  // namespace rustygpt::metrics
