"""Section 8: administrators list, make and find people."""

import pytest

from accounts import PASSWORD, Client, newcomer
from claims import USER, UUID7
from people import at_once, change, create, everybody, wanted

ABSENT = "01900000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("role", ["admin", "member", "read_only"])
def test_a_created_person_signs_in(admin, role):
    reply = admin.post("/api/admin/users", wanted(f"made-{role}", role=role, display_name="M\u00e4x  M"))
    user = reply.json()
    assert reply.status == 201 and set(user) == USER and UUID7.fullmatch(user["id"]), reply
    assert (user["role"], user["disabled"], user["last_seen_at"]) == (role, False, None)
    assert user["display_name"] == "M\u00e4x  M" and PASSWORD.encode() not in reply.body
    assert reply.header("Location") == f"/api/admin/users/{user['id']}"
    assert admin.get(reply.header("Location")).json() == user
    client = Client(admin.server).login(user["email"])
    assert client.user["id"] == user["id"] and client.user["last_seen_at"]


def test_role_and_name_have_defaults(admin):
    user = create(admin, "plain")
    assert (user["role"], user["display_name"]) == ("member", "plain")


BAD = [
    ({"email": "no address"}, "/email"), ({"email": "a" * 250 + "@example.org"}, "/email"), ({"email": 5}, "/email"),
    ({"email": "a\x00b@example.org"}, "/email"), ({"username": "ab"}, "/username"), ({"username": "a" * 65}, "/username"),
    ({"username": "a\x00bc"}, "/username"), ({"username": "a@b"}, "/username"), ({"password": "short"}, "/password"),
    ({"password": "123456789012"}, "/password"), ({"password": "a" * 1025}, "/password"),
    ({"password": "a good\x00long password"}, "/password"), ({"role": "king"}, "/role"), ({"role": 1}, "/role"),
    ({"display_name": ""}, "/display_name"), ({"display_name": "a" * 101}, "/display_name"),
    ({"display_name": "a\u200bb"}, "/display_name"), ({"display_name": " a"}, "/display_name"),
    ({"disabled": True}, "/disabled"), ({"id": ABSENT}, "/id"), ({"email": None}, "/email"),
]


@pytest.mark.parametrize("fields, path", BAD, ids=range(len(BAD)))
def test_a_bad_newcomer_is_422_and_nobody_is_made(admin, fields, path):
    before = len(everybody(admin))
    reply = admin.post("/api/admin/users", {**wanted("newcomer"), **fields})
    assert reply.status == 422 and reply.paths == [path], reply
    assert len(everybody(admin)) == before


def test_names_are_unique_whatever_their_case_and_form(admin):
    create(admin, "uni\u00e9")
    for fields in ({"email": "UNI\u00c9@EXAMPLE.org", "username": "other one"}, {"email": "unie\u0301@example.org", "username": "other one"},
                   {"email": "other@example.org", "username": "UNI\u00c9"}, {"email": "other@example.org", "username": "unie\u0301"}):
        reply = admin.post("/api/admin/users", {**fields, "password": PASSWORD})
        assert (reply.status, reply.code) == (409, "conflict"), reply


def test_of_fifty_parallel_creations_of_one_address_one_wins(admin):
    clients = [admin.copy() for _ in range(50)]
    body = wanted("parallel")
    replies = at_once(50, lambda i: clients[i].post("/api/admin/users", {**body, "username": f"parallel{i}"}))
    assert sorted(reply.status for reply in replies) == [201] + [409] * 49, replies
    assert len(everybody(admin, "&q=parallel")) == 1
    for client in clients:
        client.close()


def test_the_list_has_no_gap_and_no_repeat_while_people_come(admin):
    for number in range(7):
        create(admin, f"paged{number}")
    before = [user["id"] for user in everybody(admin)]
    seen, cursor, number = [], "", 0
    while cursor is not None:
        page = admin.get("/api/admin/users?limit=3" + (f"&cursor={cursor}" if cursor else "")).json()
        assert len(page["users"]) <= 3
        seen += [user["id"] for user in page["users"]]
        cursor = page["next_cursor"]
        if number < 4:
            create(admin, f"latecomer{number}")
            number += 1
    assert seen == before


def test_people_are_found_by_a_part_of_their_names(admin):
    user = create(admin, "searchable", display_name="Grace Hopper 100%")
    for query in ("searchab", "SEARCHABLE%40example", "grace", "hopper", "100%25"):
        assert user["id"] in [found["id"] for found in everybody(admin, f"&q={query}")], query
    for query in ("searchable_", "%25%25", "%5F%5F", "nobody-has-this"):
        assert everybody(admin, f"&q={query}") == [], query
    assert everybody(admin, "&q=") == everybody(admin)


@pytest.mark.parametrize("query, path", [("limit=0", "/limit"), ("limit=201", "/limit"), ("limit=x", "/limit"),
                                         ("cursor=x", "/cursor"), ("q=" + "a" * 255, "/q"), ("q=%FF", "/q")])
def test_a_bad_query_is_422(admin, query, path):
    reply = admin.get(f"/api/admin/users?{query}")
    assert reply.status == 422 and reply.paths == [path], reply


BAD_CHANGES = [
    ({"role": "king"}, "/role"), ({"role": None}, "/role"), ({"disabled": "yes"}, "/disabled"), ({"disabled": 1}, "/disabled"),
    ({"disabled": None}, "/disabled"), ({"password": "short"}, "/password"), ({"password": "password1234"}, "/password"),
    ({"password": None}, "/password"), ({"display_name": None}, "/display_name"), ({"display_name": "a\x00"}, "/display_name"),
    ({"email": "new@example.org"}, "/email"), ({"username": "new name"}, "/username"), ({"id": ABSENT}, "/id"),
]


@pytest.mark.parametrize("fields, path", BAD_CHANGES, ids=range(len(BAD_CHANGES)))
def test_a_bad_change_is_422_and_changes_nothing(admin, person, fields, path):
    before = admin.get(f"/api/admin/users/{person.user['id']}").json()
    reply = change(admin, person.user, **{"role": "read_only", **fields})
    assert reply.status == 422 and reply.paths == [path], reply
    after = admin.get(f"/api/admin/users/{person.user['id']}").json()
    assert {**after, "last_seen_at": None} == {**before, "last_seen_at": None}
    assert person.get("/api/auth/me").status == 200


def test_absent_people_are_404(admin):
    for id in (ABSENT, "no-uuid", "1"):
        assert admin.get(f"/api/admin/users/{id}").status == 404
        for fields in ({"role": "member"}, {"password": PASSWORD}, {}):
            assert change(admin, {"id": id}, **fields).status == 404


def test_only_administrators_administer(shared, person):
    target = f"/api/admin/users/{person.user['id']}"
    for client in (person, newcomer(shared, "read_only")):
        for method, path, body in (("GET", "/api/admin/users", None), ("POST", "/api/admin/users", wanted("nobody")),
                                   ("GET", target, None), ("PATCH", target, {"role": "admin"}),
                                   ("GET", "/api/admin/audit", None), ("GET", "/api/admin/stats", None)):
            reply = client.ask(method, path, body)
            assert (reply.status, reply.code) == (403, "forbidden"), reply
    assert person.get("/api/auth/me").json()["user"]["role"] == "member"
