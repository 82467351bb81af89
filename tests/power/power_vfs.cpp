// Stands between SQLite and its VFS for the system's files: all is done as always, and recorded. Registered as the
// default before main() begins, so that the server that is linked with it opens its database through it.
//
// POWER_LIES=1: syncs of the write-ahead log are claimed and not done, as some disks do.
// POWER_SYNCHRONOUS=OFF|NORMAL: the setting of the server's connections is lowered to that.
// POWER_CHECKPOINT=N: the log is checkpointed past N pages, for more of these moments.

#include <cstdlib>
#include <cstring>
#include <string>

#include <sqlite3.h>
#include <sys/stat.h>

#include "observed_disk.h"

namespace rustygpt::power {
namespace {

// What SQLite allocates for a file: this, and behind it the file of the VFS below.
struct Observed {
    sqlite3_file base;
    const char* path;
    bool lies;
};

sqlite3_vfs* below() {
    static sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
    return vfs;
}

Observed* self(sqlite3_file* file) { return reinterpret_cast<Observed*>(file); }
sqlite3_file* inner(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(self(file) + 1); }
const sqlite3_io_methods* methods_of(sqlite3_file* file) { return inner(file)->pMethods; }

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    record('W', self(file)->path, offset, {static_cast<const char*>(data), static_cast<std::size_t>(size)});
    return methods_of(file)->xWrite(inner(file), data, size, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    record('T', self(file)->path, size);
    return methods_of(file)->xTruncate(inner(file), size);
}

int sync(sqlite3_file* file, int flags) {
    record('S', self(file)->path);
    pause_at_sync();
    if (self(file)->lies) return SQLITE_OK;
    const int result = methods_of(file)->xSync(inner(file), flags);
    if (result == SQLITE_OK) record('E', self(file)->path);
    return result;
}

// All others are the VFS's own.
const sqlite3_io_methods observed_methods{
    3,
    [](sqlite3_file* f) { return methods_of(f)->xClose(inner(f)); },
    [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) { return methods_of(f)->xRead(inner(f), to, size, at); },
    write,
    truncate,
    sync,
    [](sqlite3_file* f, sqlite3_int64* size) { return methods_of(f)->xFileSize(inner(f), size); },
    [](sqlite3_file* f, int level) { return methods_of(f)->xLock(inner(f), level); },
    [](sqlite3_file* f, int level) { return methods_of(f)->xUnlock(inner(f), level); },
    [](sqlite3_file* f, int* out) { return methods_of(f)->xCheckReservedLock(inner(f), out); },
    [](sqlite3_file* f, int what, void* argument) { return methods_of(f)->xFileControl(inner(f), what, argument); },
    [](sqlite3_file* f) { return methods_of(f)->xSectorSize(inner(f)); },
    [](sqlite3_file* f) { return methods_of(f)->xDeviceCharacteristics(inner(f)); },
    [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
        return methods_of(f)->xShmMap(inner(f), page, size, extend, out);
    },
    [](sqlite3_file* f, int at, int count, int flags) { return methods_of(f)->xShmLock(inner(f), at, count, flags); },
    [](sqlite3_file* f) { methods_of(f)->xShmBarrier(inner(f)); },
    [](sqlite3_file* f, int remove) { return methods_of(f)->xShmUnmap(inner(f), remove); },
    [](sqlite3_file* f, sqlite3_int64 at, int size, void** out) {
        return methods_of(f)->xFetch(inner(f), at, size, out);
    },
    [](sqlite3_file* f, sqlite3_int64 at, void* page) { return methods_of(f)->xUnfetch(inner(f), at, page); },
};

constexpr int kept_files = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL | SQLITE_OPEN_SUPER_JOURNAL;

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    if (path == nullptr || (flags & kept_files) == 0) return below()->xOpen(below(), path, file, flags, out_flags);
    struct stat status{};
    const bool there = ::stat(path, &status) == 0 && status.st_size > 0;  // the server makes its database empty
    std::memset(file, 0, sizeof(Observed));
    const int result = below()->xOpen(below(), path, inner(file), flags, out_flags);
    if (inner(file)->pMethods == nullptr) return result;
    const bool log = (flags & SQLITE_OPEN_WAL) != 0;
    *self(file) = {{&observed_methods}, path, log && std::getenv("POWER_LIES") != nullptr};
    if (!there && result == SQLITE_OK) record('O', path);
    return result;
}

int remove(sqlite3_vfs*, const char* path, int sync_folder) {
    // Before the folder's own sync, which the call below may end with.
    record('X', path);
    return below()->xDelete(below(), path, sync_folder);
}

[[maybe_unused]] const bool registered = [] {
    sqlite3_initialize();
    static sqlite3_vfs vfs = *below();
    vfs.szOsFile += static_cast<int>(sizeof(Observed));
    vfs.zName = "power";
    vfs.pNext = nullptr;
    vfs.xOpen = open;
    vfs.xDelete = remove;
    return sqlite3_vfs_register(&vfs, 1) == SQLITE_OK;
}();

}  // namespace
}  // namespace rustygpt::power

extern "C" {

int __real_sqlite3_exec(sqlite3* connection, const char* sql, int (*row)(void*, int, char**, char**), void* argument,
                        char** error);

int __wrap_sqlite3_exec(sqlite3* connection, const char* sql, int (*row)(void*, int, char**, char**), void* argument,
                        char** error) {
    static constexpr std::string_view setting = "PRAGMA synchronous=FULL;";
    std::string text(sql);
    if (const auto at = text.find(setting); at != text.npos) {
        const char* lowered = std::getenv("POWER_SYNCHRONOUS");
        const char* pages = std::getenv("POWER_CHECKPOINT");
        if (lowered) text.replace(at, setting.size(), std::string("PRAGMA synchronous=") + lowered + ";");
        if (pages) text += std::string(";PRAGMA wal_autocheckpoint=") + pages;
    }
    return __real_sqlite3_exec(connection, text.c_str(), row, argument, error);
}
}
