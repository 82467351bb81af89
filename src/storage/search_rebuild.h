#pragma once

#include <chrono>
#include <cstdint>

#include "base/task.h"
#include "storage/database.h"

namespace rustygpt::storage {

// One small step of filling the full-text indexes anew after an upgrade (migration 0011), and of clearing those before.
// Words are made on a reader, so that the writer has little to do: about 10 ms. Each step is durable; a killed process
// goes on where it was. Meanwhile TextIndex asks both. Returns false once there is nothing to do.
class SearchRebuild {
public:
    explicit SearchRebuild(Database& database) : database_(database) {}

    Task<bool> step();
    [[nodiscard]] std::int64_t texts() const { return texts_; }  // indexed so far

private:
    Task<> messages(std::int64_t first, std::int64_t end);
    Task<> passages(std::int64_t first, std::int64_t end);
    Task<> clear();
    void learn(std::chrono::steady_clock::duration took);

    Database& database_;
    std::int64_t at_once_ = 16;  // texts of a step
    std::int64_t texts_ = 0;
};

}  // namespace rustygpt::storage
