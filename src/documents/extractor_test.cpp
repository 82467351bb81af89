#include "documents/extractor.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/describe/enum_to_string.hpp>
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "base/failure.h"
#include "documents/reader.h"

namespace rustygpt::documents {
namespace {

using namespace std::chrono_literals;

// The server's main() does this; here the test program is the binary that starts itself.
__attribute__((constructor)) void read_where_asked(int argc, char** argv, char**) {
    if (asked_to_read(argc, argv)) _exit(read_document(argc, argv));
}

class ExtractorTest : public testing::Test {
protected:
    void SetUp() override {
        crypto_init();
        folder_ = std::filesystem::temp_directory_path() / ("rustygpt-" + random_token(9));
        std::filesystem::create_directory(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    static std::string read(const ExtractorOptions& options, Format format, std::string_view bytes,
                            std::stop_token stop = {}) {
        try {
            return Extractor(options).text(format, bytes, std::move(stop));
        } catch (const Unreadable& unreadable) {
            return std::string("none ") + boost::describe::enum_to_string(unreadable.reason, "?");
        }
    }
    // A child that behaves as this shell script.
    ExtractorOptions script(const std::string& lines) {
        const auto file = folder_ / "child";
        std::ofstream(file) << "#!/bin/sh\n" << lines << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return {.program = file.string()};
    }

private:
    std::filesystem::path folder_;
};

TEST_F(ExtractorTest, ReadsInAChild) {
    EXPECT_EQ(read({}, Format::html, "<h1>A</h1>b"), "# A\n\nb");
    EXPECT_EQ(read({}, Format::json, "{"), "none malformed");
    EXPECT_EQ(read({}, Format::text, ""), "none empty");
    const std::string large(8'000'000, 'x');
    EXPECT_EQ(read({}, Format::text, large), large);
    EXPECT_EQ(read({.reading = {.text_bytes = 1'000}}, Format::text, large), "none too_long");
}

TEST_F(ExtractorTest, OutlivesAChildThatMisbehaves) {
    EXPECT_EQ(read(script("kill -SEGV $$"), Format::text, "x"), "none failed");
    EXPECT_EQ(read(script("exit 0"), Format::text, "x"), "none failed");
    EXPECT_EQ(read(script("printf 'text 4\\nabc'"), Format::text, "x"), "none failed");        // cut short
    EXPECT_EQ(read(script("printf 'text 2\\nabc'"), Format::text, "x"), "none failed");
    EXPECT_EQ(read(script("printf 'text 1\\n\\377'"), Format::text, "x"), "none failed");      // no UTF-8
    EXPECT_EQ(read(script("printf 'text 2\\n..'"), Format::text, "x"), "none failed");         // no word
    EXPECT_EQ(read(script("printf 'none nonsense\\n'"), Format::text, "x"), "none failed");
    EXPECT_EQ(read(script("printf 'none encrypted\\n'"), Format::text, "x"), "none encrypted");
    EXPECT_EQ(read(script("printf 'text 3\\nabc'"), Format::text, "x"), "abc");
    EXPECT_EQ(read(script("exec cat /dev/zero"), Format::text, "x"), "none too_long");
    auto slow = script("exec sleep 600");
    slow.patience = 100ms;
    EXPECT_EQ(read(slow, Format::text, "x"), "none too_slow");
    EXPECT_THROW(read({.program = "/nowhere"}, Format::text, "x"), Failure);
}

TEST_F(ExtractorTest, EndsTheChildWhenStopped) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(read(script("exec sleep 600"), Format::text, "x", stop.get_token()), Failure);
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);  // nobody is left
}

TEST_F(ExtractorTest, GivesTheChildNothing) {
    setenv("RUSTYGPT__SECRETS__SERVER_KEY", "secret", 1);
    const int null = open("/dev/null", O_RDONLY);
    const int open_file = fcntl(null, F_DUPFD, 100);  // as careless code would leave it
    close(null);
    const auto options =
        script("bytes=$(wc -c < /proc/$$/environ)\nfiles=$(test -e /proc/$$/fd/" + std::to_string(open_file) +
               " && echo one || echo none)\nprintf \"text $((${#bytes} + 1 + ${#files}))\\n$bytes $files\"");
    EXPECT_EQ(read(options, Format::text, "x"), "0 none");
    close(open_file);
}

// What `act` returns, in a child that is confined: 0 to 255.
int confined(const Confinement& limits, int (*act)()) {
    const auto child = fork();
    if (child == 0) _exit(confine(limits) ? act() : 255);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

TEST(Confinement, RefusesFilesNetworkAndProcesses) {
    EXPECT_EQ(confined({}, [] { return open("/etc/passwd", O_RDONLY) < 0 ? errno : 0; }), EPERM);
    EXPECT_EQ(confined({}, [] { return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0; }), EPERM);
    EXPECT_EQ(confined({}, [] { return fork() < 0 ? errno : 0; }), EPERM);
    EXPECT_EQ(confined({}, [] { return execl("/bin/true", "true", nullptr) < 0 ? errno : 0; }), EPERM);
    EXPECT_EQ(confined({}, [] { return kill(getppid(), 0) < 0 ? errno : 0; }), EPERM);
    EXPECT_EQ(confined({}, [] { return write(STDERR_FILENO, "", 0) == 0 ? 7 : 0; }), 7);  // what was open stays so
}

TEST(Confinement, EndsWhatBurnsCpu) {
    EXPECT_EQ(confined({.cpu_seconds = 1},
                       [] {
                           for (std::atomic<int> i = 0;; ++i) {}
                           return 0;
                       }),
              256 + SIGKILL);
}

}  // namespace
}  // namespace rustygpt::documents
