#include "tools/registry.h"

#include <algorithm>

namespace rustygpt::tools {

Registry::Registry(std::vector<std::unique_ptr<Tool>> tools) : tools_(std::move(tools)) {
    std::sort(tools_.begin(), tools_.end(),
              [](const auto& a, const auto& b) { return a->info().name < b->info().name; });
}

const Tool* Registry::find(std::string_view name) const {
    const auto found =
        std::lower_bound(tools_.begin(), tools_.end(), name,
                         [](const auto& tool, std::string_view wanted) { return tool->info().name < wanted; });
    return found != tools_.end() && (*found)->info().name == name ? found->get() : nullptr;
}

}  // namespace rustygpt::tools
