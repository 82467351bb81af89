"""Section 8: how administrators make profiles and assignments."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts import Client, newcomer
from limits import (ASSIGNMENTS, PREVIEW, PROFILES, assign, audited, check_assignment, check_profile, exhaust, limit,
                    make_profile, params, put)

ABSENT = "01900000-0000-7000-8000-000000000000"
PATTERN = {"method": "GET", "path": "/api/tools"}


@pytest.fixture(scope="module")
def boss(shared):
    """An administrator. What the tests here assign leads nowhere, so that others are not limited by it."""
    return newcomer(shared, "admin")


@pytest.fixture
def profile(boss):
    return make_profile(boss)


# ---- who ----

def test_only_administrators_get_in(shared, boss, profile):
    bodies = {"POST": {"name": "x", "params": params()}, "PUT": {"name": "x", "params": params()}, "GET": None, "DELETE": None}
    calls = [("GET", PROFILES), ("POST", PROFILES), ("GET", f"{PROFILES}/{profile['id']}"), ("PUT", f"{PROFILES}/{profile['id']}"),
             ("DELETE", f"{PROFILES}/{profile['id']}"), ("GET", ASSIGNMENTS), ("POST", ASSIGNMENTS),
             ("DELETE", f"{ASSIGNMENTS}/{ABSENT}"), ("POST", PREVIEW)]
    people = [newcomer(shared), newcomer(shared, "read_only")]
    for method, path in calls:
        for person in people:
            reply = person.ask(method, path, bodies[method])
            assert (reply.status, reply.code) == (403, "forbidden"), reply
        assert Client(shared).ask(method, path, bodies[method]).status == 401
    assert boss.get(f"{PROFILES}/{profile['id']}").json() == profile


def test_switched_off_the_routes_are_404_and_limits_go_on(launch):
    server = launch()
    limit(server.admin, "/api/tools")
    server.restart(env={"RUSTYGPT__RATE_LIMITS__ADMIN_API_ENABLED": "false"})
    for person in (server.admin, Client(server)):
        for method, path in (("GET", PROFILES), ("POST", PROFILES), ("GET", f"{PROFILES}/{ABSENT}"), ("GET", ASSIGNMENTS),
                             ("DELETE", f"{ASSIGNMENTS}/{ABSENT}"), ("POST", PREVIEW)):
            assert person.ask(method, path, {} if method == "POST" else None).status == 404
    assert exhaust(lambda: server.admin.get("/api/tools"))[0] == 3


# ---- profiles ----

def test_a_profile_is_what_was_sent(boss):
    for rps, burst in ((0.001, 1), (1_000_000, 1_000_000), (0.1, 7), (2.5, 10)):
        made = make_profile(boss, rps, burst, description="Why – ä")
        assert made["params"] == params(rps, burst) and made["description"] == "Why – ä"
        assert made["created_at"] == made["updated_at"]
        reply = boss.get(f"{PROFILES}/{made['id']}")
        assert reply.json() == made and reply.header("ETag") == made["etag"]
    assert make_profile(boss)["description"] is None


BAD_PROFILES = [
    ({"params": params()}, "/name"), ({"name": "", "params": params()}, "/name"),
    ({"name": "x" * 65, "params": params()}, "/name"), ({"name": "a\nb", "params": params()}, "/name"),
    ({"name": "ä", "params": params()}, "/name"), ({"name": " a", "params": params()}, "/name"),
    ({"name": "a\0b", "params": params()}, "/name"), ({"name": 5, "params": params()}, "/name"),
    ({"name": "x"}, "/params"), ({"name": "x", "params": 5}, "/params"),
    ({"name": "x", "params": {"burst": 5}}, "/params/requests_per_second"),
    ({"name": "x", "params": {"requests_per_second": 5}}, "/params/burst"),
    ({"name": "x", "params": {**params(), "per": "minute"}}, "/params/per"),
    ({"name": "x", "params": params(), "algorithm": "leaky"}, "/algorithm"),
    ({"name": "x", "params": params(), "description": "x" * 501}, "/description"),
    ({"name": "x", "params": params(), "id": ABSENT}, "/id"), ({"name": "x", "params": params(), "etag": "1"}, "/etag"),
    *[({"name": "x", "params": params(rps=bad)}, "/params/requests_per_second")
      for bad in (0, -1, 0.0009, 1_000_001, 1e300, "10", True, [1])],
    *[({"name": "x", "params": params(burst=bad)}, "/params/burst") for bad in (0, -1, 1.5, 1_000_001, 1e300, "10", False, {})],
]


@pytest.mark.parametrize("body, path", BAD_PROFILES, ids=[json.dumps(body)[:70] for body, _ in BAD_PROFILES])
def test_a_bad_profile_is_422_at_its_pointer(boss, profile, body, path):
    for reply in (boss.post(PROFILES, body), boss.ask("PUT", f"{PROFILES}/{profile['id']}", body)):
        assert reply.status == 422 and path in reply.paths, reply
    assert boss.get(f"{PROFILES}/{profile['id']}").json() == profile


def test_numbers_that_json_does_not_have_are_400(boss):
    for text in ("NaN", "Infinity", "-Infinity", "1e", "0x10", "01"):
        raw = b'{"name":"x","params":{"requests_per_second":%s,"burst":1}}' % text.encode()
        assert boss.post(PROFILES, raw=raw).status == 400, text


def test_names_are_unique(boss, profile):
    for taken in (profile["name"], "default", "login"):
        reply = boss.post(PROFILES, {"name": taken, "params": params()})
        assert (reply.status, reply.code) == (409, "conflict"), reply
    other = make_profile(boss)
    assert put(boss, other, name=profile["name"]).status == 409
    assert put(boss, other, params=params(burst=9)).status == 200, "its own name is no conflict"
    with ThreadPoolExecutor(20) as pool:
        twins = [boss.copy() for _ in range(20)]
        replies = list(pool.map(lambda twin: twin.post(PROFILES, {"name": f"one {ABSENT}", "params": params()}), twins))
    assert sorted(reply.status for reply in replies) == [201] + [409] * 19


def test_put_takes_the_whole_profile(boss):
    made = make_profile(boss, description="Why")
    reply = put(boss, made, params=params(5, 6), algorithm="gcra")
    changed = check_profile(reply.json())
    assert reply.status == 200 and reply.header("ETag") == changed["etag"] != made["etag"]
    assert changed["params"] == params(5, 6) and changed["description"] is None, "what is left out is gone"
    assert (changed["id"], changed["created_at"]) == (made["id"], made["created_at"])
    assert boss.get(f"{PROFILES}/{made['id']}").json() == changed


def test_if_match(boss):
    made = make_profile(boss)
    changed = put(boss, made, made["etag"], params=params(burst=4)).json()
    for stale in (made["etag"], '"x"', "x", '""', "W/" + changed["etag"], f'{made["etag"]}, "x"'):
        reply = put(boss, made, stale)
        assert (reply.status, reply.code) == (412, "precondition_failed"), reply
        assert reply.details == {"current_etag": changed["etag"]}
        assert boss.delete(f"{PROFILES}/{made['id']}", headers=[("If-Match", stale)]).status == 412
    assert boss.get(f"{PROFILES}/{made['id']}").json() == changed
    for good in (lambda tag: "*", lambda tag: None, lambda tag: tag, lambda tag: f'"x", {tag}'):
        reply = put(boss, made, good(changed["etag"]))
        assert reply.status == 200, reply
        changed = reply.json()
    absent = {"id": ABSENT, "name": "x", "params": params()}
    assert put(boss, absent, "*").status == 404
    assert boss.delete(f"{PROFILES}/{made['id']}", headers=[("If-Match", changed["etag"])]).status == 204


def test_of_200_edits_of_one_version_one_wins(boss):
    made = make_profile(boss)
    twins = [boss.copy() for _ in range(200)]
    with ThreadPoolExecutor(50) as pool:
        replies = list(pool.map(lambda pair: put(pair[1], made, made["etag"], description=str(pair[0])), enumerate(twins)))
    for twin in twins:
        twin.close()
    won = [reply for reply in replies if reply.status == 200]
    assert len(won) == 1 and {reply.status for reply in replies} == {200, 412}
    now = boss.get(f"{PROFILES}/{made['id']}").json()
    assert now == won[0].json()
    assert {reply.details["current_etag"] for reply in replies if reply.status == 412} == {now["etag"]}


def test_200_edits_lose_no_update(boss):
    """Ten people count one profile's burst up, twenty times each, each from what it read."""
    made = make_profile(boss, burst=1)

    def count_up(twin):
        for _ in range(20):
            while True:
                now = twin.get(f"{PROFILES}/{made['id']}").json()
                reply = put(twin, now, now["etag"], params=params(burst=now["params"]["burst"] + 1))
                if reply.status == 200:
                    break
                assert reply.status == 412, reply

    twins = [boss.copy() for _ in range(10)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(count_up, twins))
    for twin in twins:
        twin.close()
    assert boss.get(f"{PROFILES}/{made['id']}").json()["params"]["burst"] == 201


