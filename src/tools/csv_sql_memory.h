#pragma once

#include <memory>
#include <string>

namespace rustygpt::tools::csv_sql {

// The file system that one connection of csv_sql sees: none. What SQLite puts into temporary files when it sorts or
// keeps intermediate tables stays in memory, within a quota of this connection (sqlite3_hard_heap_limit64 would be the
// whole process's); past it the statement fails with SQLITE_FULL. No file can be opened by a name, the clock stands
// still and the randomness is zeros. It has to outlive its connection.
class FileSystem {
public:
    explicit FileSystem(std::size_t quota);
    ~FileSystem();
    FileSystem(const FileSystem&) = delete;
    FileSystem& operator=(const FileSystem&) = delete;

    // What sqlite3_open_v2 takes.
    [[nodiscard]] const std::string& name() const;
    // Whether the quota was ever in the way.
    [[nodiscard]] bool exhausted() const;

    struct Vfs;

private:
    std::unique_ptr<Vfs> vfs_;
};

}  // namespace rustygpt::tools::csv_sql
