#include "storage/limit_store.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "base/run_blocking.h"
#include "limits/limits.h"
#include "storage/account_test.h"

namespace rustygpt::storage {
namespace {

using namespace limits;
using namespace std::chrono_literals;
using Kind = Failure::Kind;

Precondition any() {
    return [](std::string_view) { return true; };
}
Precondition only(std::string etag) {
    return [etag = std::move(etag)](std::string_view now) { return now == etag; };
}

class LimitStores : public testing::Test, protected testing_accounts::Bed {
protected:
    Author author() { return {.at = clock.time, .actor = "command", .address = "192.0.2.1"}; }
    LimitProfile add(const std::string& name, LimitParams params = {1, 2}) {
        return run_blocking(store.add_profile({name, params, {}}, author()));
    }
    LimitAssignment assign(const LimitProfile& profile, const std::string& method, const std::string& path) {
        return run_blocking(store.assign(profile.id, *RoutePattern::parse(method, path), author()));
    }
    template <class T>
    std::optional<Kind> failure_of(Task<T> task) {
        try {
            run_blocking(std::move(task));
        } catch (const Failure& failure) {
            return failure.kind;
        }
        return std::nullopt;
    }

    LimitStore store{*database};
};

TEST_F(LimitStores, KeepProfiles) {
    const auto made = add("chat", {0.001, 1'000'000});
    EXPECT_EQ(made.params, (LimitParams{0.001, 1'000'000}));
    EXPECT_FALSE(made.description);
    EXPECT_EQ(run_blocking(store.profile(made.id)).etag, made.etag);
    EXPECT_EQ(failure_of(store.add_profile({"chat", {1, 1}, {}}, author())), Kind::conflict);
    for (const auto* reserved : {"default", "login"})
        EXPECT_EQ(failure_of(store.add_profile({reserved, {1, 1}, {}}, author())), Kind::conflict);
    clock.time += 1s;
    const auto changed = run_blocking(store.change_profile(made.id, {"talk", {2, 3}, "why"}, any(), author()));
    EXPECT_EQ(changed.name, "talk");
    EXPECT_EQ(changed.description, "why");
    EXPECT_EQ(changed.created_at, made.created_at);
    EXPECT_EQ(changed.updated_at, clock.time);
    EXPECT_NE(changed.etag, made.etag);
    EXPECT_EQ(failure_of(store.change_profile(made.id, {"x", {1, 1}, {}}, only(made.etag), author())),
              Kind::precondition_failed);
    EXPECT_EQ(failure_of(store.change_profile(made.id, {"talk", {1, 1}, {}}, only(changed.etag), author())),
              std::nullopt);
    EXPECT_EQ(failure_of(store.change_profile(new_id(), {"x", {1, 1}, {}}, any(), author())), Kind::not_found);
    EXPECT_EQ(failure_of(store.remove_profile(made.id, only(made.etag), author())), Kind::precondition_failed);
    EXPECT_EQ(failure_of(store.remove_profile(made.id, any(), author())), std::nullopt);
    EXPECT_EQ(failure_of(store.profile(made.id)), Kind::not_found);
    EXPECT_EQ(audited("limit_profile_created"), 1);
    EXPECT_EQ(audited("limit_profile_changed"), 2);
    EXPECT_EQ(audited("limit_profile_deleted"), 1) << "what was refused leaves nothing";
}

TEST_F(LimitStores, KeepAssignments) {
    const auto profile = add("chat");
    const auto made = assign(profile, "GET", "/api/things/:id");
    EXPECT_EQ(made.profile_name, "chat");
    const auto again = [&](const char* method, const char* path) {
        return failure_of(store.assign(profile.id, *RoutePattern::parse(method, path), author()));
    };
    EXPECT_EQ(again("GET", "/api/things/:id"), Kind::conflict);
    EXPECT_EQ(again("GET", "/api/things/:other"), Kind::conflict) << "it means the same";
    EXPECT_EQ(again("*", "/api/things/:id"), std::nullopt);
    EXPECT_EQ(failure_of(store.assign(new_id(), *RoutePattern::parse("GET", "/x"), author())), Kind::not_found);
    EXPECT_EQ(failure_of(store.remove_profile(profile.id, any(), author())), Kind::profile_in_use);
    EXPECT_EQ(failure_of(store.remove_assignment(made.id, author())), std::nullopt);
    EXPECT_EQ(failure_of(store.remove_assignment(made.id, author())), Kind::not_found);
    EXPECT_EQ(run_blocking(store.remove_all_assignments(author())), 1);
    EXPECT_EQ(failure_of(store.remove_profile(profile.id, any(), author())), std::nullopt);
    EXPECT_EQ(audited("limit_assigned"), 2);
    EXPECT_EQ(audited("limit_unassigned"), 1);
    EXPECT_EQ(audited("limits_reset"), 1);
}

TEST_F(LimitStores, ListInSlices) {
    std::vector<Id> made;
    for (int i = 0; i < 5; ++i) made.push_back(add("profile " + std::to_string(i)).id);
    const auto first = run_blocking(store.profiles({.limit = 2}));
    ASSERT_EQ(first.size(), 3u) << "one more, to tell that there are more";
    const auto second = run_blocking(store.profiles({.limit = 10, .after = first[1].id}));
    ASSERT_EQ(second.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(second[i].id, made[i + 2]);
}

TEST_F(LimitStores, TellWhatHasChangedAndWhetherAnything) {
    const auto empty = run_blocking(store.changes(-1));
    ASSERT_TRUE(empty);
    EXPECT_TRUE(empty->profiles.empty());
    EXPECT_FALSE(run_blocking(store.changes(empty->epoch)));
    assign(add("chat"), "POST", "/api/chat");
    const auto now = run_blocking(store.changes(empty->epoch));
    ASSERT_TRUE(now);
    EXPECT_GT(now->epoch, empty->epoch);
    EXPECT_EQ(now->profiles.size(), 1u);
    EXPECT_EQ(now->assignments.size(), 1u);
}

TEST_F(LimitStores, TheLimitsOfEachServerFollow) {
    Limits one(store, {.requests_per_second = 10, .burst = 20}, 1);
    one.serve({{"GET", "/api/a", Fallback::shared}});
    const auto now = Instant(1000h);
    const auto ada = CallerKey::user(new_id());
    const auto ask = [&] { return one.admit(0, 0, "/api/a", "", ada, now); };
    run_blocking(one.sync());
    EXPECT_EQ(ask().rule->profile, "default");
    const auto made = assign(add("tight", {1, 1}), "GET", "/api/a");
    EXPECT_EQ(ask().rule->profile, "default") << "nobody has looked yet";
    run_blocking(one.sync());
    EXPECT_EQ(ask().rule->profile, "tight");
    EXPECT_FALSE(ask().decision.admitted);
    EXPECT_EQ(one.denials().at("tight"), 1u);
    EXPECT_EQ(one.denials().at("default"), 0u);
    EXPECT_EQ(one.profile_count(), 1u);
    EXPECT_EQ(one.assignment_count(), 1u);
    add("unrelated");
    run_blocking(one.sync());
    EXPECT_FALSE(ask().decision.admitted) << "its bucket survives a change of another profile";
    run_blocking(store.remove_assignment(made.id, author()));
    run_blocking(one.sync());
    EXPECT_EQ(ask().decision.remaining, 17) << "the default's bucket has been there all the time";
}

// Four cores ask while the table changes under them: each answer is one of the tables', and none is too generous.
TEST_F(LimitStores, TablesChangeUnderLoad) {
    constexpr std::size_t cores = 4;
    Limits all(store, {.requests_per_second = 0, .burst = 1}, cores);
    all.serve({{"GET", "/api/a", Fallback::shared}});
    auto profile = add("p0", {0.001, 100});
    assign(profile, "GET", "/api/a");
    run_blocking(all.sync());
    const auto ada = CallerKey::user(new_id());
    std::atomic<bool> done = false;
    std::atomic<int> admitted = 0;
    std::atomic<int> strange = 0;
    std::vector<std::jthread> threads;
    for (std::size_t core = 0; core < cores; ++core)
        threads.emplace_back([&, core] {
            while (!done) {
                const auto admission = all.admit(core, 0, "/api/a", "", ada, Instant(1000h));
                admitted += admission.decision.admitted;
                if (!admission.rule || !admission.rule->profile.starts_with('p') || admission.rule->rate.burst != 100)
                    ++strange;
            }
        });
    for (int i = 1; i <= 50; ++i) {
        profile = run_blocking(store.change_profile(profile.id, {"p" + std::to_string(i), {0.001, 100}, {}},
                                                    only(profile.etag), author()));
        run_blocking(all.sync());
    }
    while (admitted < 100) std::this_thread::yield();
    done = true;
    threads.clear();
    EXPECT_EQ(admitted, 100);
    EXPECT_EQ(strange, 0);
    EXPECT_EQ(all.admit(0, 0, "/api/a", "", ada, Instant(1000h)).rule->profile, "p50");
}

}  // namespace
}  // namespace rustygpt::storage
