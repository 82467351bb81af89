#pragma once

// Thin names over libsodium and OpenSSL. Callable from any thread after crypto_init().

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rustygpt {

using Digest = std::array<std::uint8_t, 32>;
// For tables of digests: their heads are as good as random.
struct DigestHash {
    std::size_t operator()(const Digest& digest) const noexcept;
};

// To be called once before anything else here; aborts the process where the system has no randomness or no memory.
void crypto_init();

Digest sha256(std::string_view bytes);                                // FIPS 180-4
// BLAKE2b of 16 bytes (RFC 7693): several times as fast, for names that are made of what they name.
std::array<std::uint8_t, 16> blake2b_128(std::string_view bytes);
Digest hmac_sha256(std::string_view key, std::string_view message);   // RFC 2104
std::string hex(std::span<const std::uint8_t> bytes);                 // lower case
std::string base64url(std::span<const std::uint8_t> bytes);           // RFC 4648 section 5, no padding
std::string base64(std::span<const std::uint8_t> bytes);              // RFC 4648 section 4, with padding
// The bytes of what base64 and base64url write, and of nothing else: no white space, no bits left over.
std::optional<std::string> from_base64(std::string_view text);
std::optional<std::string> from_base64url(std::string_view text);
// Time depends on the lengths alone.
bool equal_in_constant_time(std::string_view a, std::string_view b);
// Cryptographic randomness.
void random_bytes(std::span<std::uint8_t> out);
// Base64url of `bytes` random bytes.
std::string random_token(std::size_t bytes);
// Fast and not for secrets: trace ids, jitter.
std::uint64_t fast_random();

inline std::string_view as_text(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace rustygpt
