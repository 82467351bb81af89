#include "app/reload.h"

#include <algorithm>

#include "config/keys.h"
#include "telemetry/log.h"

namespace rustygpt::app {
namespace {

bool live(const std::string& key) { return std::ranges::find(LiveSettings::keys, key) != LiveSettings::keys.end(); }

// [[models]] tables have no keys of their own in the list.
bool same_models(const config::Settings& a, const config::Settings& b) {
    return std::ranges::equal(a.models, b.models, [](const config::Model& one, const config::Model& other) {
        return std::ranges::all_of(config::model_keys(),
                                   [&](const auto& key) { return key.show(one) == key.show(other); });
    });
}

}  // namespace

void Reload::operator()() {
    config::Settings fresh;
    try {
        fresh = config::load(sources_).settings;
    } catch (const config::Error& error) {
        log::error("configuration not reloaded", {{"error", error.what()}});
        return;
    }
    boost::json::array changed;
    boost::json::array waiting;
    for (const auto& key : config::settings_keys())
        if (key.show(fresh) != key.show(current_)) (live(key.name) ? changed : waiting).emplace_back(key.name);
    if (!same_models(fresh, current_)) waiting.emplace_back("models");
    live_.take(fresh);
    current_.telemetry.log_level = fresh.telemetry.log_level;
    current_.server.drain_seconds = fresh.server.drain_seconds;
    current_.sse_persistence = fresh.sse_persistence;
    log::info("configuration reloaded", {{"changed", std::move(changed)}, {"need_a_restart", std::move(waiting)}});
}

}  // namespace rustygpt::app
