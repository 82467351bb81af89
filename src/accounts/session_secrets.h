#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/time.h"

namespace rustygpt::accounts {

// The server's own key, and the one before where it still verifies what was made with it.
struct ServerKey {
    ServerKey(std::string current_, std::string previous_ = {}, Time previous_until_ = {})
        : current(std::move(current_)), previous(std::move(previous_)), previous_until(previous_until_) {}

    std::string current;  // at least 32 bytes
    std::string previous;  // empty where there is none
    Time previous_until;
};

// What is made from a session's secret and the server's own key. Callable from any thread.
class SessionSecrets {
public:
    explicit SessionSecrets(ServerKey key) : key_(std::move(key)) {}

    // 256 random bits, base64url.
    static std::string fresh() { return random_token(32); }
    // All of a secret that is ever stored.
    static Digest hash_of(std::string_view secret) { return sha256(secret); }

    // The one secret that follows: parallel rotations of the same secret must arrive at the same successor, and
    // only who has the key can tell it from its predecessor.
    [[nodiscard]] std::string successor(std::string_view secret) const {
        return keyed(key_.current, "rotate:", secret);
    }
    [[nodiscard]] std::string csrf_token(const Digest& secret_hash) const {
        return keyed(key_.current, "csrf:", as_text(secret_hash));
    }

    // The same by the key before, to recognise what was made with it; nothing where there is none any more.
    [[nodiscard]] std::optional<std::string> former_successor(std::string_view secret, Time now) const {
        return former(now) ? std::optional(keyed(key_.previous, "rotate:", secret)) : std::nullopt;
    }
    [[nodiscard]] std::optional<std::string> former_csrf_token(const Digest& secret_hash, Time now) const {
        return former(now) ? std::optional(keyed(key_.previous, "csrf:", as_text(secret_hash))) : std::nullopt;
    }

private:
    [[nodiscard]] bool former(Time now) const { return !key_.previous.empty() && now < key_.previous_until; }
    static std::string keyed(std::string_view key, std::string_view purpose, std::string_view message) {
        std::string input(purpose);
        input += message;
        return base64url(hmac_sha256(key, input));
    }

    ServerKey key_;
};

}  // namespace rustygpt::accounts
