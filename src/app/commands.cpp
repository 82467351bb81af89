#include "app/commands.h"

#include <array>
#include <cstdio>
#include <functional>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/config_advice.h"
#include "app/database_commands.h"
#include "app/health_command.h"
#include "app/limit_commands.h"
#include "app/options.h"
#include "app/secret_commands.h"
#include "app/terminal.h"
#include "app/trace_commands.h"
#include "app/user_commands.h"
#include "base/failure.h"

namespace rustygpt::app {
namespace {

// Short names for the keys that people set most; every other one is there by --set.
struct NamedFlag {
    const char* name;
    const char* key;
    const char* description;
};

constexpr std::array named_flags{
    NamedFlag{"--port", "server.port", "TCP port; 0 takes any free one"},
    NamedFlag{"--bind", "server.bind_address", "Address to listen on"},
    NamedFlag{"--public-url", "server.public_url", "The origin that browsers see"},
    NamedFlag{"--database", "database.url", "sqlite:FILE or postgres://..."},
    NamedFlag{"--log-level", "telemetry.log_level", "debug, info, warning, error, off"},
    NamedFlag{"--log-format", "telemetry.log_format", "json or text"},
};

void check_configuration(const config::Settings& settings) {
    require_startable(settings);
    for (const auto& advice : advice_on(settings)) say(fmt::format("warning: {} {}.\n", advice.key, advice.text));
    say("The configuration is valid.\n");
}

class CommandLine {
public:
    CommandLine() {
        app_.fallthrough();  // options may follow the command
        app_.set_version_flag("--version", RUSTYGPT_VERSION);
        app_.add_option("--config", file_, "TOML file (default: rustygpt.toml if there)");
        app_.add_option("--set", assignments_, "Any key: --set server.port=9000")
            ->type_name("KEY=VALUE")
            ->allow_extra_args(false);
        for (std::size_t i = 0; i < named_flags.size(); ++i)
            options_[i] = app_.add_option(named_flags[i].name, values_[i], named_flags[i].description);
        add_user_commands();
        add_limit_commands();
        add_config_commands();
        add_trace_commands();
        add_database_commands();
        add_operating_commands();
    }

    Command run(int argc, const char* const* argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            // It repeats the arguments, which a script may have from anywhere.
            std::ostringstream out;
            std::ostringstream err;
            const bool done = app_.exit(error, out, err) == 0;
            say(out.view());
            say_on_error(err.view());
            return {.exit_code = done ? 0 : 2};
        }
        Command command{.sources = sources()};
        command.loaded = config::load(command.sources);
        command.serve = !action_;
        if (action_) action_(command.loaded);
        return command;
    }

private:
    using Settings = config::Settings;

    CLI::App* add(CLI::App& parent, const char* name, const char* description,
                  std::function<void(const config::Loaded&)> action) {
        auto* command = parent.add_subcommand(name, description);
        command->callback([this, action = std::move(action)] { action_ = action; });
        return command;
    }

    void add_user_commands() {
        auto* user = app_.add_subcommand("user", "Manage people, also while the server runs")->require_subcommand(1);
        auto* create =
            add(*user, "create", "Add somebody", [this](const auto& loaded) { create_user(loaded.settings, user_); });
        create->add_option("--username", user_.username, "3 to 64 characters")->required();
        add(*user, "list", "Show everybody", [](const auto& loaded) { list_users(loaded.settings); });
        auto* disable = add(*user, "disable", "Lock somebody out, at once",
                            [this](const auto& loaded) { disable_user(loaded.settings, user_); });
        auto* enable = add(*user, "enable", "Let somebody in again",
                           [this](const auto& loaded) { enable_user(loaded.settings, user_); });
        auto* role = add(*user, "set-role", "Give somebody another role",
                         [this](const auto& loaded) { set_role(loaded.settings, user_); });
        auto* password = add(*user, "set-password", "Give somebody a new password",
                             [this](const auto& loaded) { set_password(loaded.settings, user_); });
        for (auto* command : {create, role})
            command->add_option("--role", user_.role, "admin, member or read_only")->required();
        for (auto* command : {create, disable, enable, role, password})
            command->add_option("--email", user_.email, "Email address")->required();
        // A password among the arguments would be there for everybody on the machine to see.
        for (auto* command : {create, password})
            command->add_flag("--password-stdin", password_stdin_, "Read the password from one line of standard input")
                ->required();
    }

