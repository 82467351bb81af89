#pragma once

#include <cstddef>

namespace rustygpt::documents {

struct Confinement {
    std::size_t memory_bytes = 1'073'741'824;  // of address space
    int cpu_seconds = 20;
};

// Shuts this process in, for good: no file can be opened, no socket made, no process begun, whatever runs here from now
// on. The kernel holds it to that by a list of system calls (seccomp), by Landlock where it has it, and by
// resource limits. Open descriptors stay usable. False where the kernel can't: then nothing foreign may be parsed here.
[[nodiscard]] bool confine(const Confinement& limits);

}  // namespace rustygpt::documents
