#pragma once

#include <string>
#include <string_view>

#include "limits/keyed.h"
#include "telemetry/metrics.h"

namespace rustygpt::accounts {

// Against guessing: so many attempts a minute and address, and so many failures a minute and account. An address from
// which the person has signed in before has a bucket of its own, so strangers' failures don't lock it out.
// Thread-safe, bounded memory.
class LoginLimits {
public:
    explicit LoginLimits(std::int64_t per_minute);

    // Throws limits::Refused.
    void admit_address(std::string_view address);
    // The bucket of an account as seen from there.
    static std::string account_bucket(std::string_view email_key, std::string_view address_key, bool known_address);
    // Charged before the password is checked: parallel guesses must not slip through together.
    // Throws limits::Refused.
    void admit_account(const std::string& bucket);
    // It was no failure.
    void forgive(const std::string& bucket) { accounts_.refund(bucket); }

    // How often somebody was refused since the start.
    [[nodiscard]] std::uint64_t denials() const { return denials_.value(); }

private:
    void require(const limits::Decision& decision);

    const std::int64_t per_minute_;
    limits::KeyedGcra addresses_;
    limits::KeyedGcra accounts_;
    metrics::Counter denials_{};
};

}  // namespace rustygpt::accounts
