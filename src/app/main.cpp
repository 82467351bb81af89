// rustygpt-server: serves, or runs one of its commands.

#include <exception>

#include "app/application.h"
#include "app/commands.h"
#include "app/config_advice.h"
#include "app/options.h"
#include "app/reload.h"
#include "app/signals.h"
#include "app/terminal.h"
#include "base/crypto.h"
#include "documents/reader.h"
#include "telemetry/log.h"

namespace {

int serve(const rustygpt::app::Command& command, const rustygpt::app::ServiceManager& manager) {
    using namespace rustygpt;
    const auto& settings = command.loaded.settings;
    log::start(settings.telemetry.log_level, settings.telemetry.log_format);
    for (const auto& advice : app::advice_on(settings))
        if (advice.at_the_start) log::warning("configuration", {{"setting", advice.key}, {"advice", advice.text}});
    app::raise_descriptor_limit();
    int code = 1;
    try {
        app::LiveSettings live(settings);
        app::Application application(settings, live, manager);
        app::Reload reload(command.sources, settings, live);
        code = application.run([&reload] { reload(); });
    } catch (const std::exception& error) {
        app::complain(error.what());
    }
    log::stop();
    return code;
}

}  // namespace

int main(int argc, char** argv) {
    // A child of our own: it reads one document, and needs nothing of what follows.
    if (rustygpt::documents::asked_to_read(argc, argv)) return rustygpt::documents::read_document(argc, argv);
    rustygpt::crypto_init();
    rustygpt::app::block_signals();
    const auto manager = rustygpt::app::ServiceManager::from_environment();
    const auto command = rustygpt::app::parse_command(argc, argv);
    return command.serve ? serve(command, manager) : command.exit_code;
}
