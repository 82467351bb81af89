#pragma once

#include <memory>

#include "accounts/store.h"
#include "storage/database.h"

namespace rustygpt::storage {

// The database outlives the store.
std::unique_ptr<accounts::AccountStore> make_account_store(Database& database);

}  // namespace rustygpt::storage
