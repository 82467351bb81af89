"""Section 9: what the server counts of its limits."""

from accounts import Client
from exposition import Watch, scrape
from limits import ASSIGNMENTS, PROFILES, assign, make_profile

LIMITED = {"RUSTYGPT__RATE_LIMITS__DEFAULT_RPS": "0.001", "RUSTYGPT__RATE_LIMITS__DEFAULT_BURST": "5",
           "RUSTYGPT__RATE_LIMITS__LOGIN_PER_MINUTE": "100000"}


def test_profiles_and_assignments_are_counted(launch):
    server = launch()
    watch = Watch(server)
    profile, other = make_profile(server.admin), make_profile(server.admin)
    assignment = assign(server.admin, profile, "/api/tools")

    def moved():
        return watch.moved("rustygpt_limits_profiles"), watch.moved("rustygpt_limits_assignments")

    assert moved() == (2, 1)
    assert server.admin.delete(f"{ASSIGNMENTS}/{assignment['id']}").status == 204
    assert server.admin.delete(f"{PROFILES}/{other['id']}").status == 204
    assert moved() == (1, 0)


def test_denials_are_counted_by_the_profile_that_refused(launch):
    server = launch()
    tight = make_profile(server.admin, burst=3, name="tight")
    assign(server.admin, tight, "/api/health")
    watch = Watch(server)
    statuses = [Client(server).get("/api/health").status for _ in range(10)]
    assert statuses.count(429) == 7
    assert watch.moved("rustygpt_rate_limit_denials_total", profile="tight") == 7
    assert watch.moved("rustygpt_rate_limit_denials_total") == 7
    assert watch.moved("rustygpt_http_requests_total", route="/api/health", status="429") == 7


def test_the_default_does_not_limit_scrapes_and_counts_its_own_denials(launch):
    server = launch(set_up=False, limits=LIMITED)
    watch = Watch(server)
    for _ in range(20):
        scrape(server)
    statuses = [Client(server).get("/api/openapi.json").status for _ in range(8)]
    refused = statuses.count(429)
    assert refused >= 3
    assert watch.moved("rustygpt_rate_limit_denials_total", profile="default") == refused
