#pragma once

// The hash tool's algorithms: OpenSSL's for the digests, Boost's for the CRCs.

#include <cstdint>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

namespace rustygpt::tools {

BOOST_DEFINE_ENUM_CLASS(HashAlgorithm, sha224, sha256, sha384, sha512, sha512_256, sha3_224, sha3_256, sha3_384,
                        sha3_512, blake2b_512, blake2s_256, crc32, crc32c)

// The digest's bytes; a CRC's are big-endian, as it is written in hex. Callable from any thread.
std::vector<std::uint8_t> digest(HashAlgorithm algorithm, std::string_view bytes);

// "SHA3-256"
std::string_view name_of(HashAlgorithm algorithm);

}  // namespace rustygpt::tools
