#include "accounts/login_limits.h"

#include "limits/address.h"
#include "limits/profile.h"
#include "limits/refused.h"

namespace rustygpt::accounts {
namespace {

constexpr std::size_t most_keys = 65'536;

}  // namespace

LoginLimits::LoginLimits(std::int64_t per_minute)
    : per_minute_(per_minute),
      addresses_(double(per_minute) / 60, per_minute, most_keys),
      accounts_(double(per_minute) / 60, per_minute, most_keys) {}

void LoginLimits::require(const limits::Decision& decision) {
    if (decision.admitted) return;
    denials_.add();
    throw limits::Refused("Too many attempts to sign in. Try again later.", limits::login_profile, per_minute_,
                          decision);
}

void LoginLimits::admit_address(std::string_view address) {
    require(addresses_.decide(limits::address_key(address), std::chrono::steady_clock::now()));
}

std::string LoginLimits::account_bucket(std::string_view email_key, std::string_view address_key, bool known_address) {
    std::string bucket(email_key);
    if (known_address) (bucket += '\n') += address_key;  // which no email's key holds
    return bucket;
}

void LoginLimits::admit_account(const std::string& bucket) {
    require(accounts_.decide(bucket, std::chrono::steady_clock::now()));
}

}  // namespace rustygpt::accounts
