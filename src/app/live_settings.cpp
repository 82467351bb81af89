#include "app/live_settings.h"

#include "app/options.h"
#include "telemetry/log.h"

namespace rustygpt::app {

void LiveSettings::take(const config::Settings& settings) {
    log::set_level(settings.telemetry.log_level);
    const std::lock_guard lock(mutex_);
    drain_time_ = seconds(settings.server.drain_seconds);
    retention_ = app::retention(settings);
}

milliseconds LiveSettings::drain_time() const {
    const std::lock_guard lock(mutex_);
    return drain_time_;
}

storage::RetentionLimits LiveSettings::retention() const {
    const std::lock_guard lock(mutex_);
    return retention_;
}

}  // namespace rustygpt::app
