"""Section 2 and 8: logins are throttled per address, and per account by failures."""

import pytest

from accounts import PASSWORD, Client, make_user, secret_of

LIMIT = {"RUSTYGPT__RATE_LIMITS__LOGIN_PER_MINUTE": "10"}
WRONG = "not the right password"


def login(server, email, password, address=None):
    headers = [("X-Forwarded-For", address)] if address else []
    return Client(server).post("/api/auth/login", {"email": email, "password": password}, headers=headers)


def test_too_many_logins_of_an_address_are_429(launch):
    server = launch(limits=LIMIT)
    secret_of(server, WRONG)
    replies = [login(server, f"nobody{i}@example.org", WRONG) for i in range(40)]
    statuses = [reply.status for reply in replies]
    assert set(statuses) == {401, 429} and statuses[-1] == 429, statuses
    assert statuses.count(401) >= 9, "never below the configured rate: set-up was the first attempt of this minute"
    assert replies[-1].code == "rate_limit_exceeded"
    assert login(server, "ada@example.org", PASSWORD).status == 429, "of the address, whoever it is"
    assert login(server, "ada@example.org", PASSWORD, "192.0.2.7").status == 429, "a forged address does not help"
    assert server.admin.get("/api/auth/me").status == 200, "who is signed in is not touched"


@pytest.fixture
def proxied(launch):
    return launch(limits=LIMIT, env={"RUSTYGPT__SERVER__TRUSTED_PROXIES": "127.0.0.1"})


def test_behind_a_trusted_proxy_addresses_have_limits_of_their_own(proxied):
    assert 429 in [login(proxied, "nobody@example.org", WRONG, "192.0.2.1").status for _ in range(40)]
    assert login(proxied, "ada@example.org", PASSWORD, "192.0.2.2").status == 200
    assert login(proxied, "ada@example.org", PASSWORD, "192.0.2.99, 192.0.2.1").status == 429, "the rightmost counts"


def test_ipv6_addresses_are_limited_by_their_64(proxied):
    assert 429 in [login(proxied, "nobody@example.org", WRONG, f"2001:db8::{i:x}").status for i in range(1, 40)]
    assert login(proxied, "ada@example.org", PASSWORD, "2001:db8:1::1").status == 200


def test_an_account_is_throttled_by_failures_from_everywhere(proxied):
    statuses = [login(proxied, "ada@example.org", WRONG, f"198.51.100.{i}").status for i in range(1, 120)]
    assert 429 in statuses, statuses


def test_strangers_cannot_lock_somebody_out_from_a_known_address(proxied):
    email = make_user(proxied)
    assert login(proxied, email, PASSWORD, "192.0.2.5").status == 200
    for i in range(1, 120):
        login(proxied, email, WRONG, f"198.51.100.{i}")
    assert login(proxied, email, PASSWORD, "192.0.2.5").status == 200


def test_successes_do_not_count_against_the_account(proxied):
    email = make_user(proxied)
    assert {login(proxied, email, PASSWORD, f"203.0.113.{i}").status for i in range(1, 60)} == {200}
