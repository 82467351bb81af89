#pragma once

#include <string>

namespace rustygpt::storage::sqlite {

// Whoever holds it serves the database, or replaces it. A second server on the same file would give out the same event
// rows. The lock dies with its process.
class ServerLock {
public:
    // Throws std::runtime_error where somebody else has it.
    explicit ServerLock(const std::string& database_path);
    ~ServerLock();
    ServerLock(const ServerLock&) = delete;
    ServerLock& operator=(const ServerLock&) = delete;

private:
    int file_;
};

}  // namespace rustygpt::storage::sqlite
