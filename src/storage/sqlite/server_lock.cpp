#include "storage/sqlite/server_lock.h"

#include <cerrno>
#include <cstring>
#include <mutex>
#include <set>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rustygpt::storage::sqlite {
namespace {

namespace fs = std::filesystem;
using Inode = std::pair<dev_t, ino_t>;

// The inodes that this process holds. Nobody here opens such a file a second time to try its lock: closing any
// descriptor of a file drops the locks that SQLite has on it in this process (POSIX).
struct Own {
    std::mutex mutex;
    std::set<Inode> inodes;

    static Own& all() {
        static Own own;
        return own;
    }
    bool has(const fs::path& path) {
        struct stat status{};
        const std::lock_guard lock(mutex);
        return ::stat(path.c_str(), &status) == 0 && inodes.contains({status.st_dev, status.st_ino});
    }
};

}  // namespace

// A lock of flock(2), which knows nothing of SQLite's own.
class ServerLock::Held {
public:
    Held(const fs::path& path, int flags) : fd_(open_unless_held(path, flags)) {
        if (fd_ < 0) throw std::runtime_error(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
        if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
            ::close(fd_);
            refuse(path);
        }
        struct stat status{};
        ::fstat(fd_, &status);
        inode_ = {status.st_dev, status.st_ino};
        const std::lock_guard lock(Own::all().mutex);
        Own::all().inodes.insert(inode_);
    }
    ~Held() {
        {
            const std::lock_guard lock(Own::all().mutex);
            Own::all().inodes.erase(inode_);
        }
        ::close(fd_);
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

private:
    static int open_unless_held(const fs::path& path, int flags) {
        if (Own::all().has(path)) refuse(path);
        return ::open(path.c_str(), flags | O_CLOEXEC, 0600);
    }
    [[noreturn]] static void refuse(const fs::path& path) {
        throw std::runtime_error(
            fmt::format("the database is in use by another rustygpt-server ({} is locked)", path.string()));
    }

    int fd_;
    Inode inode_;
};

ServerLock::ServerLock(const fs::path& database, Absent absent) {
    // Beside the file itself, as SQLite's journals are, not beside a link to it.
    auto lock_file = fs::weakly_canonical(database);
    lock_file += ".lock";
    beside_ = std::make_unique<Held>(lock_file, O_RDWR | O_CREAT);
    if (absent == Absent::make || fs::exists(database))
        itself_ = std::make_unique<Held>(database, absent == Absent::make ? O_RDWR | O_CREAT : O_RDWR);
}

ServerLock::~ServerLock() = default;

}  // namespace rustygpt::storage::sqlite
