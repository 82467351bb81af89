// The real server with an engine that never says anything: what a prompt costs up to the point where an answer begins.
//
// Linked with the server's main before the nodes' library, so that this make_engine is the one that is taken. Where
// BENCH_SYNCS names a file of 8 bytes, it counts there how often the write-ahead log was synced: that is, commits.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "nodes/engine.h"

namespace {

using namespace rustygpt;

std::atomic<std::uint64_t>* map_counter() {
    const char* path = std::getenv("BENCH_SYNCS");
    const int file = path ? ::open(path, O_RDWR | O_CLOEXEC) : -1;
    void* memory = file < 0 ? MAP_FAILED : ::mmap(nullptr, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    return memory == MAP_FAILED ? nullptr : static_cast<std::atomic<std::uint64_t>*>(memory);
}

bool is_write_ahead_log(int file) {
    char link[32];
    char path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const auto size = ::readlink(link, path, sizeof path);
    return size > 0 && std::string_view(path, static_cast<std::size_t>(size)).ends_with("-wal");
}

class ParkedEngine final : public reasoning::Engine {
public:
    Task<reasoning::Ending> answer(reasoning::Question, reasoning::AnswerSink&, std::stop_token stop) override {
        using Done = std::shared_ptr<Completion<void>>;
        struct Wake {
            Done done;
            void operator()() const { (*done)(Outcome<void>{.error = nullptr, .value = std::monostate{}}); }
        };
        std::unique_ptr<std::stop_callback<Wake>> waiting;
        auto park = [&](Completion<void> done) {
            waiting = std::make_unique<std::stop_callback<Wake>>(stop, Wake{std::make_shared<Completion<void>>(std::move(done))});
        };
        co_await suspend<void>(park);
        co_return reasoning::Ending{.finish_reason = reasoning::FinishReason::cancelled};
    }
    [[nodiscard]] bool knows_model(std::string_view) const override { return true; }
};

}  // namespace

// SQLite is linked statically: its syncs come here.
extern "C" int fdatasync(int file) {
    static auto* counter = map_counter();
    if (counter && is_write_ahead_log(file)) ++*counter;
    return static_cast<int>(::syscall(SYS_fdatasync, file));
}

namespace rustygpt::nodes {

std::unique_ptr<reasoning::Engine> make_engine(const tools::Registry&, Pool&, reasoning::Limits,
                                               std::vector<std::unique_ptr<reasoning::Model>>) {
    return std::make_unique<ParkedEngine>();
}

}  // namespace rustygpt::nodes
