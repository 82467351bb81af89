#include "observed_disk.h"

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rustygpt::power {
namespace {

int log_file() {
    static const int file = [] {
        const char* path = std::getenv("POWER_LOG");
        if (path == nullptr) return -1;
        const int opened = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (opened < 0) std::abort();
        return opened;
    }();
    return file;
}

template <class N>
void put(std::string& out, N number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    out.append(bytes, sizeof number);
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string path_of(int fd) {
    char path[4096];
    const auto size = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path, sizeof path);
    return size > 0 ? std::string(path, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

void record(char kind, std::string_view path, std::int64_t offset, std::string_view data) {
    const int file = log_file();
    if (file < 0) return;
    const auto name = last_part(path);
    std::string bytes(1, kind);
    put(bytes, static_cast<std::uint16_t>(name.size()));
    put(bytes, static_cast<std::uint32_t>(data.size()));
    put(bytes, offset);
    bytes.append(name).append(data);
    // One call each: O_APPEND keeps the records of all threads whole.
    if (::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
}

void pause_at_sync() {
    static const char* const control = std::getenv("POWER_CONTROL");
    if (control == nullptr) return;
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    const int fd = std::atoi(control);
    char byte = 'S';
    if (::write(fd, &byte, 1) == 1) static_cast<void>(::read(fd, &byte, 1));
}

}  // namespace rustygpt::power

// The linker leads the server's and SQLite's calls here (--wrap).
extern "C" {

int __real_fsync(int fd);
int __real_fdatasync(int fd);
int __real_link(const char* from, const char* to);

int __wrap_fsync(int fd) {
    const int result = __real_fsync(fd);
    struct stat status{};
    if (result == 0 && ::fstat(fd, &status) == 0)
        rustygpt::power::record(S_ISDIR(status.st_mode) ? 'D' : 'F', rustygpt::power::path_of(fd));
    return result;
}

// SQLite's way to sync the folder of a new journal; its files' own syncs are seen above it.
int __wrap_fdatasync(int fd) {
    const int result = __real_fdatasync(fd);
    struct stat status{};
    if (result == 0 && ::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode))
        rustygpt::power::record('D', rustygpt::power::path_of(fd));
    return result;
}

int __wrap_link(const char* from, const char* to) {
    const int result = __real_link(from, to);
    if (result == 0) rustygpt::power::record('L', from, 0, rustygpt::power::last_part(to));
    return result;
}
}
