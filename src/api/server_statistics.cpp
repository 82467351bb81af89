#include "api/server_statistics.h"

namespace rustygpt::api {

std::optional<ServerStatistics::Counted> ServerStatistics::told() {
    std::lock_guard lock(mutex_);
    if (last_ && (counting_ || clock_.now() - last_->at < kept)) return last_;
    counting_ = true;
    return std::nullopt;
}

Task<ServerStatistics::Counted> ServerStatistics::count() {
    if (const auto known = told()) co_return *known;
    Counted counted{.at = clock_.now()};
    try {
        counted.counts = co_await store_.count(counted.at, session_idle_);
    } catch (...) {
        std::lock_guard lock(mutex_);
        counting_ = false;
        throw;
    }
    std::lock_guard lock(mutex_);
    counting_ = false;
    last_ = counted;
    co_return counted;
}

}  // namespace rustygpt::api
