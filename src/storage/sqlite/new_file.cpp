#include "storage/sqlite/new_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"

namespace rustygpt::storage::sqlite {
namespace {

constexpr std::size_t block_bytes = 1 << 20;

[[noreturn]] void fail(std::string_view what, const std::filesystem::path& path) {
    throw std::runtime_error(fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno)));
}

class Descriptor {
public:
    Descriptor(const std::filesystem::path& path, int flags) : fd(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    const int fd;
};

void sync(const std::filesystem::path& path, int flags) {
    const Descriptor file(path, flags);
    if (file.fd < 0 || ::fsync(file.fd) != 0) fail("write", path);
}

// Some file systems (FAT, network shares) know no exchange of names that refuses to replace.
bool rename_to(const std::filesystem::path& from, const std::filesystem::path& to, bool replace) {
    if (!replace) {
        if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
        if (errno != EINVAL || ::access(to.c_str(), F_OK) == 0) return false;
    }
    return std::rename(from.c_str(), to.c_str()) == 0;
}

constexpr std::string_view mark = ".unfinished-";
constexpr std::size_t token_bytes = 6;
constexpr std::size_t token_characters = 8;

// With SQLite's own files beside it.
void remove_with_journals(const std::filesystem::path& path) {
    for (const auto* end : {"", "-wal", "-shm", "-journal"}) ::unlink((path.string() + end).c_str());
}

bool named_by_us(const std::filesystem::path& path) {
    const auto name = path.filename().string();
    const auto at = name.rfind(mark);
    return at != name.npos && name.size() == at + mark.size() + token_characters;
}

// Empty, or begun by SQLite.
bool written_by_us(int fd) {
    static constexpr std::string_view begins = "SQLite format 3";
    char head[begins.size()];
    const auto got = ::pread(fd, head, sizeof head, 0);
    return got == 0 || (got == sizeof head && std::string_view(head, sizeof head) == begins);
}

// Whoever works on one holds its lock, which dies with the process.
void remove_what_killed_ones_left(const std::filesystem::path& folder) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder.empty() ? "." : folder, ignored)) {
        if (!named_by_us(entry.path()) || !entry.is_regular_file(ignored) || entry.is_symlink(ignored)) continue;
        const Descriptor left(entry.path(), O_RDONLY | O_NOFOLLOW);
        struct stat status{};
        if (left.fd < 0 || ::fstat(left.fd, &status) != 0 || status.st_uid != ::geteuid()) continue;
        if (written_by_us(left.fd) && ::flock(left.fd, LOCK_EX | LOCK_NB) == 0) remove_with_journals(entry.path());
    }
}

// True also where the file system has no locks: the name is new.
bool locked_in_time(int fd, const std::filesystem::path& path) {
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return false;
    struct stat opened{};
    struct stat named{};
    return ::fstat(fd, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino;
}

}  // namespace

NewFile::NewFile(const std::filesystem::path& place) : place_(place), path_(place) {
    remove_what_killed_ones_left(place.parent_path());
    // Whoever clears the folder may take it for a killed one's before it is locked; then another is made.
    do {
        if (lock_ >= 0) ::close(lock_);
        path_ = place.string() + std::string(mark) + random_token(token_bytes);
        lock_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (lock_ < 0) fail("write", path_);
    } while (!locked_in_time(lock_, path_));
}

NewFile::~NewFile() {
    remove_with_journals(path_);
    ::close(lock_);
}

void NewFile::copy_from(const std::filesystem::path& source) {
    const Descriptor from(source, O_RDONLY);
    if (from.fd < 0) fail("read", source);
    const Descriptor to(path_, O_WRONLY | O_TRUNC);
    if (to.fd < 0) fail("write", path_);
    std::vector<char> block(block_bytes);
    for (;;) {
        const auto got = ::read(from.fd, block.data(), block.size());
        if (got == 0) return;
        if (got < 0) fail("read", source);
        for (ssize_t done = 0; done < got;) {
            const auto put = ::write(to.fd, block.data() + done, static_cast<std::size_t>(got - done));
            if (put < 0) fail("write", path_);
            done += put;
        }
    }
}

void NewFile::move_into_place(bool replace) {
    sync(path_, O_RDONLY);
    if (!rename_to(path_, place_, replace)) fail("write", place_);
    sync_folder_of(place_);
}

void sync_file(const std::filesystem::path& path) {
    sync(path, O_RDONLY);
    sync_folder_of(path);
}

void sync_folder_of(const std::filesystem::path& path) {
    const auto folder = path.parent_path();
    sync(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace rustygpt::storage::sqlite
