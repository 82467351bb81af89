#pragma once

#include <array>
#include <mutex>
#include <string_view>

#include "base/time.h"
#include "config/settings.h"
#include "storage/retention.h"

namespace rustygpt::app {

// The settings that may change while the server runs. Any thread.
class LiveSettings {
public:
    // Their names; all others wait for a restart.
    static constexpr std::array<std::string_view, 4> keys{"telemetry.log_level", "server.drain_seconds",
                                                          "sse.persistence.retention_hours",
                                                          "sse.persistence.max_events_per_user"};

    explicit LiveSettings(const config::Settings& settings) { take(settings); }

    // Each acts the next time it is asked for; the log's level at once.
    void take(const config::Settings& settings);

    [[nodiscard]] milliseconds drain_time() const;
    [[nodiscard]] storage::RetentionLimits retention() const;

private:
    mutable std::mutex mutex_;
    milliseconds drain_time_{};
    storage::RetentionLimits retention_{};
};

}  // namespace rustygpt::app
