"""docs/accounts.md: its commands do what it says."""

import re
import subprocess

from accounts import secret_of
from server import ROOT


def test_its_commands_work_as_they_stand(launch):
    server = launch()
    page = (ROOT / "docs/accounts.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, re.M | re.S)
    assert len(blocks) == 4
    jar = server.folder / "jar"
    jar.write_text("".join(f"127.0.0.1\tFALSE\t/\tFALSE\t0\t{name}\t{value}\n"
                           for name, value in server.admin.cookies.items()))
    script = "\n".join(["set -euo pipefail", f"url={server.origin} csrf={server.admin.csrf}", *blocks, 'echo "token=$token"'])
    done = subprocess.run(["bash", "-c", script], cwd=server.folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done
    secret_of(server, re.search("token=(rgp_.{43})", done.stdout)[1])
    for told in ("397.8", '"conversations":[{', '"tokens":[{', '"entries":['):
        assert told in done.stdout, (told, done.stdout)
    assert server.admin.get("/api/tokens").json()["tokens"] == [], "the last but one block has revoked it"


def test_its_table_names_the_actions_that_there_are(shared):
    page = (ROOT / "docs/accounts.md").read_text()
    table = page[page.index("| action |"):page.index("Filters:")]
    told = {name for line in table.split("\n")[2:] if line for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    sources = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.cpp") if not path.name.endswith("_test.cpp"))
    for action in told:
        assert f'"{action}"' in sources, action
    written = set(re.findall(r'(?:\.action = |\baudit_of\(|\bnote\(|\baudit\(tx, \w+, )"(\w+)"', sources))
    assert written <= told, written - told
    reply = shared.admin.get("/api/admin/audit?limit=200")
    assert {entry["action"] for entry in reply.json()["entries"]} <= told
