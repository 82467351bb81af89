// The real server, but that no answer ever begins: what a prompt costs up to there.
//
// Linked before the chat's library, whose own Answers::start is left out (the linker takes the first of two). Where
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

#include "chat/answers.h"

namespace {

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

}  // namespace

// SQLite is linked statically: its syncs come here.
extern "C" int fdatasync(int file) {
    static auto* counter = map_counter();
    if (counter && is_write_ahead_log(file)) ++*counter;
    return static_cast<int>(::syscall(SYS_fdatasync, file));
}

void rustygpt::chat::Answers::start(Assignment) {}
