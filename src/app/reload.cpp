#include "app/reload.h"

#include "config/keys.h"
#include "telemetry/log.h"

namespace rustygpt::app {

void Reload::operator()() {
    config::Settings fresh;
    try {
        fresh = config::load(sources_).settings;
    } catch (const config::Error& error) {
        log::error("configuration not reloaded", {{"error", error.what()}});
        return;
    }
    boost::json::array waiting;
    for (const auto& key : config::settings_keys())
        if (key.name != "telemetry.log_level" && key.show(fresh) != key.show(current_)) waiting.emplace_back(key.name);
    current_.telemetry.log_level = fresh.telemetry.log_level;
    log::set_level(fresh.telemetry.log_level);
    log::info("configuration reloaded", {{"need_a_restart", std::move(waiting)}});
}

}  // namespace rustygpt::app
