#include "accounts/hasher.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>

#include <sodium.h>

#include "base/failure.h"
#include "base/utf8.h"

namespace rustygpt::accounts {
namespace {

constexpr std::size_t memory_bytes = 19'922'944;  // 19 MiB
constexpr unsigned long long passes = 2;
constexpr std::size_t most_waiting = 128;

// What stands in for the hash of somebody who does not exist. Same parameters; no password is known to match it.
constexpr const char* nobody =
    "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

// Keyboards disagree on how an accent is typed.
std::string composed(const std::string& password) { return utf8::nfc(password).value_or(password); }

Failure out_of_memory() {
    return Failure::busy(Failure::Kind::unavailable, "The server is short of memory to check passwords.", 1);
}

std::string hashed(const std::string& password) {
    const auto text = composed(password);
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), text.data(), text.size(), passes, memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw out_of_memory();
    return out.data();
}

bool verified(const std::optional<std::string>& stored, const std::string& password) {
    const auto text = composed(password);
    const char* against = stored ? stored->c_str() : nobody;
    // It says no for want of memory too; only for a wrong password, or a hash that is none, it sets EINVAL.
    errno = 0;
    const bool matches = crypto_pwhash_str_verify(against, text.data(), text.size()) == 0;
    if (!matches && errno == ENOMEM) throw out_of_memory();
    return matches && stored;
}

}  // namespace

Hasher::Hasher() : Hasher(std::max(1u, std::thread::hardware_concurrency() / 2)) {}
Hasher::Hasher(unsigned threads) : pool_("hashing", threads, most_waiting) {}

Task<std::string> Hasher::hash(std::string password) {
    auto work = [&password] { return hashed(password); };
    co_return co_await pool_.run(std::move(work));
}

Task<bool> Hasher::verify(std::optional<std::string> stored, std::string password) {
    auto work = [&] { return verified(stored, password); };
    co_return co_await pool_.run(std::move(work));
}

}  // namespace rustygpt::accounts
