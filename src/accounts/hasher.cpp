#include "accounts/hasher.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
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

// "$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH", as libsodium writes it.
struct Stored {
    unsigned memory_kib = 0;
    unsigned passes = 0;
    std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
    std::array<unsigned char, 32> hash{};
};

template <std::size_t N>
bool decode(std::string_view text, std::array<unsigned char, N>& out) {
    std::size_t size = 0;
    return sodium_base642bin(out.data(), N, text.data(), text.size(), nullptr, &size, nullptr,
                             sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
           size == N;
}

std::optional<Stored> parse(const std::string& text) {
    Stored stored;
    int end = 0;
    if (std::sscanf(text.c_str(), "$argon2id$v=19$m=%u,t=%u,p=1$%n", &stored.memory_kib, &stored.passes, &end) != 2)
        return std::nullopt;
    const auto rest = std::string_view(text).substr(static_cast<std::size_t>(end));
    const auto dollar = rest.find('$');
    if (end == 0 || dollar == rest.npos) return std::nullopt;
    if (!decode(rest.substr(0, dollar), stored.salt) || !decode(rest.substr(dollar + 1), stored.hash))
        return std::nullopt;
    return stored;
}

// libsodium's own check of such a text says "another password" where it had no memory to find out.
bool matches(const std::string& text, const std::string& password) {
    const auto stored = parse(text);
    if (!stored) return false;
    std::array<unsigned char, 32> hash{};
    if (crypto_pwhash(hash.data(), hash.size(), password.data(), password.size(), stored->salt.data(), stored->passes,
                      std::size_t{stored->memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw out_of_memory();
    return sodium_memcmp(hash.data(), stored->hash.data(), hash.size()) == 0;
}

Hasher::Verdict verified(const std::optional<std::string>& stored, const std::string& password) {
    using enum Hasher::Verdict;
    const auto text = composed(password);
    const std::string against = stored.value_or(nobody);
    if (matches(against, text)) return stored ? right : wrong;
    // Only the password decides whether this is tried, not whether somebody has it.
    if (text == password || !matches(against, password)) return wrong;
    return stored ? outdated : wrong;
}

}  // namespace

Hasher::Hasher() : Hasher(std::max(1u, std::thread::hardware_concurrency() / 2)) {}
Hasher::Hasher(unsigned threads) : pool_("hashing", threads, most_waiting) {}

Task<std::string> Hasher::hash(std::string password) {
    auto work = [&password] { return hashed(password); };
    co_return co_await pool_.run(std::move(work));
}

Task<Hasher::Verdict> Hasher::verify(std::optional<std::string> stored, std::string password) {
    auto work = [&] { return verified(stored, password); };
    co_return co_await pool_.run(std::move(work));
}

}  // namespace rustygpt::accounts
