#include <boost/describe/class.hpp>
#include <boost/describe/enum_from_string.hpp>
#include <fmt/format.h>

#include "base/crypto.h"
#include "tools/bounds.h"
#include "tools/codec.h"
#include "tools/describe.h"
#include "tools/digests.h"
#include "tools/asking.h"
#include "tools/english.h"
#include "tools/markdown.h"
#include "tools/quoted.h"

namespace rustygpt::tools {

BOOST_DEFINE_ENUM_CLASS(HashedText, utf8, hex, base64)

struct HashInput {
    HashAlgorithm algorithm{};
    std::string text;
    std::optional<HashedText> text_is;
};
BOOST_DESCRIBE_STRUCT(HashInput, (), (algorithm, text, text_is))

struct HashOutput {
    HashAlgorithm algorithm{};
    std::string hex;
    std::string base64;
    std::int64_t bits = 0;
    std::int64_t bytes_hashed = 0;
};
BOOST_DESCRIBE_STRUCT(HashOutput, (), (algorithm, hex, base64, bits, bytes_hashed))

namespace {

constexpr std::size_t max_text_bytes = 1'000'000;

Info describe_hash() {
    Info info;
    info.name = "hash";
    info.version = "1.0.0";
    info.description =
        "Digests a text: SHA-2 (FIPS 180-4), SHA-3 (FIPS 202), BLAKE2 (RFC 7693, unkeyed), CRC-32 (as zip has it) and "
        "CRC-32C "
        "(Castagnoli). A CRC finds accidents, not forgery.";
    info.input_schema =
        input_schema<HashInput>({{"algorithm", "Which digest."},
                                 {"text", "At most 1,000,000 bytes."},
                                 {"text_is",
                                  "What the text stands for: its own UTF-8 (the default), or bytes in hex "
                                  "or base64."}});
    at_most(info.input_schema, "text", max_text_bytes);
    info.output_schema = output_schema<HashOutput>({{"algorithm", "As given."},
                                                    {"hex", "The digest, lower case."},
                                                    {"base64", "The digest with padding (RFC 4648 section 4)."},
                                                    {"bits", "The digest's length."},
                                                    {"bytes_hashed", "The input's length."}});
    info.limits = {{"max_text_bytes", max_text_bytes}};
    const auto example = [&info](json::object input, std::string_view hex, std::string_view base64, std::int64_t bits,
                                 std::int64_t bytes) {
        json::object out{{"algorithm", input.at("algorithm")},
                         {"hex", hex},
                         {"base64", base64},
                         {"bits", bits},
                         {"bytes_hashed", bytes}};
        info.examples.push_back({std::move(input), std::move(out)});
    };
    example({{"algorithm", "sha256"}, {"text", "abc"}},
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", 256, 3);
    example({{"algorithm", "sha3_256"}, {"text", ""}},
            "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a",
            "p//G+L8e12ZRwUdWoGHWYvWA/03kO0n6gtgKS4D4Q0o=", 256, 0);
    example({{"algorithm", "crc32"}, {"text", "123456789"}}, "cbf43926", "y/Q5Jg==", 32, 9);
    example({{"algorithm", "crc32c"}, {"text", "313233343536373839"}, {"text_is", "hex"}}, "e3069283", "4waSgw==", 32,
            9);
    return info;
}

std::string bytes_of(const HashInput& read) {
    if (read.text_is.value_or(HashedText::utf8) == HashedText::utf8) return read.text;
    std::string why;
    const auto format = *read.text_is == HashedText::hex ? TextFormat::hex : TextFormat::base64;
    auto bytes = decode(format, read.text, why);
    if (!bytes) throw bad_input("/text", why);
    return *bytes;
}

// "sha-256", "SHA3 512", "blake2b": the algorithm that begins here, taken off the front.
std::optional<HashAlgorithm> take_algorithm(std::string_view& text) {
    static constexpr std::pair<std::string_view, HashAlgorithm> names[] = {{"sha-512/256", HashAlgorithm::sha512_256},
                                                                           {"sha512/256", HashAlgorithm::sha512_256},
                                                                           {"sha3-224", HashAlgorithm::sha3_224},
                                                                           {"sha3-256", HashAlgorithm::sha3_256},
                                                                           {"sha3-384", HashAlgorithm::sha3_384},
                                                                           {"sha3-512", HashAlgorithm::sha3_512},
                                                                           {"sha-3-256", HashAlgorithm::sha3_256},
                                                                           {"sha-3-512", HashAlgorithm::sha3_512},
                                                                           {"sha-224", HashAlgorithm::sha224},
                                                                           {"sha224", HashAlgorithm::sha224},
                                                                           {"sha-256", HashAlgorithm::sha256},
                                                                           {"sha256", HashAlgorithm::sha256},
                                                                           {"sha-384", HashAlgorithm::sha384},
                                                                           {"sha384", HashAlgorithm::sha384},
                                                                           {"sha-512", HashAlgorithm::sha512},
                                                                           {"sha512", HashAlgorithm::sha512},
                                                                           {"blake2b-512", HashAlgorithm::blake2b_512},
                                                                           {"blake2b", HashAlgorithm::blake2b_512},
                                                                           {"blake2s-256", HashAlgorithm::blake2s_256},
                                                                           {"blake2s", HashAlgorithm::blake2s_256},
                                                                           {"crc-32c", HashAlgorithm::crc32c},
                                                                           {"crc32c", HashAlgorithm::crc32c},
                                                                           {"crc-32", HashAlgorithm::crc32},
                                                                           {"crc32", HashAlgorithm::crc32}};
    for (const auto& [name, algorithm] : names)
        if (english::take(text, {name})) return algorithm;
    return std::nullopt;
}

std::optional<Match> asked(HashAlgorithm algorithm, std::string text) {
    return Match{.input = {{"algorithm", dto::Codec<HashAlgorithm>::name_of(algorithm)}, {"text", std::move(text)}},
                 .confidence = 0.95};
}

// `hash "x" with sha-256`
std::optional<Match> text_first(std::string_view text) {
    auto quoted = english::take_quoted(text);
    if (!quoted || !english::take(text, {"with", "using", "by", "as"})) return std::nullopt;
    const auto algorithm = take_algorithm(text);
    if (!algorithm || text.find_first_not_of("?.! ") != text.npos) return std::nullopt;
    return asked(*algorithm, std::move(*quoted));
}

// One quoted text, one algorithm, and words that ask, in any order.
std::optional<Match> in_any_order(std::string_view text) {
    if (text.size() > 2'000) return std::nullopt;
    auto apart = english::quotes_apart(text);
    if (apart.quoted.size() != 1) return std::nullopt;
    const auto [algorithms, words] = english::named_apart(apart.rest, take_algorithm);
    if (algorithms.size() != 1 ||
        !english::asks_about(english::words_of(words),
                             {"hash", "hashed", "digest", "checksum", "sum", "string", "text", "word", "hex",
                              "generate", "create", "hashing", "algorithm", "function", "phrase", "password"},
                             text.contains('?')))
        return std::nullopt;
    return asked(algorithms.front(), std::move(apart.quoted.front()));
}

class Hash final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<HashInput>(input);
            within("max_text_bytes", max_text_bytes, read.text.size(), "The text has too many bytes");
            const auto bytes = bytes_of(read);
            const auto sum = digest(read.algorithm, bytes);
            return output(HashOutput{.algorithm = read.algorithm,
                                     .hex = hex(sum),
                                     .base64 = base64(sum),
                                     .bits = std::ssize(sum) * 8,
                                     .bytes_hashed = std::ssize(bytes)});
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto text = english::without_courtesy(intent);
        while (english::take(text, {"please", "what is", "what's", "what\u2019s", "compute", "calculate", "generate",
                                    "create", "make", "get", "find", "the", "a"})) {}
        if (english::take(text, {"hash", "checksum", "digest"})) {
            english::take(text, {"of", "the text", "this text", "the string", "the word"});
            if (auto found = text_first(text)) return found;
            english::take(text, {"with", "using"});
        }
        const auto algorithm = take_algorithm(text);
        if (!algorithm) return in_any_order(intent);
        english::take(text, {"hash", "digest", "checksum", "sum"});
        english::take(text, {"of", "for", "from"});
        english::take(text, {"the text", "this text", "the string", "the word"});
        if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);  // sha256("abc")
        auto given = english::text_given(text);
        return given ? asked(*algorithm, std::move(*given)) : in_any_order(intent);
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto read = read_input<HashInput>(input);
        return fmt::format("{} of {} is `{}`.", name_of(read.algorithm), markdown::code(read.text),
                           std::string_view(output.at("hex").as_string()));
    }

private:
    Info info_ = describe_hash();
};

}  // namespace

std::unique_ptr<Tool> make_hash_tool() { return std::make_unique<Hash>(); }

}  // namespace rustygpt::tools
