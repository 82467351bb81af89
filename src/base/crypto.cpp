#include "base/crypto.h"

#include <cstdlib>
#include <cstring>
#include <memory>

#include <openssl/evp.h>
#include <sodium.h>

namespace rustygpt {
namespace {

// From a library context of our own, which reads no configuration file; it lives as long as the process.
const EVP_MD* sha256_kind() {
    static const EVP_MD* const kind = EVP_MD_fetch(OSSL_LIB_CTX_new(), "SHA2-256", nullptr);
    return kind;
}

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

std::size_t DigestHash::operator()(const Digest& digest) const noexcept {
    std::size_t head = 0;
    std::memcpy(&head, digest.data(), sizeof head);
    return head;
}

void crypto_init() {
    if (sodium_init() < 0 || sha256_kind() == nullptr) std::abort();
}

Digest sha256(std::string_view bytes) {
    // OpenSSL's, for it uses the processor's instructions: several times as fast as libsodium's.
    static thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    Digest digest;
    if (!context || EVP_DigestInit_ex2(context.get(), sha256_kind(), nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
        EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1)
        std::abort();
    return digest;
}

std::array<std::uint8_t, 16> blake2b_128(std::string_view bytes) {
    std::array<std::uint8_t, 16> digest;
    crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                       nullptr, 0);
    return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view message) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(message.data()), message.size());
    Digest digest;
    crypto_auth_hmacsha256_final(&state, digest.data());
    return digest;
}

std::string hex(std::span<const std::uint8_t> bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(bytes.size() * 2, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    return out;
}

namespace {

std::string to_base64(std::span<const std::uint8_t> bytes, int variant) {
    std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), variant);
    out.pop_back();  // libsodium counts the terminating NUL
    return out;
}

std::optional<std::string> of_base64(std::string_view text, int variant) {
    std::string out(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                                         text.size(), nullptr, &length, nullptr, variant);
    if (failed != 0) return std::nullopt;
    out.resize(length);
    return out;
}

}  // namespace

std::string base64(std::span<const std::uint8_t> bytes) { return to_base64(bytes, sodium_base64_VARIANT_ORIGINAL); }

std::string base64url(std::span<const std::uint8_t> bytes) {
    return to_base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<std::string> from_base64(std::string_view text) {
    return of_base64(text, sodium_base64_VARIANT_ORIGINAL);
}

std::optional<std::string> from_base64url(std::string_view text) {
    return of_base64(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void random_bytes(std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); }

std::string random_token(std::size_t bytes) {
    std::string raw(bytes, '\0');
    randombytes_buf(raw.data(), raw.size());
    return base64url({reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()});
}

std::uint64_t fast_random() {
    // SplitMix64 (Steele, Lea, Flood 2014), seeded once a thread.
    thread_local std::uint64_t state = [] {
        std::uint64_t seed = 0;
        randombytes_buf(&seed, sizeof seed);
        return seed;
    }();
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

}  // namespace rustygpt
