#pragma once

#include <filesystem>

namespace rustygpt::storage::sqlite {

// A file that is not finished: made aside, 0600, under a name of its own, and gone again unless it is moved to its
// place. What a process that was killed has left in the folder goes when the next one is made there.
class NewFile {
public:
    // Beside `place`, empty. Throws std::runtime_error.
    explicit NewFile(const std::filesystem::path& place);
    ~NewFile();
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    // Fills it with a copy of another file. Throws std::runtime_error.
    void copy_from(const std::filesystem::path& source);
    // Durable when it returns: the content first, then the name. Where `replace` is false, a file that has come to be
    // there meanwhile stays, and this throws. Throws std::runtime_error.
    void move_into_place(bool replace);

private:
    std::filesystem::path place_;
    std::filesystem::path path_;
    int lock_ = -1;  // held while somebody is at work on it
};

// Makes a file and its name durable. Not for a database itself: to close it again gives up SQLite's locks on it. Throws
// std::runtime_error.
void sync_file(const std::filesystem::path& path);
// Makes names in the folder of `path` durable. Throws std::runtime_error.
void sync_folder_of(const std::filesystem::path& path);

}  // namespace rustygpt::storage::sqlite