    void add_limit_commands() {
        auto* limits = app_.add_subcommand("limits", "Rate limits, also while the server runs")->require_subcommand(1);
        add(*limits, "reset", "Take all assignments away; profiles stay",
            [](const auto& loaded) { reset_limits(loaded.settings); });
    }

    void add_config_commands() {
        auto* config = app_.add_subcommand("config", "Look at the configuration")->require_subcommand(1);
        add(*config, "explain", "Each key, its value and where it came from",
            [](const auto& loaded) { say(config::explain(loaded)); });
        add(*config, "check", "Say whether a server would start with the configuration, and what looks like a mistake",
            [](const auto& loaded) { check_configuration(loaded.settings); });
    }

    void add_database_commands() {
        auto* backup = add(app_, "backup", "Copy the database into a file, also while the server runs",
                           [this](const auto& loaded) { back_up(loaded.settings, file_arguments_); });
        backup->add_flag("--force", file_arguments_.force, "Replace a backup of that name");
        auto* restored = add(app_, "restore", "Put a backup in the database's place; the server must not run",
                             [this](const auto& loaded) { restore(loaded.settings, file_arguments_); });
        for (auto* command : {backup, restored})
            command->add_option("FILE", file_arguments_.file, "The backup")->required();
        add(app_, "check", "Say whether a database or backup is sound, also while the server runs",
            [this](const auto& loaded) { check(loaded.settings, file_arguments_); })
            ->add_option("FILE", file_arguments_.file, "Without it: the configured database");
    }

    void add_operating_commands() {
        auto* secrets = app_.add_subcommand("secrets", "Manage the server's own secrets")->require_subcommand(1);
        add(*secrets, "rotate", "Make a new server key, for the next start", [this](const auto& loaded) {
            rotate_secrets(loaded.settings, end_sessions_);
        })->add_flag("--end-sessions", end_sessions_, "Sign everybody out, and forget the old key at once");
        add(app_, "health", "Ask the running server whether it is ready",
            [](const auto& loaded) { ask_health(loaded.settings); });
    }

    void add_trace_commands() {
        auto* trace = app_.add_subcommand("trace", "Look at how answers were made")->require_subcommand(1);
        auto* verify = add(*trace, "verify", "Run an exported conversation's deterministic steps again, offline",
                           [this](const auto& loaded) { verify_traces(loaded.settings, trace_file_); });
        verify->add_option("FILE", trace_file_, "An export (format=json), or one trace")->required();
    }

    [[nodiscard]] config::Sources sources() const {
        config::Sources sources{.file = file_, .environment = config::process_environment()};
        for (const auto& assignment : assignments_) {
            const auto equals = assignment.find('=');
            if (equals == assignment.npos)
                throw config::Error(
                    fmt::format("--set {} has no value; allowed: KEY=VALUE.", config::shown(assignment)));
            sources.flags.push_back({assignment.substr(0, equals), assignment.substr(equals + 1), "--set"});
        }
        for (std::size_t i = 0; i < named_flags.size(); ++i)
            if (options_[i]->count() > 0)
                sources.flags.push_back({named_flags[i].key, values_[i], named_flags[i].name});
        return sources;
    }

    CLI::App app_{"RustyGPT, a self-hosted AI chat server. Without a command it serves.", "rustygpt-server"};
    std::optional<std::string> file_;
    std::vector<std::string> assignments_;
    std::array<std::string, named_flags.size()> values_;
    std::array<CLI::Option*, named_flags.size()> options_{};
    UserArguments user_;
    bool password_stdin_ = false;
    std::string trace_file_;
    FileArguments file_arguments_;
    bool end_sessions_ = false;
    std::function<void(const config::Loaded&)> action_;
};

Command refused(std::string_view why, int code) {
    complain(why);
    return {.exit_code = code};
}

// A validation failure says what is wrong in its details, not in its message.
std::string text_of(const Failure& failure) {
    const auto* errors = failure.details.if_contains("errors");
    if (!errors || failure.kind != Failure::Kind::validation_failed) return failure.message;
    const auto& first = errors->as_array().front();
    std::string_view path = first.at("path").as_string();
    path.remove_prefix(std::min<std::size_t>(path.size(), 1));
    return fmt::format("The {} {}.", path, std::string_view(first.at("message").as_string()));
}

}  // namespace

Command parse_command(int argc, const char* const* argv) {
    try {
        return CommandLine().run(argc, argv);
    } catch (const config::Error& error) {
        return refused(error.what(), 2);
    } catch (const Failure& failure) {
        return refused(text_of(failure), 1);
    } catch (const std::exception& error) {
        return refused(error.what(), 1);
    }
}

}  // namespace rustygpt::app
