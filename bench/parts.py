"""The parts of the benchmark. Each takes the number of rounds and gives rows; rounds alternate between the two sides."""

import json
import os
import shutil
import socket
import statistics
import subprocess
import time
from pathlib import Path

from measure import (SERVER, Load, Row, allow_many_descriptors, answers, at_least, at_most, free_port, load, nginx,
                     program, running, rustygpt, scratch, server_environment, status_kib, until)
from retrieval import retrieval


def against_nginx(ours, reference, path: str, rounds: int) -> tuple[list[Load], list[Load]]:
    pairs = [(load(ours, path), load(reference, path)) for _ in range(rounds + 1)]
    return [a for a, _ in pairs[1:]], [b for _, b in pairs[1:]]  # the first round warms up


def speed_rows(name: str, a: list[Load], b: list[Load], least: float | None, most: float | None) -> list[Row]:
    speed = at_least(f"{name}: requests/s", [x.requests_per_second for x in a], [x.requests_per_second for x in b],
                     least or 0, "/s")
    cost = at_most(f"{name}: CPU per request", [x.cpu_per_request for x in a], [x.cpu_per_request for x in b], most or 0,
                   "us", 1e6)
    for row, target in ((speed, least), (cost, most)):
        if target is None:
            row.target, row.met = "", None
    return [speed, cost]


def health(rounds: int) -> list[Row]:
    with scratch() as folder, rustygpt(folder) as ours:
        body = json.dumps(ours.ask("GET", "/api/health")[1], separators=(",", ":"))
        ours.headers = {}
        with nginx(folder, body) as reference:
            return speed_rows("GET /api/health vs nginx", *against_nginx(ours, reference, "/api/health", rounds), 1.0, 1.0)


def conversation(rounds: int) -> list[Row]:
    with scratch() as folder, rustygpt(folder) as ours:
        asked = {"prompt": "What is 17% of 2340, and 5 miles in km?"}
        begun = ours.ask("POST", "/api/chat", asked, {"Prefer": "wait=30"})[1]
        path = f"/api/conversations/{begun['conversation_id']}"
        body = json.dumps(ours.ask("GET", path)[1], separators=(",", ":")).replace("\\", "\\\\").replace("'", "\\'")
        with nginx(folder, body.replace("$", "S")) as reference:
            a, b = against_nginx(ours, reference, path, rounds)
            return speed_rows("GET /api/conversations/:id (authenticated) vs nginx", a, b, None, None)


def add_limit(server, path: str):
    """One profile far above the load, assigned to the path."""
    rate = {"requests_per_second": 1_000_000, "burst": 1_000_000}
    profile = server.ask("POST", "/api/admin/limits/profiles", {"name": "bench", "params": rate})[1]
    server.ask("POST", "/api/admin/limits/assignments", {"profile_id": profile["id"], "method": "GET", "path": path})


def limits(rounds: int) -> list[Row]:
    """An authenticated read with metrics and a default or an assigned limit, far above the load, against one with neither."""
    asked = {"prompt": "What is 17% of 2340, and 5 miles in km?"}
    on = {"RATE_LIMITS__DEFAULT_RPS": "1000000", "RATE_LIMITS__DEFAULT_BURST": "1000000"}
    with scratch() as one, scratch() as other, rustygpt(one, **on) as limited, \
            rustygpt(other, TELEMETRY__METRICS_ACCESS="off") as free:
        paths = {}
        for server in (limited, free):
            begun = server.ask("POST", "/api/chat", asked, {"Prefer": "wait=30"})[1]
            paths[server.port] = f"/api/conversations/{begun['conversation_id']}"
        rows = []
        for name in ("by default", "assigned"):
            if name == "assigned":
                add_limit(limited, "/api/conversations/:id")
            pairs = [[load(server, paths[server.port]) for server in (limited, free)] for _ in range(rounds + 1)][1:]
            rows += speed_rows(f"GET /api/conversations/:id, counted and limited {name}, vs neither", [a for a, _ in pairs],
                               [b for _, b in pairs], None, 1.15)
    return rows


def metrics(rounds: int) -> list[Row]:
    """The same authenticated read, by a server that counts and by one that does not."""
    with scratch() as a, scratch() as b, rustygpt(a) as counting, rustygpt(b, TELEMETRY__METRICS_ACCESS="off") as silent:
        for target in (counting, silent):
            begun = target.ask("POST", "/api/chat", {"prompt": "What is 17% of 2340?"}, {"Prefer": "wait=30"})[1]
            target.path = f"/api/conversations/{begun['conversation_id']}"
        pairs = [(load(counting, counting.path), load(silent, silent.path)) for _ in range(rounds + 1)][1:]
        ratios = [x.cpu_per_request / y.cpu_per_request for x, y in pairs]
        what = (f"GET /api/conversations/:id, metrics on vs off (rounds from {min(ratios):.2f} to {max(ratios):.2f}): "
                "CPU per request")
        return [at_most(what, [x.cpu_per_request for x, _ in pairs], [y.cpu_per_request for _, y in pairs], 1.05, "us", 1e6)]


