#include "config/load.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/crypto.h"
#include "config/keys.h"
#include "config/secrets.h"

namespace rustygpt::config {
namespace {

// A folder that goes with the test.
class Folder {
public:
    Folder() {
        std::string pattern = testing::TempDir() + "config.XXXXXX";
        path_ = mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return (path_ / name).string();
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string error_of(const Sources& sources) {
    try {
        load(sources);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

// Of a key that nothing is near to, each section is named: also one that is added some day.
TEST(Load, NamesEverySectionForAKeyThatIsNowhere) {
    const Folder folder;
    const auto told = error_of({.file = folder.write("bad.toml", "[elsewhere]\nkey = 1")});
    const auto named = told.substr(told.find("begin with "));
    for (const auto& row : settings_keys()) {
        const auto section = row.name.substr(0, row.name.find('.'));
        EXPECT_NE(named.find(" " + section), std::string::npos) << row.name << " is not in: " << named;
    }
    EXPECT_NE(named.find("sse.persistence"), std::string::npos) << named;
    EXPECT_NE(named.find("models"), std::string::npos) << named;
    EXPECT_EQ(named.find("server.cors"), std::string::npos) << named;
}

TEST(Load, HasTheDocumentedDefaults) {
    const Folder folder;
    const auto settings = load({.file = folder.write("empty.toml", "")}).settings;
    EXPECT_EQ(settings.server.port, 8080);
    EXPECT_EQ(settings.server.bind_address, "127.0.0.1");
    EXPECT_EQ(settings.server.drain_seconds, 10);
    EXPECT_EQ(settings.server.max_body_bytes, 1'048'576);
    EXPECT_EQ(settings.server.sse_keepalive_seconds, 15);
    EXPECT_EQ(settings.server.max_streams_per_user, 20);
    EXPECT_EQ(settings.session.idle_seconds, 28'800);
    EXPECT_EQ(settings.session.absolute_seconds, 604'800);
    EXPECT_EQ(settings.session.session_cookie_name, "sid");
    EXPECT_EQ(settings.session.csrf_cookie_name, "CSRF-TOKEN");
    EXPECT_EQ(settings.session.max_sessions_per_user, 5);
    EXPECT_EQ(settings.database.sqlite_file(), "rustygpt.db");
    EXPECT_EQ(settings.database.pool_max_connections, 10);
    EXPECT_EQ(settings.database.statement_timeout_ms, 10'000);
    EXPECT_TRUE(settings.rate_limits.admin_api_enabled);
    EXPECT_EQ(settings.rate_limits.default_rps, 10);
    EXPECT_EQ(settings.rate_limits.default_burst, 20);
    EXPECT_EQ(settings.rate_limits.login_per_minute, 10);
    EXPECT_EQ(settings.sse_persistence.retention_hours, 48);
    EXPECT_EQ(settings.sse_persistence.max_events_per_user, 1'000'000);
    EXPECT_EQ(settings.audit.retention_days, 730);
    EXPECT_EQ(settings.telemetry.metrics_endpoint, "/metrics");
    EXPECT_EQ(settings.telemetry.metrics_access, MetricsAccess::loopback);
}

TEST(Load, LaterSourcesWin) {
    const Folder folder;
    const auto file = folder.write("a.toml", "[server]\nport = 1\nthreads = 1\n[session]\nidle_seconds = 1\n");
    const auto loaded =
        load({.file = file,
              .environment = {{"RUSTYGPT__SERVER__PORT", "2"}, {"RUSTYGPT__SERVER__THREADS", "2"}, {"HOME", "/"}},
              .flags = {{"server.port", "3", "--port"}}});
    EXPECT_EQ(loaded.settings.server.port, 3);
    EXPECT_EQ(loaded.settings.server.threads, 2);
    EXPECT_EQ(loaded.settings.session.idle_seconds, 1);
    EXPECT_EQ(loaded.origins.at("server.port"), "flag --port");
    EXPECT_EQ(loaded.origins.at("server.threads"), "environment RUSTYGPT__SERVER__THREADS");
    EXPECT_EQ(loaded.origins.at("session.idle_seconds"), file + ":5");
}

TEST(Load, ListsComeFromCommasAndFromToml) {
    const Folder folder;
    const auto file = folder.write("a.toml", "server.cors.allowed_origins = ['https://a.example', 'http://b:81']\n");
    const auto loaded = load({.file = file, .environment = {{"RUSTYGPT__SERVER__TRUSTED_PROXIES", "10.0.0.0/8, ::1"}}});
    EXPECT_EQ(loaded.settings.server.cors_allowed_origins,
              (std::vector<std::string>{"https://a.example", "http://b:81"}));
    EXPECT_EQ(loaded.settings.server.trusted_proxies, (std::vector<std::string>{"10.0.0.0/8", "::1"}));
}

TEST(Load, ModelsTakeTheirKeysFromSecrets) {
    const Folder folder;
    const auto file = folder.write("a.toml",
                                   "[[models]]\nid = 'big'\nprovider = 'openai'\nbase_url = 'http://localhost:1/v1'\n"
                                   "api_key = 'RUSTYGPT__SECRETS__BIG'\n[[models]]\nid = 'plain'\n");
    const auto loaded = load({.file = file, .environment = {{"RUSTYGPT__SECRETS__BIG", "sk-hidden"}}});
    ASSERT_EQ(loaded.settings.models.size(), 2u);
    EXPECT_EQ(loaded.settings.models[0].api_key, "sk-hidden");
    EXPECT_EQ(loaded.settings.models[1].provider, "builtin");
    EXPECT_EQ(explain(loaded).find("sk-hidden"), std::string::npos);
    EXPECT_NE(error_of({.file = file}).find("models.0.api_key"), std::string::npos);
}

TEST(Explain, TellsValueAndSourceOfEveryKey) {
    const Folder folder;
    const auto loaded = load({.file = folder.write("empty.toml", ""),
                              .environment = {{"RUSTYGPT__DATABASE__URL", "postgres://me:secret@db/chat"},
                                              {"RUSTYGPT__SECRETS__X", "hush"}}});
    const auto text = explain(loaded);
    EXPECT_NE(text.find("server.port = \"8080\"  # default\n"), std::string::npos) << text;
    EXPECT_NE(text.find("database.url = \"postgres://me:***@db/chat\"  # environment RUSTYGPT__DATABASE__URL\n"),
              std::string::npos)
        << text;
    EXPECT_EQ(text.find("hush"), std::string::npos);
    for (const auto& row : settings_keys())
        EXPECT_NE(("\n" + text).find("\n" + row.name + " = "), std::string::npos) << row.name;
}

struct BadFile {
    std::string text;
    std::vector<std::string> told;  // all of these are in the message
};

class BadFiles : public testing::TestWithParam<BadFile> {};

TEST_P(BadFiles, StopTheStartWithOneLine) {
    const Folder folder;
    const auto message = error_of({.file = folder.write("bad.toml", GetParam().text)});
    ASSERT_FALSE(message.empty()) << GetParam().text;
    EXPECT_EQ(message.find('\n'), std::string::npos);
    for (const auto& part : GetParam().told) EXPECT_NE(message.find(part), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    Load, BadFiles,
    testing::Values(
        BadFile{"[server]\nport = 65536", {"server.port", "bad.toml:2", "65536", "0 to 65535"}},
        BadFile{"[server]\nport = '80'", {"server.port", "80", "whole number"}},
        BadFile{"[server]\nport = -1", {"server.port", "-1"}}, BadFile{"[server]\nport = 8.5", {"server.port", "8.5"}},
        BadFile{"[server]\nport = 2026-01-31", {"server.port", "2026-01-31"}},
        BadFile{"[server]\nport = true", {"server.port", "true"}},
        BadFile{"[server.port]\na = 1", {"server.port", "a = 1"}},
        BadFile{"[server]\nprot = 1", {"server.prot", "bad.toml:2", "unknown key", "server.port"}},
        BadFile{"[srever]\nport = 1", {"srever.port", "unknown key"}}, BadFile{"server = 1", {"server", "unknown key"}},
        BadFile{"[server]\nbind_address = 'localhost'", {"server.bind_address", "localhost", "IPv4"}},
        BadFile{"[server]\nbase_path = '/a/'", {"server.base_path"}},
        BadFile{"[server]\nbase_path = '/../x'", {"base_path"}},
        BadFile{"[server]\npublic_url = 'https://a.example/x'", {"server.public_url", "origin"}},
        BadFile{"[server]\npublic_url = 'ftp://a'", {"server.public_url"}},
        BadFile{"[server.cors]\nallowed_origins = ['*']", {"server.cors.allowed_origins", "*", "origin"}},
        BadFile{"[server.cors]\nallowed_origins = ['null']", {"server.cors.allowed_origins"}},
        BadFile{"[server.cors]\nallowed_origins = [1]", {"server.cors.allowed_origins", "[ 1 ]"}},
        BadFile{"[server]\ntrusted_proxies = ['10.0.0.0/33']", {"server.trusted_proxies"}},
        BadFile{"[session]\nsession_cookie_name = 'a b'", {"session.session_cookie_name"}},
        BadFile{"[session]\ncookie_secure = true", {"session.cookie_secure", "auto, always, never"}},
        BadFile{"[session]\nidle_seconds = 0", {"session.idle_seconds"}},
        BadFile{"[sse.persistence]\nretention_hours = 73", {"sse.persistence.retention_hours", "24 to 72"}},
        BadFile{"[rate_limits]\ndefault_rps = nan", {"rate_limits.default_rps"}},
        BadFile{"[database]\nurl = 'mysql://me:secret@x'", {"database.url", "mysql://me:***@x", "sqlite:"}},
        BadFile{"[telemetry]\nlog_level = 'loud'", {"telemetry.log_level", "loud", "debug, info"}},
        BadFile{"[telemetry]\nmetrics_endpoint = 'metrics'", {"telemetry.metrics_endpoint"}},
        BadFile{"[[models]]\nprovider = 'builtin'", {"models.0.id"}},
        BadFile{"[[models]]\nid = 'a'\n[[models]]\nid = 'a'", {"models.1.id", "bad.toml:4"}},
        BadFile{"[[models]]\nid = 'a'\nsize = 1", {"models.0.size", "unknown key", "base_url"}},
        BadFile{"[[models]]\nid = 'a'\nprovider = 'openai'", {"models.0.base_url"}},
        BadFile{"[secrets]\nserver_key = 'x'", {"secrets.server_key", "unknown key", "hidden"}},
        BadFile{"[server]\nport = 1\nport = 2", {"bad.toml:3", "TOML"}}, BadFile{"[server", {"bad.toml:1", "TOML"}},
        BadFile{"a = '\xff'", {"TOML"}}, BadFile{std::string(2'000'000, '#'), {"1 MiB"}}));

TEST(Load, SecretsInTheWrongPlaceAreNotRepeated) {
    const Folder folder;
    const auto message = error_of({.file = folder.write("bad.toml", "[[models]]\nid = 'a'\napi_key = 'sk-live-1'\n")});
    EXPECT_NE(message.find("models.0.api_key"), std::string::npos);
    EXPECT_EQ(message.find("sk-live-1"), std::string::npos);
}

TEST(Load, NamesVariablesAndFlags) {
    EXPECT_NE(error_of({.environment = {{"RUSTYGPT__SERVER__PORT", "x\ny"}}})
                  .find("server.port: \"x\\ny\" from environment RUSTYGPT__SERVER__PORT"),
              std::string::npos);
    EXPECT_NE(error_of({.environment = {{"RUSTYGPT__SERVER__PROT", "1"}}}).find("server.prot: unknown key"),
              std::string::npos);
    EXPECT_NE(error_of({.environment = {{"RUSTYGPT__PORT", "1"}}}).find("unknown key"), std::string::npos);
    EXPECT_NE(error_of({.flags = {{"server.port", "no", "--port"}}}).find("flag --port"), std::string::npos);
    EXPECT_NE(error_of({.file = "/nonexistent/x.toml"}).find("No such file"), std::string::npos);
}

TEST(Secrets, AreCheckedAndNeverRepeated) {
    Secrets secrets;
    add_secret(secrets, "RUSTYGPT__SECRETS__SERVER_KEY", std::string(32, 'k'));
    EXPECT_EQ(server_key(secrets, "/nonexistent/db").current, std::string(32, 'k'));
    Secrets none;
    try {
        add_secret(none, "RUSTYGPT__SECRETS__SERVER_KEY", "short-one");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(std::string(error.what()).find("short-one"), std::string::npos);
    }
    EXPECT_THROW(add_secret(none, "RUSTYGPT__SECRETS__", "x"), Error);
    EXPECT_THROW(add_secret(none, "RUSTYGPT__SECRETS__A", ""), Error);
    EXPECT_THROW(add_secret(none, "RUSTYGPT__SECRETS__A_FILE", "/nonexistent"), Error);
}

TEST(Secrets, ComeFromAFileToo) {
    const Folder folder;
    Secrets secrets;
    add_secret(secrets, "RUSTYGPT__SECRETS__A_FILE", folder.write("a", "content\n"));
    EXPECT_EQ(secrets.at("A"), "content");
    EXPECT_THROW(add_secret(secrets, "RUSTYGPT__SECRETS__A", "again"), Error);
}

TEST(ServerKey, IsMadeOnceAndForItsOwnerAlone) {
    crypto_init();
    const Folder folder;
    const auto key = server_key({}, folder.path() / "chat.db").current;
    EXPECT_GE(key.size(), 32u);
    EXPECT_EQ(server_key({}, folder.path() / "chat.db").current, key);
    struct stat status{};
    ASSERT_EQ(::stat((folder.path() / "chat.db.key").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(ServerKey, IsRefusedWhereOpenOrCutShort) {
    crypto_init();
    const Folder folder;
    const auto path = folder.path() / "chat.db";
    server_key({}, path);
    ::chmod((path.string() + ".key").c_str(), 0640);
    EXPECT_THROW(server_key({}, path), Error);
    ::chmod((path.string() + ".key").c_str(), 0600);
    std::filesystem::resize_file(path.string() + ".key", 40);
    EXPECT_THROW(server_key({}, path), Error);
    std::filesystem::resize_file(path.string() + ".key", 0);
    EXPECT_THROW(server_key({}, path), Error);
}

TEST(ServerKey, IsRotatedAndTheOneBeforeStaysForADay) {
    crypto_init();
    const Folder folder;
    const auto path = folder.path() / "chat.db";
    const auto first = server_key({}, path);
    EXPECT_EQ(first.previous, "");
    const Time now(milliseconds(1'800'000'000'000));
    rotate_server_key({}, path, now, true);
    const auto second = server_key({}, path);
    EXPECT_NE(second.current, first.current);
    EXPECT_EQ(second.previous, first.current);
    EXPECT_EQ(second.previous_until, now + std::chrono::hours(24));
    rotate_server_key({}, path, now, false);
    EXPECT_EQ(server_key({}, path).previous, "");
    struct stat status{};
    ASSERT_EQ(::stat((path.string() + ".key").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "nothing is left aside";
}

TEST(ServerKey, OfTheEnvironmentIsRotatedThere) {
    const Secrets secrets{{"SERVER_KEY", std::string(32, 'n')}, {"SERVER_KEY_PREVIOUS", std::string(32, 'k')}};
    EXPECT_EQ(server_key(secrets, "/nonexistent/db").previous, std::string(32, 'k'));
    EXPECT_THROW(rotate_server_key(secrets, "/nonexistent/db", Time{}, true), Error);
}

TEST(ServerKey, WithASecondLineOfOthersIsRefused) {
    crypto_init();
    const Folder folder;
    const auto path = folder.path() / "chat.db";
    for (const auto* line :
         {"previous\n", "previous 2026 key\n", "previous 2026-01-31T12:00:00.000Z cut short", "x\n"}) {
        folder.write("chat.db.key", std::string(32, 'k') + "\n" + line);
        ::chmod((path.string() + ".key").c_str(), 0600);
        EXPECT_THROW(server_key({}, path), Error) << line;
    }
}

}  // namespace
}  // namespace rustygpt::config
