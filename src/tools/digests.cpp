#include "tools/digests.h"

#include <memory>
#include <stdexcept>

#include <boost/crc.hpp>
#include <openssl/evp.h>

namespace rustygpt::tools {
namespace {

// A library context of our own reads no configuration file: what an administrator sets for TLS must not change or
// forbid an answer. Made at the first hash, so that the start does not pay for it; it lives as long as the process.
OSSL_LIB_CTX* library() {
    static OSSL_LIB_CTX* const context = OSSL_LIB_CTX_new();
    return context;
}

std::vector<std::uint8_t> evp(const char* name, std::string_view bytes) {
    const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> kind(EVP_MD_fetch(library(), name, nullptr), &EVP_MD_free);
    std::vector<std::uint8_t> out(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    if (!kind || EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, kind.get(), nullptr) != 1)
        throw std::runtime_error("OpenSSL has lost a digest");
    out.resize(size);
    return out;
}

template <class Crc>
std::vector<std::uint8_t> crc(std::string_view bytes) {
    Crc sum;
    sum.process_bytes(bytes.data(), bytes.size());
    const auto value = sum.checksum();
    std::vector<std::uint8_t> out;
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
    return out;
}

using Castagnoli = boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true>;

}  // namespace

std::string_view name_of(HashAlgorithm algorithm) {
    switch (algorithm) {
        case HashAlgorithm::sha224: return "SHA-224";
        case HashAlgorithm::sha256: return "SHA-256";
        case HashAlgorithm::sha384: return "SHA-384";
        case HashAlgorithm::sha512: return "SHA-512";
        case HashAlgorithm::sha512_256: return "SHA-512/256";
        case HashAlgorithm::sha3_224: return "SHA3-224";
        case HashAlgorithm::sha3_256: return "SHA3-256";
        case HashAlgorithm::sha3_384: return "SHA3-384";
        case HashAlgorithm::sha3_512: return "SHA3-512";
        case HashAlgorithm::blake2b_512: return "BLAKE2b-512";
        case HashAlgorithm::blake2s_256: return "BLAKE2s-256";
        case HashAlgorithm::crc32: return "CRC-32";
        case HashAlgorithm::crc32c: return "CRC-32C";
    }
    return {};
}

std::vector<std::uint8_t> digest(HashAlgorithm algorithm, std::string_view bytes) {
    switch (algorithm) {
        case HashAlgorithm::crc32: return crc<boost::crc_32_type>(bytes);
        case HashAlgorithm::crc32c: return crc<Castagnoli>(bytes);
        case HashAlgorithm::sha224: return evp("SHA2-224", bytes);
        case HashAlgorithm::sha256: return evp("SHA2-256", bytes);
        case HashAlgorithm::sha384: return evp("SHA2-384", bytes);
        case HashAlgorithm::sha512: return evp("SHA2-512", bytes);
        case HashAlgorithm::sha512_256: return evp("SHA2-512/256", bytes);
        default: return evp(name_of(algorithm).data(), bytes);  // the rest are OpenSSL's own names, ended by a NUL
    }
}

}  // namespace rustygpt::tools