def test_an_assigned_profile_cannot_be_deleted(boss, profile):
    made = assign(boss, profile, f"/nowhere/{profile['id']}")
    reply = boss.delete(f"{PROFILES}/{profile['id']}")
    assert (reply.status, reply.code) == (409, "profile_in_use") and reply.details == {"assignments": 1}
    assert boss.delete(f"{ASSIGNMENTS}/{made['id']}").status == 204
    assert boss.delete(f"{PROFILES}/{profile['id']}").status == 204
    assert boss.delete(f"{PROFILES}/{profile['id']}").status == 404
    assert boss.get(f"{PROFILES}/{profile['id']}").status == 404


def test_absent_ids_are_404(boss):
    for id in (ABSENT, "x", "1", ABSENT.replace("-", "")):
        assert boss.get(f"{PROFILES}/{id}").status == 404
        assert boss.ask("PUT", f"{PROFILES}/{id}", {"name": "x", "params": params()}).status == 404
        assert boss.delete(f"{PROFILES}/{id}").status == 404
        assert boss.delete(f"{ASSIGNMENTS}/{id}").status == 404


# ---- assignments ----

BAD_PATTERNS = [(method, "/api", "/method") for method in ("get", "HEAD", "OPTIONS", "BREW", "**", "GET ", "G\0T")] + \
    [("GET", path, "/path") for path in (
        "", "api", "*", "//", "/api/", "/api//chat", "/api/./x", "/api/../x", "/..", "/api/%63hat", "/api%2fchat", "/*/x",
        "/api/ch*", "/api/:", "/api/:a-b", "/api?x", "/api#x", "/a b", "/a\\b", "/a\nb", "/a\0", "/ä", "/" + "a" * 512)]


