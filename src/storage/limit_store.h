#pragma once

#include "limits/store.h"
#include "storage/database.h"

namespace rustygpt::storage {

// Limits in a database, which outlives this.
class LimitStore final : public limits::Store {
public:
    explicit LimitStore(Database& database) : database_(database) {}

    Task<std::optional<limits::Configuration>> changes(std::int64_t known) override;
    Task<std::vector<limits::LimitProfile>> profiles(limits::Slice slice) override;
    Task<std::vector<limits::LimitAssignment>> assignments(limits::Slice slice) override;
    Task<limits::LimitProfile> profile(Id id) override;
    Task<limits::LimitProfile> add_profile(limits::ProfileDraft draft, limits::Author author) override;
    Task<limits::LimitProfile> change_profile(Id id, limits::ProfileDraft draft, limits::Precondition fits,
                                              limits::Author author) override;
    Task<> remove_profile(Id id, limits::Precondition fits, limits::Author author) override;
    Task<limits::LimitAssignment> assign(Id profile_id, limits::RoutePattern pattern, limits::Author author) override;
    Task<> remove_assignment(Id id, limits::Author author) override;
    Task<std::int64_t> remove_all_assignments(limits::Author author) override;

private:
    Database& database_;
};

}  // namespace rustygpt::storage
