#pragma once

#include <optional>
#include <string>

#include "base/pool.h"

namespace rustygpt::accounts {

// Argon2id (RFC 9106) at 19 MiB, 2 passes, 1 lane; about 20 ms and 19 MiB each, on threads of its own, so that
// logins never stall a core. Throws Failure{queue_full} where too many wait.
class Hasher {
public:
    // Half of the processors, at least one.
    Hasher();
    explicit Hasher(unsigned threads);

    enum class Verdict {
        wrong,
        right,
        outdated,  // right, and the hash is of the bytes as they were typed, not of their NFC: make a new one
    };

    // The text that is stored: algorithm, parameters, salt and hash. Of the password's NFC: keyboards disagree on how
    // an accent is typed.
    Task<std::string> hash(std::string password);
    // Hashes once, and once more where the password is not in NFC and its NFC does not match; never more often. Without
    // a stored hash it takes as long and is wrong: nobody learns who exists.
    Task<Verdict> verify(std::optional<std::string> stored, std::string password);

    // How many wait for a thread.
    [[nodiscard]] std::size_t queued() const { return pool_.queued(); }

private:
    Pool pool_;
};

}  // namespace rustygpt::accounts