@pytest.mark.parametrize("method, path, pointer", BAD_PATTERNS, ids=[repr(row[:2])[:60] for row in BAD_PATTERNS])
def test_a_bad_pattern_is_422_at_its_pointer(boss, profile, method, path, pointer):
    pattern = {"method": method, "path": path}
    for target, body in ((ASSIGNMENTS, {"profile_id": profile["id"], **pattern}),
                         (PREVIEW, {"params": params(), "window_minutes": 1, **pattern})):
        reply = boss.post(target, body)
        assert reply.status == 422 and reply.paths == [pointer], reply


def test_everything_that_is_wrong_is_told_at_once(boss):
    reply = boss.post(ASSIGNMENTS, {"profile_id": ABSENT, "method": "get", "path": "api"})
    assert reply.status == 422 and set(reply.paths) == {"/method", "/path"}
    assert boss.post(ASSIGNMENTS, {"profile_id": "x", **PATTERN}).paths == ["/profile_id"]


def test_an_assignment_of_an_absent_profile_is_404(boss):
    reply = boss.post(ASSIGNMENTS, {"profile_id": ABSENT, **PATTERN})
    assert (reply.status, reply.code) == (404, "not_found")


def test_one_assignment_per_method_and_path(boss, profile):
    root = f"/nowhere/{profile['id']}"
    made = assign(boss, profile, f"{root}/:a", "GET")
    for path in (f"{root}/:a", f"{root}/:another_name", f"/nowhere/{profile['id'].upper()}/:a"):
        reply = boss.post(ASSIGNMENTS, {"profile_id": make_profile(boss)["id"], "method": "GET", "path": path})
        assert (reply.status, reply.code) == (409, "conflict"), reply
        assert reply.details == {"assignment_id": made["id"]}
    for method, path in (("POST", f"{root}/:a"), ("*", f"{root}/:a"), ("GET", f"{root}/*"), ("GET", f"{root}/a")):
        assign(boss, profile, path, method)
    twins = [boss.copy() for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        body = {"profile_id": profile["id"], "method": "PUT", "path": root}
        replies = list(pool.map(lambda twin: twin.post(ASSIGNMENTS, body), twins))
    assert sorted(reply.status for reply in replies) == [201] + [409] * 19


def test_assignments_name_their_profile_as_it_is_called_now(boss, profile):
    made = assign(boss, profile, f"/nowhere/{profile['id']}")
    put(boss, profile, name=f"renamed {profile['id']}")
    found = next(a for a in pages(boss, ASSIGNMENTS, "assignments") if a["id"] == made["id"])
    assert check_assignment(found)["profile_name"] == f"renamed {profile['id']}"


# ---- lists ----

def pages(client, target, plural, limit=200):
    found, cursor = [], ""
    while cursor is not None:
        reply = client.get(f"{target}?limit={limit}{cursor and '&cursor=' + cursor}")
        assert reply.status == 200 and set(reply.json()) == {plural, "next_cursor"}, reply
        assert len(reply.json()[plural]) <= limit
        found += reply.json()[plural]
        cursor = reply.json()["next_cursor"]
    return found


def test_lists_repeat_nothing_and_leave_nothing_out_while_others_insert(boss):
    before = [make_profile(boss) for _ in range(7)]
    first = boss.get(f"{PROFILES}?limit=3").json()
    made = make_profile(boss)
    rest, cursor = [], first["next_cursor"]
    while cursor:
        page = boss.get(f"{PROFILES}?limit=3&cursor={cursor}").json()
        rest, cursor = rest + page["profiles"], page["next_cursor"]
    ids = [entry["id"] for entry in first["profiles"] + rest]
    assert len(ids) == len(set(ids)) and {entry["id"] for entry in before} | {made["id"]} <= set(ids)
    assert ids == sorted(ids), "oldest first"


@pytest.mark.parametrize("target", [PROFILES, ASSIGNMENTS])
def test_limit_and_cursor_are_checked(boss, target):
    for query in ("limit=0", "limit=201", "limit=x", "limit=-1", "cursor=x", "cursor=%00", "cursor=c12"):
        reply = boss.get(f"{target}?{query}")
        assert reply.status == 422, reply


# ---- audit ----

def test_each_act_is_audited(launch):
    server = launch()
    made = make_profile(server.admin, name="audited")
    put(server.admin, made, params=params(5, 6))
    assignment = assign(server.admin, made, "/api/tools", "GET")
    server.admin.delete(f"{ASSIGNMENTS}/{assignment['id']}")
    server.admin.delete(f"{PROFILES}/{made['id']}")
    put(server.admin, made)  # 404, which is no act
    for action in ("limit_profile_created", "limit_profile_changed", "limit_assigned", "limit_unassigned",
                   "limit_profile_deleted"):
        (actor, details), = audited(server, action)
        assert actor == server.admin.user["id"] and "audited" in details, (action, details)
