#!/usr/bin/python3
"""kill -9 at random moments under load, and the guarantee of the stream after each.

Usage: crash.py [--rounds 5] [--users 10] [--streams 20] [--posts 20] [--seed N]   (streams and posts are per user)

After each restart: every acknowledged prompt is there and answered once; for every reader, which comes back with
Last-Event-ID, the deltas of each answer are the stored content, none twice, none missing; no answer is left hanging;
the server is ready within 3 s. A post that was cut off is sent again with its Idempotency-Key and makes no second one.
"""

import argparse
import asyncio
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "contract"))

from accounts import PASSWORD, Client, make_user, set_up  # noqa: E402
from reader import Reader, request  # noqa: E402
from server import Server  # noqa: E402

READY_WITHIN = 3.0
SETTLE_WITHIN = 60.0
FINAL = ("completed", "interrupted", "cancelled", "failed")
CUT = (OSError, asyncio.IncompleteReadError, ValueError, KeyError)


class Post:
    """One prompt, tried until it is acknowledged."""

    def __init__(self, prompt, key, after):
        self.prompt, self.key, self.after = prompt, key, after
        self.receipt, self.tries = None, 0


class User:
    def __init__(self, client, server, streams, complaints):
        self.client, self.server, self.complaints = client, server, complaints
        self.name = client.email.split("@")[0]
        self.headers = [f"Cookie: {client.cookie_header()}", f"X-CSRF-Token: {client.csrf}"]
        since = client.get(f"/api/messages/{self.first_answer()}").json()["stream_cursor"]
        client.close()
        self.readers = [Reader(f"{self.name}/{i}", server, client.cookie_header(), since, complaints)
                        for i in range(streams)]
        self.checked = set()

    def first_answer(self):
        """Something to take a cursor from, so that no reader depends on the moment it connected."""
        reply = self.client.post("/api/chat", {"prompt": "1+1"}, headers=[("Prefer", "wait=60")])
        assert reply.status == 200, reply
        return reply.json()["message_id"]

    async def send(self, post):
        await asyncio.sleep(post.after)
        post.tries += 1
        try:
            status, body = await request(self.server.address, "POST", "/api/chat",
                                         [*self.headers, f"Idempotency-Key: {post.key}"], {"prompt": post.prompt})
        except CUT:
            return
        if status == 202:
            post.receipt = body
        elif status != 503:  # while it shuts down or is full it may say so; anything else is wrong
            self.complaints.append(f"{self.name}: a post was answered {status} {body}")

    async def stored(self, id):
        status, body = await request(self.server.address, "GET", f"/api/messages/{id}", self.headers)
        if status != 200:
            self.complaints.append(f"{self.name}: message {id} is {status}: acknowledged or shown, and lost")
            return None
        return body

    def answers(self):
        return {id for reader in self.readers for id in reader.answers} - self.checked

    def settled(self, posts):
        wanted = {post.receipt["message_id"] for post in posts if post.receipt} | self.answers()
        return all(id in reader.answers and reader.answers[id].done for reader in self.readers
                   for id in wanted - self.checked)

    async def check(self, posts):
        """After everything settled. Returns the final statuses."""
        statuses = []
        for post in posts:
            if not post.receipt:
                self.complaints.append(f"{self.name}: a prompt was never acknowledged in {post.tries} tries")
                continue
            prompt = await self.stored(post.receipt["prompt_id"])
            if prompt and prompt["content"] != post.prompt:
                self.complaints.append(f"{self.name}: prompt {post.receipt['prompt_id']} has another text")
        ids = {post.receipt["message_id"] for post in posts if post.receipt} | self.answers()
        for id in sorted(ids):
            message = await self.stored(id)
            if message is None:
                continue
            statuses.append(message["status"])
            if message["status"] not in FINAL:
                self.complaints.append(f"{self.name}: {id} is left hanging as {message['status']}")
            for reader in self.readers:
                reader.compare(message)
        self.check_repeats(posts)
        self.forget(ids)
        return statuses

    def check_repeats(self, posts):
        for post in posts:
            for reader in self.readers:
                if reader.prompts.get(post.prompt, 0) != 1:
                    self.complaints.append(f"{reader.name}: heard a prompt {reader.prompts.get(post.prompt, 0)} times")

    def forget(self, ids):
        self.checked |= ids
        for reader in self.readers:
            reader.prompts.clear()
            for id in ids:
                reader.answers.pop(id, None)


