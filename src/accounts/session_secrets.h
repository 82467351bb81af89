#pragma once

#include <string>
#include <string_view>

#include "base/crypto.h"

namespace rustygpt::accounts {

// What is made from a session's secret and the server's own key. Callable from any thread.
class SessionSecrets {
public:
    // server_key: at least 32 bytes.
    explicit SessionSecrets(std::string server_key) : key_(std::move(server_key)) {}

    // 256 random bits, base64url.
    static std::string fresh() { return random_token(32); }
    // All of a secret that is ever stored.
    static Digest hash_of(std::string_view secret) { return sha256(secret); }

    // The one secret that follows: parallel rotations of the same secret must arrive at the same successor, and
    // only who has the key can tell it from its predecessor.
    [[nodiscard]] std::string successor(std::string_view secret) const { return keyed("rotate:", secret); }
    [[nodiscard]] std::string csrf_token(const Digest& secret_hash) const {
        return keyed("csrf:", as_text(secret_hash));
    }

private:
    [[nodiscard]] std::string keyed(std::string_view purpose, std::string_view message) const {
        std::string input(purpose);
        input += message;
        return base64url(hmac_sha256(key_, input));
    }

    std::string key_;
};

}  // namespace rustygpt::accounts
