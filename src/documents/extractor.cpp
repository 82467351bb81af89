#include "documents/extractor.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include "base/failure.h"
#include "base/plain_text.h"
#include "base/utf8.h"
#include "words/words.h"
#include "telemetry/log.h"

namespace rustygpt::documents {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t longest_head = 64;  // "text 33554432\n"
constexpr std::chrono::milliseconds glance{100};  // how often a request to stop is looked for

Failure no_child() { return Failure::busy(Failure::Kind::unavailable, "No process to read documents in.", 5); }

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() { reset(); }
    void reset() {
        if (number_ >= 0) close(std::exchange(number_, -1));
    }
    [[nodiscard]] int get() const { return number_; }

private:
    int number_;
};

// What posix_spawn is told, freed at the end.
struct SpawnPlan {
    posix_spawn_file_actions_t files{};
    posix_spawnattr_t attributes{};

    explicit SpawnPlan(int socket) {
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&files, socket, STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
        posix_spawnattr_init(&attributes);
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
    }
};

std::vector<std::string> arguments_of(Format format, const ExtractorOptions& options) {
    return {"rustygpt-server",
            "read-document",
            boost::describe::enum_to_string(format, ""),
            std::to_string(options.reading.text_bytes),
            std::to_string(options.reading.pages),
            std::to_string(options.confinement.memory_bytes),
            std::to_string(options.confinement.cpu_seconds)};
}

// A child and our end of its socket. It is gone, and reaped, when this is.
class Child {
public:
    Child(Format format, const ExtractorOptions& options) {
        int ends[2] = {-1, -1};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw no_child();
        socket_ = ends[0];
        const Descriptor theirs(ends[1]);
        const SpawnPlan plan(theirs.get());
        auto arguments = arguments_of(format, options);
        std::vector<char*> words;
        for (auto& argument : arguments) words.push_back(argument.data());
        words.push_back(nullptr);
        char* environment[] = {nullptr};
        const int failed =
            posix_spawn(&pid_, options.program.c_str(), &plan.files, &plan.attributes, words.data(), environment);
        if (failed == 0) return;
        close(socket_);
        throw no_child();
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        close(socket_);
        kill(pid_, SIGKILL);
        int status = 0;
        while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    }

    [[nodiscard]] int socket() const { return socket_; }

private:
    int socket_ = -1;
    pid_t pid_ = -1;
};

// Feeds the child and listens to it, both at once, until it has closed its end.
class Conversation {
public:
    Conversation(int socket, std::string_view bytes, std::size_t most, std::chrono::milliseconds patience)
        : socket_(socket), rest_(bytes), most_(most), deadline_(SteadyClock::now() + patience) {}

    std::string hold(const std::stop_token& stop) {
        fcntl(socket_, F_SETFL, O_NONBLOCK);
        while (true) {
            if (stop.stop_requested()) throw no_child();
            if (SteadyClock::now() >= deadline_) throw Unreadable(Reason::too_slow);
            pollfd watched{.fd = socket_, .events = POLLIN, .revents = 0};
            if (!rest_.empty()) watched.events |= POLLOUT;
            if (poll(&watched, 1, static_cast<int>(glance.count())) < 0 && errno != EINTR) throw no_child();
            if ((watched.revents & POLLOUT) != 0) give();
            if ((watched.revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !take()) return std::move(said_);
        }
    }

private:
    void give() {
        const auto sent = send(socket_, rest_.data(), rest_.size(), MSG_NOSIGNAL);
        if (sent > 0) rest_.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN && errno != EINTR) rest_ = {};  // it does not want the rest; it may have said why
        if (rest_.empty()) shutdown(socket_, SHUT_WR);
    }

    // False at the end.
    bool take() {
        char buffer[65'536];
        const auto got = recv(socket_, buffer, sizeof(buffer), 0);
        if (got < 0) return errno == EAGAIN || errno == EINTR;
        said_.append(buffer, static_cast<std::size_t>(got));
        if (said_.size() > most_) throw Unreadable(Reason::too_long);
        return got > 0;
    }

    int socket_;
    std::string_view rest_;
    std::size_t most_;
    SteadyClock::time_point deadline_;
    std::string said_;
};

// What the child said, believed as little as any input.
std::string understood(std::string said, const ReadingLimits& limits) {
    const auto line = said.substr(0, std::min(said.find('\n'), longest_head));
    if (line.starts_with("none ")) {
        auto reason = Reason::failed;
        boost::describe::enum_from_string(line.c_str() + 5, reason);
        throw Unreadable(reason);
    }
    std::size_t size = 0;
    const bool counted = line.starts_with("text ") &&
                         std::from_chars(line.data() + 5, line.data() + line.size(), size).ec == std::errc{};
    if (!counted || said.size() != line.size() + 1 + size) throw Unreadable(Reason::failed);
    said.erase(0, line.size() + 1);
    if (said.size() > limits.text_bytes) throw Unreadable(Reason::too_long);
    if (!utf8::valid(said) || !is_plain(said) || !words::has_words(said)) throw Unreadable(Reason::failed);
    return said;
}

}  // namespace

std::string Extractor::text(Format format, std::string_view bytes, std::stop_token stop) const {
    if (bytes.empty()) throw Unreadable(Reason::empty);
    const auto began = SteadyClock::now();
    const Child child(format, options_);
    Conversation conversation(child.socket(), bytes, options_.reading.text_bytes + longest_head, options_.patience);
    try {
        return understood(conversation.hold(stop), options_.reading);
    } catch (const Unreadable& unreadable) {
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - began);
        log::info("a document was unreadable", {{"format", boost::describe::enum_to_string(format, "")},
                                                {"reason", boost::describe::enum_to_string(unreadable.reason, "")},
                                                {"bytes", static_cast<std::int64_t>(bytes.size())},
                                                {"took_ms", static_cast<std::int64_t>(took.count())}});
        throw;
    }
}

}  // namespace rustygpt::documents
