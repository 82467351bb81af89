"""Section 2: the first administrator."""

import threading

import pytest

from accounts import PASSWORD, Client, make_user, set_up
from claims import TOKEN, check_signed_in


@pytest.fixture
def fresh(launch):
    return launch(set_up=False)


def attempt(server, **changes):
    body = {"username": "ada", "email": "ada@example.org", "password": PASSWORD, "setup_token": server.setup_token}
    return Client(server).post("/api/setup", {**body, **changes})


def test_a_fresh_server_says_so_and_prints_the_link(fresh):
    assert Client(fresh).get("/api/setup").json() == {"is_setup": False}
    assert TOKEN.fullmatch(fresh.setup_token)
    assert any(f"http://127.0.0.1:{fresh.port}/#setup={fresh.setup_token}" in line for line in fresh.stdout)
    assert not any(fresh.setup_token in line for line in fresh.stderr)


def test_set_up_makes_an_administrator_and_signs_them_in(fresh):
    client = set_up(fresh)
    assert client.user["role"] == "admin" and client.user["email"] == "ada@example.org"
    assert client.user["username"] == "ada" and client.user["disabled"] is False
    assert client.get("/api/auth/me").json()["user"]["id"] == client.user["id"]
    assert client.get("/api/setup").json() == {"is_setup": True}


def test_set_up_happens_once_and_for_ever(fresh):
    token = fresh.setup_token
    set_up(fresh)
    for _ in range(2):
        for body in ({}, {"email": "b@example.org", "username": "bob"}, {"setup_token": "wrong"}):
            reply = attempt(fresh, **{"setup_token": token, **body})
            assert (reply.status, reply.code) == (409, "already_set_up"), reply
        fresh.restart()
        assert fresh.setup_token is None, "no link once it is set up"


def test_of_20_parallel_attempts_exactly_one_wins(fresh):
    gate, replies = threading.Barrier(20), []

    def try_it(i):
        client = Client(fresh)
        client.get("/api/setup")
        gate.wait()
        replies.append(attempt(fresh, username=f"user{i}", email=f"user{i}@example.org"))

    threads = [threading.Thread(target=try_it, args=(i,)) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(reply.status for reply in replies) == [201] + [409] * 19
    winner = next(reply for reply in replies if reply.status == 201)
    check_signed_in(winner.json())
    assert len(fresh.run("user", "list").stdout.decode().split("@example.org")) == 2, "one user only"


@pytest.mark.parametrize("token", ["", "wrong", "x" * 43, "\u00e9", "a" * 5000])
def test_a_wrong_token_is_refused_and_nothing_is_set_up(fresh, token):
    reply = attempt(fresh, setup_token=token)
    assert reply.status in (401, 403, 422), reply
    assert Client(fresh).get("/api/setup").json() == {"is_setup": False}


def test_the_token_is_new_at_each_start(fresh):
    old = fresh.setup_token
    fresh.restart()
    assert fresh.setup_token and fresh.setup_token != old
    assert attempt(fresh, setup_token=old).status in (401, 403)
    assert attempt(fresh).status == 201


BAD = [({"username": None}, "/username"), ({"email": None}, "/email"), ({"password": None}, "/password"),
       ({"setup_token": None}, "/setup_token"), ({"email": "no address"}, "/email"), ({"email": ""}, "/email"),
       ({"email": "a@b@c"}, "/email"), ({"username": ""}, "/username"), ({"username": "a" * 500}, "/username"),
       ({"password": "short"}, "/password"), ({"password": "é" * 11}, "/password"),
       ({"password": "a" * 1025}, "/password"), ({"password": "123456789012"}, "/password"),
       ({"password": "passwordpassword"}, "/password"), ({"nothing": 1}, "/nothing"), ({"username": 5}, "/username")]


def test_bad_input_is_422_with_the_pointer_and_leaves_set_up_open(fresh):
    for changes, path in BAD:
        reply = attempt(fresh, **changes)
        assert reply.status == 422 and path in reply.paths, (changes, reply)
    assert Client(fresh).get("/api/setup").json() == {"is_setup": False}


@pytest.mark.parametrize("password", ["é" * 12, "x9" * 512, "zwölf Zeichen", "\U0001f600\U0001f601" * 6],
                         ids=["12_code_points", "1024_bytes", "umlaut", "emoji"])
def test_passwords_from_12_code_points_to_1024_bytes_work(fresh, password):
    fresh.secrets.add(password)
    assert attempt(fresh, password=password).status == 201
    Client(fresh).login("ada@example.org", password)


def test_user_create_before_set_up_makes_users_and_an_admin_ends_set_up(fresh):
    make_user(fresh, "member", email="m@example.org")
    Client(fresh).login("m@example.org")
    make_user(fresh, "admin", email="root@example.org")
    client = Client(fresh).login("root@example.org")
    assert client.user["role"] == "admin"
    reply = attempt(fresh)
    assert (reply.status, reply.code) == (409, "already_set_up"), reply


def test_attempts_are_limited_like_logins(launch):
    server = launch(limits={"RUSTYGPT__RATE_LIMITS__LOGIN_PER_MINUTE": "10"}, set_up=False)
    statuses = [attempt(server, setup_token="wrong-token-000000000000000").status for _ in range(40)]
    assert 429 in statuses and statuses[0] in (401, 403), statuses
