"""What administrators do with people, for the tests that watch it."""

import threading

from accounts import PASSWORD
from claims import USER


def wanted(name, **fields):
    return {"email": f"{name}@example.org", "username": name, "password": PASSWORD, **fields}


def create(admin, name, **fields):
    reply = admin.post("/api/admin/users", wanted(name, **fields))
    assert reply.status == 201, reply
    return reply.json()


def change(admin, user, **fields):
    return admin.patch(f"/api/admin/users/{user['id']}", fields)


def changed(admin, user, **fields):
    reply = change(admin, user, **fields)
    assert reply.status == 200 and set(reply.json()) == USER, reply
    return reply.json()


def everybody(admin, query=""):
    users, cursor = [], ""
    while cursor is not None:
        page = admin.get(f"/api/admin/users?limit=200{query}" + (f"&cursor={cursor}" if cursor else "")).json()
        assert set(page) == {"users", "next_cursor"} and all(set(user) == USER for user in page["users"])
        users += page["users"]
        cursor = page["next_cursor"]
    return users


def at_once(count, act):
    """What act(0), act(1) ... answer, begun together."""
    gate, answers = threading.Barrier(count), [None] * count

    def run(index):
        gate.wait()
        answers[index] = act(index)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
