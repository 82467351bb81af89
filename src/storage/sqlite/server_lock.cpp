#include "storage/sqlite/server_lock.h"

#include <stdexcept>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace rustygpt::storage::sqlite {

ServerLock::ServerLock(const std::string& database_path) {
    const auto path = database_path + ".lock";
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0) throw std::runtime_error("cannot open the lock file " + path);
    if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
    ::close(file_);
    throw std::runtime_error("the database is in use by another rustygpt-server (" + path + " is locked)");
}

ServerLock::~ServerLock() { ::close(file_); }

}  // namespace rustygpt::storage::sqlite