def prompt_of(dice, label):
    """From one sum to a long answer; each prompt is the only one of its text."""
    parts = [f"{dice.randrange(1, 10 ** 6)} * {dice.randrange(1, 99)}" for _ in range(dice.choice((1, 2, 5, 10, 20)))]
    return f"What is {', '.join(parts)}, and {dice.randrange(1, 500)} miles in km? ({label})"


class Trial:
    def __init__(self, options):
        self.options, self.dice = options, random.Random(options.seed)
        self.complaints, self.passed, self.failed = [], 0, 0

    async def run(self):
        self.server = Server()
        await asyncio.to_thread(self.server.start)
        try:
            await asyncio.to_thread(self.populate)
            tasks = [asyncio.create_task(reader.follow()) for user in self.users for reader in user.readers]
            for number in range(1, self.options.rounds + 1):
                await self.round(number)
            for task in tasks:
                task.cancel()
        finally:
            self.end()
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0

    def populate(self):
        set_up(self.server)
        clients = [Client(self.server).login(make_user(self.server), PASSWORD) for _ in range(self.options.users)]
        self.users = [User(client, self.server, self.options.streams, self.complaints) for client in clients]

    def end(self):
        try:
            self.server.dispose()
        except AssertionError as problem:
            self.failed += 1
            print(f"FAILED the log: {problem}")

    async def round(self, number):
        for user in self.users:
            for reader in user.readers:
                await asyncio.wait_for(reader.connected.wait(), 30)
        life = self.dice.uniform(0.05, self.options.life)
        work = {user: [Post(prompt_of(self.dice, f"{number}.{i}"), f"{user.name}-{number}-{i}",
                            self.dice.uniform(0, life)) for i in range(self.options.posts)]
                for user in self.users}
        before = sum(reader.events for user in self.users for reader in user.readers)
        sending = [asyncio.create_task(user.send(post)) for user, posts in work.items() for post in posts]
        await asyncio.sleep(life)
        acknowledged = sum(post.receipt is not None for posts in work.values() for post in posts)
        await asyncio.to_thread(self.server.kill)
        await asyncio.gather(*sending)
        ready = await self.restart()
        figures = await self.settle(work)
        events = sum(reader.events for user in self.users for reader in user.readers) - before
        self.report(number, f"killed after {life:.2f} s with {acknowledged} acknowledged, ready in {ready:.2f} s, "
                            f"{figures['answers']} answers ({figures['interrupted']} interrupted), {events} events read")

    async def restart(self):
        self.server.own_env["RUSTYGPT__SERVER__PORT"] = str(self.server.port)
        start = time.monotonic()
        await asyncio.to_thread(self.server.start)
        took = time.monotonic() - start
        if took > READY_WITHIN and not self.options.patient:
            self.complaints.append(f"ready only after {took:.2f} s")
        return took

    async def settle(self, work):
        for user, posts in work.items():
            for post in posts:
                post.after = 0
                for _ in range(20):
                    if post.receipt:
                        break
                    await user.send(post)
        end = time.monotonic() + SETTLE_WITHIN
        while not all(user.settled(posts) for user, posts in work.items()) and time.monotonic() < end:
            await asyncio.sleep(0.05)
        statuses = []
        for user, posts in work.items():
            statuses += await user.check(posts)
        return {"answers": len(statuses), "interrupted": statuses.count("interrupted")}

    def report(self, number, text):
        if self.complaints:
            self.failed += 1
        else:
            self.passed += 1
        print(f"round {number}: {text}: {'FAILED' if self.complaints else 'ok'}", flush=True)
        for complaint in self.complaints[:20]:
            print(f"  {complaint}", flush=True)
        if len(self.complaints) > 20:
            print(f"  and {len(self.complaints) - 20} more")
        self.complaints.clear()


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--users", type=int, default=10)
    options.add_argument("--streams", type=int, default=20, help="readers of each user")
    options.add_argument("--posts", type=int, default=20, help="prompts of each user and round")
    options.add_argument("--life", type=float, default=2.0, help="seconds after which the server is killed at the latest")
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options.add_argument("--patient", action="store_true", help="for sanitized builds: don't judge the start's time")
    chosen = options.parse_args()
    print(f"seed {chosen.seed}: {chosen.users} users, {chosen.users * chosen.streams} streams, "
          f"{chosen.users * chosen.posts} posts a round", flush=True)
    return asyncio.run(Trial(chosen).run())


if __name__ == "__main__":
    sys.exit(main())
