#include "app/commands.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/crypto.h"

namespace rustygpt::app {
namespace {

// A folder with an empty configuration, so that none of the surroundings is read.
class Commands : public testing::Test {
protected:
    void SetUp() override {
        crypto_init();
        folder_ = std::filesystem::temp_directory_path() / ("rustygpt-" + random_token(9));
        std::filesystem::create_directory(folder_);
        std::ofstream(folder_ / "empty.toml").flush();
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    Command run(std::vector<std::string> words) {
        const auto config = (folder_ / "empty.toml").string();
        const auto database = "sqlite:" + (folder_ / "x.db").string();
        words.insert(words.begin(), "rustygpt-server");
        words.insert(words.end(), {"--config", config, "--database", database});
        std::vector<const char*> argv;
        for (const auto& word : words) argv.push_back(word.c_str());
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        auto command = parse_command(static_cast<int>(argv.size()), argv.data());
        out = testing::internal::GetCapturedStdout();
        err = testing::internal::GetCapturedStderr();
        return command;
    }

    std::filesystem::path folder_;
    std::string out;
    std::string err;
};

TEST_F(Commands, WithoutAWordItServesWithTheFlags) {
    const auto command =
        run({"--port", "9000", "--set", "session.idle_seconds=60", "--set", "server.trusted_proxies=::1,10.0.0.0/8"});
    EXPECT_TRUE(command.serve);
    EXPECT_EQ(command.loaded.settings.server.port, 9000);
    EXPECT_EQ(command.loaded.settings.session.idle_seconds, 60);
    EXPECT_EQ(command.loaded.settings.server.trusted_proxies.size(), 2u);
    EXPECT_EQ(command.loaded.origins.at("server.port"), "flag --port");
    EXPECT_EQ(err, "");
}

TEST_F(Commands, LimitsResetTellsHowManyAssignmentsWent) {
    const auto command = run({"limits", "reset"});
    EXPECT_FALSE(command.serve);
    EXPECT_EQ(command.exit_code, 0);
    EXPECT_EQ(out, "Removed 0 assignments; profiles stay. A running server follows within a second.\n");
    EXPECT_EQ(run({"limits"}).exit_code, 2) << "a word is missing";
}

TEST_F(Commands, ExplainTellsValuesAndSources) {
    const auto command = run({"config", "explain", "--port", "9000"});
    EXPECT_FALSE(command.serve);
    EXPECT_EQ(command.exit_code, 0);
    EXPECT_NE(out.find("server.port = \"9000\"  # flag --port\n"), std::string::npos) << out;
    EXPECT_NE(out.find("server.threads = \"0\"  # default\n"), std::string::npos);
}

TEST_F(Commands, WhatIsWrongIsToldInOneLine) {
    struct Case {
        std::vector<std::string> words;
        int code;
        const char* told;
    };
    const Case cases[] = {
        {{"--port", "70000"},
         2,
         "server.port: \"70000\" from flag --port is not valid; allowed: a whole number from 0 to 65535"},
        {{"--set", "server.prot=1"}, 2, "server.prot: unknown key in flag --set"},
        {{"--set", "server.port"}, 2, "allowed: KEY=VALUE"},
        {{"config", "check", "--set", "sse.persistence.retention_hours=1"}, 2, "24 to 72"},
        {{"user", "disable", "--email", "nobody@example.org"}, 1, "Nobody has this email address."},
        {{"user", "create", "--email", "no address", "--username", "ada", "--role", "member", "--password-stdin"},
         2,
         "--email"},
        {{"user", "create", "--email", "a@b", "--username", "ada", "--role", "king", "--password-stdin"},
         2,
         "admin, member, read_only"},
        {{"user", "create", "--email", "a@b", "--username", "x", "--role", "member", "--password-stdin"},
         2,
         "--username"},
    };
    for (const auto& one : cases) {
        const auto command = run(one.words);
        EXPECT_FALSE(command.serve);
        EXPECT_EQ(command.exit_code, one.code) << one.told;
        EXPECT_NE(err.find(one.told), std::string::npos) << err;
        EXPECT_EQ(std::ranges::count(err, '\n'), 1) << err;
    }
}

TEST_F(Commands, WrongUsageIsTwo) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"user"},
          {"nonsense"},
          {"user", "create"},
          {"--nonsense"},
          {"user", "create", "--email", "a@b", "--username", "ada", "--role", "member"}}) {
        EXPECT_EQ(run(words).exit_code, 2);
        EXPECT_NE(err, "");
    }
}

TEST_F(Commands, HelpAndVersionAreNoErrors) {
    for (const auto* word : {"--help", "--version"}) {
        const auto command = run({word});
        EXPECT_FALSE(command.serve);
        EXPECT_EQ(command.exit_code, 0);
        EXPECT_NE(out, "");
    }
}

}  // namespace
}  // namespace rustygpt::app
