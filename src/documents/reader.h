#pragma once

namespace rustygpt::documents {

// The child's side. The server's main() asks this before all else.
bool asked_to_read(int argc, const char* const* argv);

// Loads what the format needs, shuts itself in, reads a document from descriptor 0 to its end, and writes to descriptor
// 1 "text BYTES\n" and the text, or "none REASON\n". Returns the exit code. Arguments: read-document FORMAT TEXT_BYTES
// PAGES MEMORY_BYTES CPU_SECONDS.
int read_document(int argc, const char* const* argv);

}  // namespace rustygpt::documents
