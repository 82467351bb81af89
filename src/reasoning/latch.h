#pragma once

#include <utility>
#include <vector>

#include "base/completion.h"
#include "base/task.h"

namespace rustygpt::reasoning {

// Opens once; whoever waits goes on. All on one executor: no lock.
class Latch {
public:
    Task<> wait() {
        if (open_) co_return;
        auto park = [this](Completion<void> resume) { waiting_.push_back(std::move(resume)); };
        co_await suspend<void>(park);
    }
    void open() {
        open_ = true;
        for (auto& resume : std::exchange(waiting_, {})) resume(Outcome<void>{.error = {}, .value = std::monostate{}});
    }
    // Shut again; nobody may be waiting.
    void shut() { open_ = false; }
    [[nodiscard]] bool is_open() const { return open_; }

private:
    bool open_ = false;
    std::vector<Completion<void>> waiting_;
};

}  // namespace rustygpt::reasoning
