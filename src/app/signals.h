#pragma once

namespace rustygpt::app {

// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those it starts, and ignores SIGPIPE. To be called before any
// thread is made: next_signal() is where they arrive.
void block_signals();
// Waits for the next of them.
int next_signal();

}  // namespace rustygpt::app
