#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace rustygpt::accounts {

// Up to which security epoch a table in memory knows what ended or changed. Not thread-safe.
class AppliedEpoch {
public:
    // Nothing before the first.
    [[nodiscard]] std::optional<std::int64_t> value() const { return value_; }
    // May something read from the database at that epoch be taken? Not where changes have been applied that the
    // snapshot may not have seen.
    [[nodiscard]] bool take_snapshot(std::int64_t epoch) {
        if (value_ && epoch < *value_) return false;
        if (!value_) value_ = epoch;
        return true;
    }
    // May changes after `since` be applied? Not where they were read before anything was here, and a snapshot has been
    // taken meanwhile: what lies between would be missed.
    [[nodiscard]] bool follows(std::int64_t since) const { return !value_ || since <= *value_; }
    void applied(std::int64_t epoch) { value_ = std::max(value_.value_or(epoch), epoch); }

private:
    std::optional<std::int64_t> value_;
};

}  // namespace rustygpt::accounts