def fan_out_once(server: list[str], readers: int, events: int, batch: int) -> tuple[float, float]:
    """Events delivered per second, and per second of the server's CPU."""
    wanted, ask = os.pipe()
    with running(server, stdin=wanted, stdout=subprocess.PIPE, text=True) as process:
        os.close(wanted)
        port = process.stdout.readline().strip()
        command = [program("fanout_reader"), port, str(readers), str(events // batch), str(batch)]
        reader = subprocess.Popen(command, stdout=ask, stderr=subprocess.PIPE, text=True)
        os.close(ask)
        told = reader.communicate()[1]
        if reader.returncode:
            raise RuntimeError(f"the readers failed: {told}")
        result = json.loads(told)
        cost = json.loads(process.stdout.readline())
        return result["events"] / result["seconds"], result["events"] / cost["cpu_seconds"]


# One thread serves, the readers have the other core: with more, a round shows how they fight for the cores.
FANOUT_THREADS = 1


def fanout(rounds: int, readers: int = 1000, events: int = 800) -> list[Row]:
    allow_many_descriptors()
    rows = []
    for batch, least, name in ((1, 0.95, "one at a time"), (4, 2.5, "four waiting")):
        measured = {"fanout_server": [], "epoll_broadcaster": []}
        for _ in range(rounds):
            for side, results in measured.items():
                command = [program(side), str(FANOUT_THREADS), str(readers), str(batch)]
                results.append(fan_out_once(command, readers, events, batch))
        ours, floor = measured["fanout_server"], measured["epoll_broadcaster"]
        what = f"SSE fan-out to {readers:,} readers, {name}, vs raw epoll"
        rows.append(at_least(f"{what}: events/s", [a for a, _ in ours], [a for a, _ in floor], least, "/s"))
        by_cpu = at_least(f"{what}: events per CPU second", [c for _, c in ours], [c for _, c in floor], 0, "/s")
        by_cpu.target, by_cpu.met = "", None
        rows.append(by_cpu)
    return rows


def open_stream(target) -> socket.socket:
    stream = socket.create_connection(("127.0.0.1", target.port))
    lines = [f"{name}: {value}" for name, value in {"Host": "127.0.0.1", **target.headers}.items()]
    stream.sendall(("GET /api/chat/stream HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode())
    return stream


def idle(rounds: int, streams: int = 5000) -> list[Row]:
    del rounds  # a size, not a speed
    allow_many_descriptors()
    with scratch() as folder, rustygpt(folder, SERVER__MAX_STREAMS_PER_USER="10000") as ours:
        warm = [open_stream(ours) for _ in range(100)]
        for stream in warm:
            stream.recv(4096)
            stream.close()
        before = status_kib(ours.process.pid, "VmRSS")
        open_ones = [open_stream(ours) for _ in range(streams)]
        for stream in open_ones:
            if b"text/event-stream" not in stream.recv(4096):
                raise RuntimeError("a stream was refused")
        time.sleep(2)  # let buffers of the opening go
        each = (status_kib(ours.process.pid, "VmRSS") - before) / streams
        for stream in open_ones:
            stream.close()
    return [Row(f"idle stream, {streams:,} of them: resident memory each", f"{each:.2f} KiB", "", None, "<= 4 KiB", each <= 4)]


def commits(rounds: int) -> list[Row]:
    measured: dict[str, list[float]] = {"grouped": [], "single": []}
    with scratch() as folder:
        for _ in range(rounds):
            for how, results in measured.items():
                command = [program("commits"), how, "2", f"{folder}/{how}.db"]
                output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                results.append(json.loads(output)["rows_per_second"])
    return [at_least("durable inserts, 64-way, vs one-row commits", measured["grouped"], measured["single"], 10, "rows/s")]


def prompts_once() -> tuple[float, float, float]:
    """CPU per accepted prompt, prompts per second and prompts per commit, of the server whose answers never begin."""
    with scratch() as folder:
        counter = Path(folder) / "syncs"
        counter.write_bytes(bytes(8))

        def commits_so_far() -> int:
            return int.from_bytes(counter.read_bytes(), "little")

        extra = {"BENCH_SYNCS": str(counter)}
        with rustygpt(folder, program("parked_server"), extra) as ours:
            before = commits_so_far()
            result = load(ours, "/api/chat", script=str(Path(__file__).parent / "prompts.lua"))
            batch = result.requests / max(1, commits_so_far() - before)
        return result.cpu_per_request, result.requests_per_second, batch


def chat(rounds: int) -> list[Row]:
    ours, floor, speeds, batches = [], [], [], []
    for _ in range(rounds):
        cost, speed, batch = prompts_once()
        with scratch() as folder:
            command = [program("chat_transaction"), folder, "10000", str(max(1, round(batch)))]
            told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        ours.append(cost)
        floor.append(told["cpu_per_prompt"])
        speeds.append(speed)
        batches.append(batch)
    what = (f"POST /api/chat before the engine, 64-way ({statistics.median(speeds):,.0f}/s, "
            f"{statistics.median(batches):.0f} a commit) vs the same SQLite transaction: CPU per prompt")
    return [at_most(what, ours, floor, 2.5, "us", 1e6)]


INVOKE = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [[{body}]]
"""


def invocation(folder: str, tool: dict) -> tuple[str, str]:
    """The route of a tool, and wrk's script that asks for its first example."""
    script = Path(folder) / f"{tool['name']}.lua"
    script.write_text(INVOKE.format(body=json.dumps({"input": tool["examples"][0]["input"]})))
    return f"/api/tools/{tool['name']}/invoke", str(script)


def runner(rounds: int) -> list[Row]:
    """What the runner adds to a step, against the cheapest thing that a step may be: a tool, called through HTTP."""
    with scratch() as folder, rustygpt(folder) as ours:
        calls = {tool["name"]: invocation(folder, tool) for tool in ours.ask("GET", "/api/tools")[1]["tools"]}
        costs = {name: load(ours, path, seconds=1, script=script).cpu_per_request for name, (path, script) in calls.items()}
        cheapest = min(costs, key=costs.get)
        path, script = calls[cheapest]
        steps, requests = [], []
        for _ in range(rounds):
            requests.append(load(ours, path, script=script).cpu_per_request)
            output = subprocess.run([program("runner_cost"), "2000"], capture_output=True, text=True, check=True).stdout
            steps.append(json.loads(output)["cpu_per_node"])
    what = f"the runner's own CPU per step vs the cheapest tool call through HTTP ({cheapest})"
    return [at_most(what, steps, requests, 0.1, "us", 1e6)]


def start(rounds: int) -> list[Row]:
    with scratch() as folder:
        with rustygpt(folder):
            pass  # an existing database
        binary = shutil.copy(SERVER, folder)
        subprocess.run(["strip", binary], check=True)
        times, resident = [], 0
        for _ in range(rounds):
            port = free_port()
            environment = server_environment(folder, SERVER__PORT=str(port))
            began = time.perf_counter()
            with running([binary], cwd=folder, env=environment, stdout=subprocess.DEVNULL) as process:
                until(lambda: answers(port), pause=0.0005)
                times.append((time.perf_counter() - began) * 1000)
                time.sleep(1)
                resident = status_kib(process.pid, "VmRSS") / 1024
        size = Path(binary).stat().st_size / 2**20
    best = min(times)
    return [
        Row(f"start on an existing database, best of {rounds} (median {statistics.median(times):.0f} ms)", f"{best:.0f} ms",
            "", None, "<= 150 ms", best <= 150),
        Row(f"idle process ({size:.1f} MiB binary)", f"{resident:.1f} MiB", "", None, "< 30 MB", resident * 1.048576 < 30),
    ]


def reasoning(rounds: int) -> list[Row]:
    """How many prompts the built-in model answers with exactly the right tool calls; bench/reasoning/README.md."""
    del rounds  # the same every time
    command = [program("reasoning_score"), str(Path(__file__).parent / "reasoning"), "--json"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    rows = []
    for name, part in told.items():
        what = f"prompts ({name}) with the right tool calls"
        for category, score in part["categories"].items():
            rows.append(Row(f"{what}: {category}", f"{score['right']} of {score['asked']}", "", None, "", None))
        share = 100 * part["right"] / part["asked"]
        rows.append(Row(f"{what}: all", f"{part['right']} of {part['asked']} ({share:.1f} %)", "", None,
                        f">= {part['least_percent']} %", share >= part["least_percent"]))
    return rows


PARTS = {"health": health, "fanout": fanout, "idle": idle, "conversation": conversation, "chat": chat, "commits": commits,
         "limits": limits, "metrics": metrics, "runner": runner, "start": start, "retrieval": retrieval,
         "reasoning": reasoning}
