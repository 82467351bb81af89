"""Without memory requests end, and the process goes on. Not for sanitized builds (conftest.py): they end where memory does."""

import resource
import threading
import time

import chat
from accounts import PASSWORD, Client
from sse import Answer, Stream
from wire import Closed


class Short:
    """The server gets no more address space than it has, and `spare` more or less."""

    def __init__(self, server, spare):
        self.pid, self.spare = server.process.pid, spare
        self.before = resource.prlimit(self.pid, resource.RLIMIT_AS)

    def __enter__(self):
        size = int(open(f"/proc/{self.pid}/statm").read().split()[0]) * resource.getpagesize()
        resource.prlimit(self.pid, resource.RLIMIT_AS, (size + self.spare, self.before[1]))

    def __exit__(self, *_):
        resource.prlimit(self.pid, resource.RLIMIT_AS, self.before)


def test_a_password_that_can_not_be_checked_is_not_called_wrong(launch):
    server = launch()
    server.admin.close()
    client, email = Client(server), server.admin.email
    with Short(server, 8 << 20):
        for password in [PASSWORD, "a wrong one, of some length"] * 6:
            reply = client.post("/api/auth/login", {"email": email, "password": password})
            assert (reply.status, reply.code) == (503, "unavailable"), (reply, server.records()[-3:])
            assert reply.header("Retry-After") == "1"
    reply = client.post("/api/auth/login", {"email": email, "password": PASSWORD})
    assert reply.status == 200, "nobody was locked out"
    records = client.signed_in(reply).get("/api/admin/audit").json()["entries"]
    assert not [entry for entry in records if entry["action"] == "login_failed"]


def use(server, client, over, statuses, seed):
    """All that asks for memory, until it is over."""
    client = client.copy()
    while not over.is_set():
        for method, target, body in (("POST", "/api/chat", {"prompt": chat.long_prompt(30, seed=seed)}),
                                     ("POST", "/api/documents", {"title": "big", "media_type": "text/plain",
                                                                 "content": f"{seed} word " * 400_000}),
                                     ("GET", "/api/conversations?limit=200", None), ("GET", "/api/openapi.json", None)):
            try:
                statuses.append(client.ask(method, target, body).status)
            except (Closed, OSError, AssertionError):
                statuses.append(0)  # ended with its connection
                client.close()
    client.close()


def test_without_memory_requests_end_and_the_server_goes_on(launch):
    server = launch()
    reader = server.admin.copy()
    first = chat.finished(server.admin, "1 + 1")
    stream, over, statuses = Stream(reader), threading.Event(), []
    threads = [threading.Thread(target=use, args=(server, server.admin, over, statuses, i + 1)) for i in range(8)]
    for thread in threads:
        thread.start()
    for spare in (1 << 20, 0, -(32 << 20), -(256 << 20)):  # below what it has: nothing more at all
        time.sleep(0.5)
        with Short(server, spare):
            time.sleep(1.5)
            assert server.process.poll() is None, server.stderr[-5:]
    over.set()
    for thread in threads:
        thread.join()
    stream.close()
    assert any(status in (0, 500, 503) for status in statuses), "memory was short"
    assert server.answers("/api/ready")
    last = chat.finished(server.admin, "2 + 2", f"/api/conversations/{first['conversation_id']}/reply")
    events = chat.recorded(server.admin, last)
    assert Answer(last["message_id"]).take_all(events).equals(chat.message(server.admin, last["message_id"]))
    server.stop()
    assert server.run("check").returncode == 0, server.run("check")
