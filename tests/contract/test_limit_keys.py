"""Section 8: which limit acts on a request, and whose bucket it takes."""

import pytest

import chat
from accounts import Client, make_token, newcomer
from limits import assign, exhaust, limit, make_profile, profile_of, told
from wire import once


@pytest.fixture
def server(launch):
    """Without a default: what a test assigns is all there is."""
    return launch()


def test_the_most_specific_assignment_acts(server):
    admin, person = server.admin, newcomer(server)
    mine = chat.finished(person, "1+1")["conversation_id"]
    names = {path: limit(admin, path, burst=50, method=method) for path, method in
             (("/*", "*"), ("/api/*", "*"), ("/api/conversations/:id", "*"), (f"/api/conversations/{mine}", "GET"),
              ("/api/:x", "*"), ("/api/tools", "*"))}
    get_tools = limit(admin, "/api/tools", burst=50, method="GET")
    acts = lambda target, method="GET": profile_of(person.ask(method, target, {} if method != "GET" else None))
    assert acts("/api/tools") == get_tools, "a named method before *"
    assert acts("/api/conversations") == names["/api/:x"], ":name before *"
    assert acts(f"/api/conversations/{mine}") == names[f"/api/conversations/{mine}"]
    assert acts(f"/api/conversations/{mine}", "PATCH") == names["/api/conversations/:id"]
    assert acts("/api/conversations/01900000-0000-7000-8000-000000000000") == names["/api/conversations/:id"]
    assert acts(f"/api/conversations/{mine}/export") == names["/api/*"]
    assert acts("/api/health") == names["/api/:x"]


def test_a_limit_is_per_assignment_and_caller(server):
    profile = make_profile(server.admin)
    assign(server.admin, profile, "/api/tools")
    assign(server.admin, profile, "/api/conversations")
    one, other = newcomer(server), newcomer(server)
    for person in (one, other):
        for path in ("/api/tools", "/api/conversations"):
            assert exhaust(lambda: person.get(path))[0] == 3
    assert told(one.get("/api/auth/me")) is None, "unassigned"


def test_a_hole_is_one_bucket_whatever_stands_in_it(server):
    limit(server.admin, "/api/messages/:id")
    ids = iter(f"01900000-0000-7000-8000-{i:012}" for i in range(100))
    assert exhaust(lambda: server.admin.get(f"/api/messages/{next(ids)}"))[0] == 3


@pytest.mark.parametrize("target", ["/api/t%6fols", "/%61pi/tools", "/api/tools?", "/api/tools?x=1", "/api/tools?/../x",
                                    "/api/%74%6F%6F%6C%73"])
def test_other_spellings_of_a_path_find_the_same_bucket(server, target):
    limit(server.admin, "/api/tools")
    exhaust(lambda: server.admin.get("/api/tools"))
    assert server.admin.get(target).status == 429
    assert server.admin.ask("HEAD", target).status == 429, "HEAD is GET"
    whole = f"GET {server.origin}{target} HTTP/1.1\r\nHost: x\r\nCookie: {server.admin.cookie_header()}\r\n" \
            "Connection: close\r\n\r\n"
    assert once(server.address, whole.encode()).status == 429


@pytest.mark.parametrize("target", ["/api/Tools", "/API/tools", "//api/tools", "/api//tools", "/api/./tools", "/api/%2e/tools",
                                    "/api/x/../tools", "/api/x/%2e%2e/tools", "/api/tools/", "/api%2ftools", "/api/tools;x",
                                    "/api/tools%00", "/api\\tools"])
def test_what_is_no_spelling_of_a_path_leads_nowhere(server, target):
    limit(server.admin, "/api/tools")
    reply = server.admin.get(target)
    assert reply.status in (400, 404) and told(reply) is None, reply


def test_an_id_that_is_spelled_out_is_limited_in_each_of_its_spellings(server):
    person = newcomer(server)
    mine = chat.finished(person, "1+1")["conversation_id"]
    limit(server.admin, f"/api/conversations/{mine}")
    exhaust(lambda: person.get(f"/api/conversations/{mine}"))
    for spelling in (mine.upper(), "".join(f"%{ord(c):02x}" for c in mine), mine.upper().replace("A", "%41")):
        assert person.get(f"/api/conversations/{spelling}").status == 429
    other = chat.finished(person, "1+1")["conversation_id"]
    assert told(person.get(f"/api/conversations/{other}")) is None


def test_a_token_takes_from_its_owners_bucket(server):
    limit(server.admin, "/api/tools")
    owner = newcomer(server)
    one, other = (make_token(owner, "read")[0] for _ in range(2))
    assert [client.get("/api/tools").status for client in (owner, one, other, owner, one)] == [200, 200, 200, 429, 429]


# ---- addresses ----

def test_forwarded_addresses_from_untrusted_peers_are_ignored(server):
    limit(server.admin, "/api/setup")
    nobody = Client(server)
    addresses = iter(range(100))
    forged = lambda: nobody.get("/api/setup", headers=[("X-Forwarded-For", f"192.0.2.{next(addresses)}"),
                                                       ("Forwarded", f"for=192.0.2.{next(addresses)}")])
    assert exhaust(forged)[0] == 3


def test_behind_trusted_proxies_the_rightmost_untrusted_address_counts(launch):
    server = launch(env={"RUSTYGPT__SERVER__TRUSTED_PROXIES": "127.0.0.1,10.0.0.0/8"})
    limit(server.admin, "/api/setup")
    nobody = Client(server)
    ask = lambda forwarded: nobody.get("/api/setup", headers=[("X-Forwarded-For", forwarded)])
    assert exhaust(lambda: ask("192.0.2.1"))[0] == 3
    for same in ("192.0.2.9, 192.0.2.1", "192.0.2.1, 10.1.2.3", "junk, 192.0.2.1,10.0.0.1", "::ffff:192.0.2.1"):
        assert ask(same).status == 429, same
    for another in ("192.0.2.2", "192.0.2.1, 192.0.2.2", "192.0.2.1, 192.0.2.3, 10.0.0.7"):
        assert ask(another).status == 200, another


def test_ipv6_addresses_are_one_by_their_64(launch):
    server = launch(env={"RUSTYGPT__SERVER__TRUSTED_PROXIES": "127.0.0.1"})
    limit(server.admin, "/api/setup")
    nobody = Client(server)
    ask = lambda address: nobody.get("/api/setup", headers=[("X-Forwarded-For", address)])
    hosts = iter(range(1, 100))
    assert exhaust(lambda: ask(f"2001:db8:0:1:{next(hosts):x}::7"))[0] == 3
    assert ask("2001:db8:0:2::1").status == 200
    assert ask("192.0.2.1").status == 200
