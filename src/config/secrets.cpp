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

// Written aside and linked: a reader never sees half a key, and of two servers that start at once one key survives.
void make_key_file(const std::filesystem::path& path) {
    const auto aside = path.string() + "." + random_token(6);
    const auto content = random_token(least_key_bytes) + "\n";
    {
        File file(aside, O_WRONLY | O_CREAT | O_EXCL, 0600);
        if (!file.good()) refuse(path, fmt::format("can't be made: {}", std::strerror(errno)));
        const bool written = ::write(file.fd(), content.data(), content.size()) == ssize_t(content.size());
        if (!written || ::fsync(file.fd()) != 0) {
            ::unlink(aside.c_str());
            refuse(path, fmt::format("can't be written: {}", std::strerror(errno)));
        }
    }
    const int linked = ::link(aside.c_str(), path.c_str());
    const int error = errno;
    ::unlink(aside.c_str());
    if (linked != 0 && error != EEXIST) refuse(path, fmt::format("can't be made: {}", std::strerror(error)));
    const File folder(path.parent_path().empty() ? "." : path.parent_path(), O_RDONLY | O_DIRECTORY);
    if (folder.good()) ::fsync(folder.fd());
}

std::string read_key_file(const std::filesystem::path& path) {
    const File file(path, O_RDONLY);
    if (!file.good()) refuse(path, fmt::format("can't be read: {}", std::strerror(errno)));
    struct stat status{};
    if (::fstat(file.fd(), &status) != 0 || !S_ISREG(status.st_mode)) refuse(path, "is no regular file");
    if ((status.st_mode & 077) != 0)
        refuse(path,
               fmt::format("is open to others (mode {:04o}); make it yours alone: chmod 600", status.st_mode & 07777));
    auto key = content_of(file);
    // The newline is the last thing written: a file without it was cut short.
    if (!key || !key->ends_with('\n') || key->size() < least_key_bytes + 1)
        refuse(path,
               "is cut short: it must hold at least 32 bytes and a newline. Restore it; or delete it, which signs "
               "everybody out");
    key->pop_back();
    return std::move(*key);
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
    if (name == "SERVER_KEY" && secret.size() < least_key_bytes)
        throw Error(fmt::format("{}: has {} bytes; allowed: at least {}.", variable, secret.size(), least_key_bytes));
    if (!secrets.emplace(name, std::move(secret)).second)
        throw Error(
            fmt::format("{}: the secret {} is given twice; allowed: the variable or its _FILE.", variable, name));
}

std::string server_key(const Secrets& secrets, const std::filesystem::path& database_file) {
    if (const auto given = secrets.find("SERVER_KEY"); given != secrets.end()) return given->second;
    auto path = database_file;
    path += ".key";
    if (::access(path.c_str(), F_OK) != 0) make_key_file(path);
    return read_key_file(path);
}

}  // namespace rustygpt::config
