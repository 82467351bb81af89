#pragma once

#include <filesystem>
#include <memory>

namespace rustygpt::storage::sqlite {

// Whoever holds it serves the database, or replaces it. A second server on the same file would give out the same event
// rows, so the lock is the file's own, whatever name it was opened by; a lock file beside it covers a moment at which a
// restore has put another file in its place. Both die with their process.
class ServerLock {
public:
    enum class Absent { make, leave };

    // absent: make: a database that is not there is made, empty, 0600. Throws std::runtime_error where somebody else
    // has the lock.
    explicit ServerLock(const std::filesystem::path& database, Absent absent = Absent::make);
    ~ServerLock();
    ServerLock(const ServerLock&) = delete;
    ServerLock& operator=(const ServerLock&) = delete;

private:
    class Held;
    std::unique_ptr<Held> beside_;
    std::unique_ptr<Held> itself_;
};

}  // namespace rustygpt::storage::sqlite
