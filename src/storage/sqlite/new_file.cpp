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

}  // namespace

NewFile::NewFile(const std::filesystem::path& place) : place_(place), path_(place) {
    path_ += ".unfinished-" + random_token(6);
    const Descriptor made(path_, O_WRONLY | O_CREAT | O_EXCL);
    if (made.fd < 0) fail("write", path_);
}

NewFile::~NewFile() {
    // SQLite's own files beside it too.
    for (const auto* end : {"", "-wal", "-shm", "-journal"}) ::unlink((path_.string() + end).c_str());
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

void sync_folder_of(const std::filesystem::path& path) {
    const auto folder = path.parent_path();
    sync(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace rustygpt::storage::sqlite
