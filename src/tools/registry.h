#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tools/tool.h"

namespace rustygpt::tools {

// Every tool of the binary, sorted by name. Read-only once made: share it between threads.
class Registry {
public:
    // All tools that the build found (one *_tool.cpp file each).
    static Registry builtin();
    // These tools, no two of the same name.
    explicit Registry(std::vector<std::unique_ptr<Tool>> tools);

    [[nodiscard]] std::span<const std::unique_ptr<Tool>> all() const { return tools_; }
    // Nothing where there is no such tool. Owned by the registry.
    [[nodiscard]] const Tool* find(std::string_view name) const;

private:
    std::vector<std::unique_ptr<Tool>> tools_;
};

}  // namespace rustygpt::tools
