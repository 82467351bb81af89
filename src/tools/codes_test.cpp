// hash, encode and checksum.

#include "base/crypto.h"
#include "base/utf8.h"
#include "tools/check_digits.h"
#include "tools/codec.h"
#include "tools/digests.h"
#include "tools/tool_test.h"

namespace rustygpt::tools {
namespace {

using namespace testing;

std::string hash_of(std::string_view algorithm, std::string_view text) {
    return std::string(output("hash", {{"algorithm", algorithm}, {"text", text}}).at("hex").as_string());
}

// FIPS 180-4 and 202's "abc", RFC 7693's, and the CRC catalogue's "123456789".
TEST(Hash, AgreesWithTheStandards) {
    const std::tuple<const char*, const char*> cases[] = {
        {"sha224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
        {"sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"sha384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
        {"sha512",
         "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
         "454d4423643ce80e2a9ac94fa54ca49f"},
        {"sha512_256", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"},
        {"sha3_224", "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"},
        {"sha3_256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
        {"sha3_384",
         "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25"},
        {"sha3_512",
         "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e39340"
         "57340b4cf408d5a56592f8274eec53f0"},
        {"blake2b_512",
         "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc95"
         "18d38aa8dbf1925ab92386edd4009923"},
        {"blake2s_256", "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"},
    };
    for (const auto& [algorithm, hex] : cases) EXPECT_EQ(hash_of(algorithm, "abc"), hex) << algorithm;
    EXPECT_EQ(hash_of("crc32", "123456789"), "cbf43926");
    EXPECT_EQ(hash_of("crc32c", "123456789"), "e3069283");
    EXPECT_EQ(hash_of("crc32", ""), "00000000");
}

TEST(Hash, AgreesWithTheServersOwn) {
    Random random(6);
    for (int round = 0; round < 200; ++round) {
        const auto text = random.text("abcdef \n", 300);
        EXPECT_EQ(hash_of("sha256", text), hex(sha256(text)));
    }
}

TEST(Hash, RefusesBadInput) {
    EXPECT_EQ(ending("hash", {{"algorithm", "md5"}, {"text", ""}}), "/algorithm");
    EXPECT_EQ(ending("hash", {{"algorithm", "sha256"}}), "/text");
    EXPECT_EQ(ending("hash", {{"algorithm", "sha256"}, {"text", "0g"}, {"text_is", "hex"}}), "/text");
    EXPECT_EQ(ending("hash", {{"algorithm", "sha256"}, {"text", "AA"}, {"text_is", "base64"}}), "/text");
    EXPECT_EQ(ending("hash", {{"algorithm", "sha256"}, {"text", std::string(1'000'001, 'a')}}), "limit max_text_bytes");
}

TEST(Encode, LeadsThereAndBack) {
    Random random(7);
    std::string every_byte;
    for (int i = 0; i < 256; ++i) every_byte.push_back(static_cast<char>(i));
    for (const auto format :
         {TextFormat::base64, TextFormat::base64url, TextFormat::hex, TextFormat::url, TextFormat::html}) {
        for (int round = 0; round < 500; ++round) {
            const auto bytes = random.text(every_byte, 20);
            std::string why;
            EXPECT_EQ(decode(format, encode(format, bytes), why), bytes) << why;
        }
    }
}

// What decodes is the one text that encodes to it.
TEST(Encode, IsStrict) {
    Random random(8);
    for (const auto format : {TextFormat::base64, TextFormat::base64url}) {
        for (int round = 0; round < 5'000; ++round) {
            const auto text = random.text("AQgw/_+-= \n", 8);
            std::string why;
            if (const auto bytes = decode(format, text, why)) {
                EXPECT_EQ(encode(format, *bytes), text);
            }
        }
    }
    const std::tuple<const char*, const char*, const char*> cases[] = {{"base64", "QQ", "failed"},
                                                                       {"base64", "QQ==\n", "failed"},
                                                                       {"base64", "QR==", "failed"},
                                                                       {"base64", "QQ=", "failed"},
                                                                       {"base64", "", "ok"},
                                                                       {"base64url", "QQ==", "failed"},
                                                                       {"base64url", "Q", "failed"},
                                                                       {"base64", "_-8=", "failed"},
                                                                       {"hex", "0", "failed"},
                                                                       {"hex", "0x00", "failed"},
                                                                       {"hex", "C3a9", "ok"},
                                                                       {"hex", "ff", "failed"},
                                                                       {"url", "%", "failed"},
                                                                       {"url", "%4", "failed"},
                                                                       {"url", "%zz", "failed"},
                                                                       {"url", "a b", "failed"},
                                                                       {"url", "\u00e9", "failed"},
                                                                       {"url", "a+b", "ok"},
                                                                       {"url", "%ff", "failed"},
                                                                       {"html", "&", "failed"},
                                                                       {"html", "a && b", "failed"},
                                                                       {"html", "&nope;", "failed"},
                                                                       {"html", "&#xD800;", "failed"},
                                                                       {"html", "&#0;", "failed"},
                                                                       {"html", "&#x110000;", "failed"},
                                                                       {"html", "&#99999999999;", "failed"},
                                                                       {"html", "&#;", "failed"},
                                                                       {"html", "&thetasym;", "ok"},
                                                                       {"html", "&#X41;", "ok"},
                                                                       {"html", "&#+5;", "failed"}};
    for (const auto& [format, text, expected] : cases)
        EXPECT_EQ(ending("encode", {{"operation", "decode"}, {"format", format}, {"text", text}}), expected)
            << format << text;
    EXPECT_EQ(ending("encode", {{"operation", "encode"}, {"format", "hex"}, {"text", std::string(500'001, 'a')}}),
              "limit max_text_bytes");
    EXPECT_EQ(ending("encode", {{"operation", "guess"}, {"format", "hex"}, {"text", ""}}), "/operation");
}

// One wrong digit never passes, nor do two neighbours that changed places where the formula promises it.
TEST(Checksum, FindsMistakes) {
    Random random(9);
    const std::pair<ChecksumKind, std::size_t> kinds[] = {{ChecksumKind::luhn, 15},
                                                          {ChecksumKind::isbn10, 9},
                                                          {ChecksumKind::ean8, 7},
                                                          {ChecksumKind::ean13, 12},
                                                          {ChecksumKind::upca, 11}};
    for (const auto& [kind, length] : kinds) {
        for (int round = 0; round < 300; ++round) {
            std::string body(length, '0');
            for (char& c : body) c = static_cast<char>('0' + random.below(10));
            const auto whole = complete(kind, body).normal;
            EXPECT_EQ(check(kind, whole).problem, "") << whole;
            auto wrong = whole;
            auto& digit = wrong[random.below(length)];
            digit = static_cast<char>('0' + (digit - '0' + 1 + static_cast<int>(random.below(9))) % 10);
            EXPECT_NE(check(kind, wrong).problem, "") << wrong;
            if (kind != ChecksumKind::isbn10) continue;
            auto swapped = whole;
            std::swap(swapped[0], swapped[1]);
            EXPECT_EQ(check(kind, swapped).problem.empty(), swapped == whole);
        }
    }
}

TEST(Checksum, KnowsGoodNumbersAndBad) {
    const std::tuple<ChecksumKind, const char*, bool> cases[] = {
        {ChecksumKind::luhn, "79927398713", true},
        {ChecksumKind::luhn, "79927398710", false},
        {ChecksumKind::luhn, "0", false},
        {ChecksumKind::luhn, "", false},
        {ChecksumKind::luhn, "7992739871X", false},
        {ChecksumKind::isbn10, "0-8044-2957-X", true},
        {ChecksumKind::isbn10, "080442957x", true},
        {ChecksumKind::isbn10, "X804429570", false},
        {ChecksumKind::isbn13, "978-3-16-148410-0", true},
        {ChecksumKind::isbn13, "4006381333931", false},
        {ChecksumKind::ean13, "4006381333931", true},
        {ChecksumKind::ean8, "73513537", true},
        {ChecksumKind::upca, "036000291452", true},
        {ChecksumKind::iban, "GB82 WEST 1234 5698 7654 32", true},
        {ChecksumKind::iban, "DE89370400440532013000", true},
        {ChecksumKind::iban, "DE88370400440532013000", false},
        {ChecksumKind::iban, "DE8937040044053201300", false},
        {ChecksumKind::iban, "XX82WEST", false},
        {ChecksumKind::iban, "no02 8601 1117 947", false},
        {ChecksumKind::iban, "NO9386011117947", true},
        {ChecksumKind::iban, "\u00e9", false},
        {ChecksumKind::ean13, "\u0664006381333931", false}};
    for (const auto& [kind, number, valid] : cases) {
        EXPECT_EQ(check(kind, number).problem.empty(), valid) << number;
        EXPECT_TRUE(utf8::valid(check(kind, number).problem));
    }
    EXPECT_EQ(complete(ChecksumKind::iban, "DE00370400440532013000").normal, "DE89370400440532013000");
    EXPECT_EQ(ending("checksum", {{"kind", "luhn"}, {"number", ""}}), "/number");
    EXPECT_EQ(ending("checksum", {{"kind", "luhn"}, {"number", std::string(101, '1')}}), "/number");
    EXPECT_EQ(ending("checksum", {{"kind", "luck"}, {"number", "1"}}), "/kind");
}

TEST(Codes, UnderstandQuestions) {
    EXPECT_EQ(answer("sha-256 of \"abc\""),
              "hash: SHA-256 of `abc` is `ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad`.");
    EXPECT_EQ(answer("What is the CRC32 of: 123456789"), "hash: CRC-32 of `123456789` is `cbf43926`.");
    EXPECT_EQ(answer("hash \"a`b\" with crc-32c"), "hash: CRC-32C of `` a`b `` is `" + hash_of("crc32c", "a`b") + "`.");
    EXPECT_EQ(answer("base64 encode \"hi\""), "encode: `hi` encoded as base64: `aGk=`");
    EXPECT_EQ(answer("decode \"aGk=\" from base64"), "encode: `aGk=` decoded from base64: `hi`");
    EXPECT_EQ(answer("url-encode: a b"), "encode: `a b` encoded as url: `a%20b`");
    EXPECT_EQ(answer("html escape \"<b>\""), "encode: `<b>` encoded as html: `&lt;b&gt;`");
    EXPECT_EQ(answer("Is 4111 1111 1111 1111 a valid credit card number?"),
              "checksum: `4111111111111111` is a **valid** Luhn number.");
    EXPECT_EQ(answer("check the IBAN GB82 WEST 1234 5698 7654 32"),
              "checksum: `GB82WEST12345698765432` is a **valid** IBAN.");
    EXPECT_EQ(answer("is the ISBN 978-0-306-40615-8 valid?"),
              "checksum: `9780306406158` is **not a valid** ISBN-13: its check digit is wrong, it should be 7.");
    for (const auto* text : {"hash", "sha256", "hash browns with eggs", "sha-256 of something", "base64", "encode",
                             "decode this", "encode \"x\" in spanish", "is this a valid argument?", "check the weather",
                             "is 5 a valid isbn", "url of example", "is 978 valid"})
        EXPECT_EQ(answer(text), "-") << text;
}

}  // namespace
}  // namespace rustygpt::tools
