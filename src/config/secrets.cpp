#include "config/secrets.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "config/load.h"

namespace rustygpt::config {
namespace {

constexpr std::size_t least_key_bytes = 32;
constexpr std::size_t max_secret_bytes = 16'384;

class File {
public:
    File(const std::filesystem::path& path, int flags, mode_t mode = 0)
        : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] int fd() const { return fd_; }
    [[nodiscard]] bool good() const { return fd_ >= 0; }

private:
    int fd_;
};

std::optional<std::string> content_of(const File& file) {
    std::string text;
    std::array<char, 4096> part;
    for (;;) {
        const auto n = ::read(file.fd(), part.data(), part.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 || text.size() > max_secret_bytes) return std::nullopt;
        if (n == 0) return text;
        text.append(part.data(), std::size_t(n));
    }
}

[[noreturn]] void refuse(const std::filesystem::path& path, std::string_view why) {
    throw Error(fmt::format("The server's key file {} {}.", shown(path.string()), why));
}

// A file of mode 0600 beside `path`, durable, under a name of its own.
std::filesystem::path write_aside(const std::filesystem::path& path, const std::string& content) {
    const auto aside = path.string() + "." + random_token(6);
    const File file(aside, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (!file.good()) refuse(path, fmt::format("can't be made: {}", std::strerror(errno)));
    const bool written = ::write(file.fd(), content.data(), content.size()) == ssize_t(content.size());
    if (!written || ::fsync(file.fd()) != 0) {
        const int error = errno;
        ::unlink(aside.c_str());
        refuse(path, fmt::format("can't be written: {}", std::strerror(error)));
    }
    return aside;
}

void sync_folder_of(const std::filesystem::path& path) {
    const File folder(path.parent_path().empty() ? "." : path.parent_path(), O_RDONLY | O_DIRECTORY);
    if (folder.good()) ::fsync(folder.fd());
}

std::string fresh_key() { return random_token(least_key_bytes); }

// Linked: a reader never sees half a key, and of two servers that start at once one key survives.
void make_key_file(const std::filesystem::path& path) {
    const auto aside = write_aside(path, fresh_key() + "\n");
    const int linked = ::link(aside.c_str(), path.c_str());
    const int error = errno;
    ::unlink(aside.c_str());
    if (linked != 0 && error != EEXIST) refuse(path, fmt::format("can't be made: {}", std::strerror(error)));
    sync_folder_of(path);
}

// The key, and where it was rotated a second line: "previous", until when it counts, the key before.
constexpr std::string_view previous_word = "previous ";

void read_previous(ServerKey& key, std::string_view line, const std::filesystem::path& path) {
    const auto space = line.find(' ', previous_word.size());
    const bool whole = line.starts_with(previous_word) && space != line.npos && line.ends_with('\n');
    const auto until =
        whole ? parse_rfc3339(line.substr(previous_word.size(), space - previous_word.size())) : std::nullopt;
    if (!until) refuse(path, "has a second line that rustygpt-server did not write");
    key.previous = line.substr(space + 1, line.size() - space - 2);
    key.previous_until = *until;
}

ServerKey read_key_file(const std::filesystem::path& path) {
    const File file(path, O_RDONLY);
    if (!file.good()) refuse(path, fmt::format("can't be read: {}", std::strerror(errno)));
    struct stat status{};
    if (::fstat(file.fd(), &status) != 0 || !S_ISREG(status.st_mode)) refuse(path, "is no regular file");
    if ((status.st_mode & 077) != 0)
        refuse(path,
               fmt::format("is open to others (mode {:04o}); make it yours alone: chmod 600", status.st_mode & 07777));
    const auto content = content_of(file);
    // The newline is the last thing written: a file without it was cut short.
    const auto end = content ? content->find('\n') : std::string::npos;
    if (end == std::string::npos || end < least_key_bytes)
        refuse(path,
               "is cut short: it must hold at least 32 bytes and a newline. Restore it; or delete it, which makes "
               "open pages sign in again");
    ServerKey key{.current = content->substr(0, end)};
    if (end + 1 < content->size()) read_previous(key, std::string_view(*content).substr(end + 1), path);
    return key;
}

std::filesystem::path key_path(const std::filesystem::path& database_file) {
    auto path = database_file;
    path += ".key";
    return path;
}

}  // namespace

void add_secret(Secrets& secrets, const std::string& variable, const std::string& value) {
    std::string name = variable.substr(secret_prefix.size());
    const bool good = !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!good) throw Error(fmt::format("{}: no valid name of a secret; allowed: A-Z, 0-9 and _.", shown(variable)));
    std::string secret = value;
    if (name.ends_with("_FILE")) {
        name.resize(name.size() - 5);
        const File file(value, O_RDONLY);
        auto content = file.good() ? content_of(file) : std::nullopt;
        if (!content) throw Error(fmt::format("{}: the file {} can't be read.", variable, shown(value)));
        secret = std::move(*content);
        if (secret.ends_with('\n')) secret.pop_back();
        if (secret.ends_with('\r')) secret.pop_back();
    }
    if (secret.empty()) throw Error(fmt::format("{}: is empty; allowed: any text but nothing.", variable));
    if (name.starts_with("SERVER_KEY") && secret.size() < least_key_bytes)
        throw Error(fmt::format("{}: has {} bytes; allowed: at least {}.", variable, secret.size(), least_key_bytes));
    if (!secrets.emplace(name, std::move(secret)).second)
        throw Error(
            fmt::format("{}: the secret {} is given twice; allowed: the variable or its _FILE.", variable, name));
}

ServerKey server_key(const Secrets& secrets, const std::filesystem::path& database_file) {
    if (const auto given = secrets.find("SERVER_KEY"); given != secrets.end()) {
        const auto previous = secrets.find("SERVER_KEY_PREVIOUS");
        if (previous == secrets.end()) return {.current = given->second};
        return {.current = given->second, .previous = previous->second, .previous_until = Time::max()};
    }
    const auto path = key_path(database_file);
    if (::access(path.c_str(), F_OK) != 0) make_key_file(path);
    return read_key_file(path);
}

void check_server_key(const Secrets& secrets, const std::filesystem::path& database_file) {
    const auto path = key_path(database_file);
    if (!secrets.contains("SERVER_KEY") && ::access(path.c_str(), F_OK) == 0) read_key_file(path);
}

void rotate_server_key(const Secrets& secrets, const std::filesystem::path& database_file, Time now,
                       bool keep_previous) {
    if (secrets.contains("SERVER_KEY"))
        throw Error(
            "The server's key comes from RUSTYGPT__SECRETS__SERVER_KEY: put a new one there and the old one into "
            "RUSTYGPT__SECRETS__SERVER_KEY_PREVIOUS, restart the server, and take the old one away a day later.");
    const auto path = key_path(database_file);
    const auto before = server_key(secrets, database_file);
    auto content = fresh_key() + "\n";
    if (keep_previous)
        content += fmt::format("{}{} {}\n", previous_word, to_rfc3339(now + previous_key_lasts), before.current);
    const auto aside = write_aside(path, content);
    struct stat status{};
    // Root rotates for a server that is somebody else.
    const bool owned = ::stat(path.c_str(), &status) == 0 &&
                       (::geteuid() != 0 || ::chown(aside.c_str(), status.st_uid, status.st_gid) == 0);
    if (!owned || ::rename(aside.c_str(), path.c_str()) != 0) {
        const int error = errno;
        ::unlink(aside.c_str());
        refuse(path, fmt::format("can't be replaced: {}", std::strerror(error)));
    }
    sync_folder_of(path);
}

}  // namespace rustygpt::config
