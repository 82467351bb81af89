#include "tools/csv_sql_memory.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>
#include <stdexcept>

#include <sqlite3.h>

namespace rustygpt::tools::csv_sql {

struct FileSystem::Vfs : sqlite3_vfs {
    std::string text_name;
    std::size_t left = 0;
    bool exhausted = false;
};

namespace {

using Vfs = FileSystem::Vfs;

// A temporary file. SQLite makes the memory for it, szOsFile bytes, and calls close() where open() gave it methods.
struct MemoryFile : sqlite3_file {
    Vfs* owner;
    std::string* bytes;
};

MemoryFile& file_of(sqlite3_file* file) { return *static_cast<MemoryFile*>(file); }
Vfs& vfs_of(sqlite3_vfs* vfs) { return *static_cast<Vfs*>(vfs); }

int close_file(sqlite3_file* file) {
    auto& memory = file_of(file);
    memory.owner->left += memory.bytes->size();
    delete memory.bytes;
    memory.bytes = nullptr;
    return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* out, int amount, sqlite3_int64 offset) {
    const auto& bytes = *file_of(file).bytes;
    const auto wanted = static_cast<std::size_t>(amount);
    const auto begin = std::min(static_cast<std::size_t>(offset), bytes.size());
    const auto there = std::min(wanted, bytes.size() - begin);
    std::memcpy(out, bytes.data() + begin, there);
    std::memset(static_cast<char*>(out) + there, 0, wanted - there);
    return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* data, int amount, sqlite3_int64 offset) {
    auto& memory = file_of(file);
    const auto end = static_cast<std::size_t>(offset) + static_cast<std::size_t>(amount);
    if (end > memory.bytes->size()) {
        const auto more = end - memory.bytes->size();
        if (more > memory.owner->left) {
            memory.owner->exhausted = true;
            return SQLITE_FULL;
        }
        try {
            memory.bytes->resize(end);
        } catch (const std::bad_alloc&) {
            return SQLITE_NOMEM;  // nothing may be thrown through SQLite
        }
        memory.owner->left -= more;
    }
    std::memcpy(memory.bytes->data() + offset, data, static_cast<std::size_t>(amount));
    return SQLITE_OK;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    auto& memory = file_of(file);
    const auto wanted = static_cast<std::size_t>(size);
    if (wanted >= memory.bytes->size()) return SQLITE_OK;
    memory.owner->left += memory.bytes->size() - wanted;
    memory.bytes->resize(wanted);
    return SQLITE_OK;
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(file_of(file).bytes->size());
    return SQLITE_OK;
}

int sync_file(sqlite3_file*, int) { return SQLITE_OK; }
int lock_file(sqlite3_file*, int) { return SQLITE_OK; }
int check_lock(sqlite3_file*, int* reserved) {
    *reserved = 0;
    return SQLITE_OK;
}
int control_file(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
int characteristics(sqlite3_file*) { return 0; }

const sqlite3_io_methods methods{.iVersion = 1,
                                 .xClose = close_file,
                                 .xRead = read_file,
                                 .xWrite = write_file,
                                 .xTruncate = truncate_file,
                                 .xSync = sync_file,
                                 .xFileSize = size_of_file,
                                 .xLock = lock_file,
                                 .xUnlock = lock_file,
                                 .xCheckReservedLock = check_lock,
                                 .xFileControl = control_file,
                                 .xSectorSize = sector_size,
                                 .xDeviceCharacteristics = characteristics,
                                 .xShmMap = nullptr,
                                 .xShmLock = nullptr,
                                 .xShmBarrier = nullptr,
                                 .xShmUnmap = nullptr,
                                 .xFetch = nullptr,
                                 .xUnfetch = nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    file->pMethods = nullptr;
    if (name != nullptr) return SQLITE_CANTOPEN;
    auto* bytes = new (std::nothrow) std::string;
    if (bytes == nullptr) return SQLITE_NOMEM;
    auto* memory = new (file) MemoryFile{};
    memory->owner = &vfs_of(vfs);
    memory->bytes = bytes;
    memory->pMethods = &methods;
    if (flags_out != nullptr) *flags_out = flags;
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs*, const char*, int) { return SQLITE_IOERR_DELETE; }
int access_file(sqlite3_vfs*, const char*, int, int* result) {
    *result = 0;
    return SQLITE_OK;
}
int full_path(sqlite3_vfs*, const char*, int, char*) { return SQLITE_CANTOPEN; }
int randomness(sqlite3_vfs*, int amount, char* out) {
    std::memset(out, 0, static_cast<std::size_t>(amount));
    return amount;
}
int sleep_for(sqlite3_vfs*, int) { return 0; }
int current_time(sqlite3_vfs*, double*) { return SQLITE_ERROR; }
int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

FileSystem::FileSystem(std::size_t quota) : vfs_(std::make_unique<Vfs>()) {
    static std::atomic<std::uint64_t> made = 0;
    vfs_->text_name = "csv_sql " + std::to_string(made++);
    vfs_->left = quota;
    vfs_->iVersion = 1;
    vfs_->szOsFile = sizeof(MemoryFile);
    vfs_->mxPathname = 64;
    vfs_->zName = vfs_->text_name.c_str();
    vfs_->xOpen = open_file;
    vfs_->xDelete = delete_file;
    vfs_->xAccess = access_file;
    vfs_->xFullPathname = full_path;
    vfs_->xRandomness = randomness;
    vfs_->xSleep = sleep_for;
    vfs_->xCurrentTime = current_time;
    vfs_->xGetLastError = last_error;
    if (sqlite3_vfs_register(vfs_.get(), 0) != SQLITE_OK) throw std::runtime_error("SQLite takes no file system");
}

FileSystem::~FileSystem() { sqlite3_vfs_unregister(vfs_.get()); }

const std::string& FileSystem::name() const { return vfs_->text_name; }
bool FileSystem::exhausted() const { return vfs_->exhausted; }

}  // namespace rustygpt::tools::csv_sql
