#pragma once

#include <memory>
#include <string>

#include "storage/database.h"
#include "storage/metrics.h"

namespace rustygpt::storage {

struct SqliteOptions {
    std::string path;                             // the database file; made with mode 0600 where absent
    unsigned readers = 2;                         // connections and threads for reading, 1 or more
    milliseconds statement_timeout{10'000};       // for a statement, and for another process's lock
    std::size_t max_queued_writes = 65'536;       // past it writes fail as queue_full
    bool serve = false;                           // hold the lock that keeps a second server off the file
    DatabaseMetrics* metrics = nullptr;           // of readers + 1 threads; outlives the database
};

// Opens the file, brings its schema up to date, starts the writer and the readers. Throws std::runtime_error whose
// message suits an operator: not to be opened, newer than this binary, in use by another server.
std::unique_ptr<Database> open_sqlite(const SqliteOptions& options);

}  // namespace rustygpt::storage
