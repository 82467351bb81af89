#pragma once

#include "storage/database.h"

namespace rustygpt::storage {

// The code half of migration 0012: makes the keys by which email addresses and user names compare anew. Where two
// people's names now look alike both stay: the one whose key it is already, else the older one, gets it, the other
// keeps the key of before, by which they still sign in, and a warning names them.
void renew_identity_keys(Transaction& tx);
inline constexpr int identity_keys_version = 12;  // of that migration

}  // namespace rustygpt::storage
