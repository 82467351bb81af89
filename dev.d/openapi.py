"""Keeps docs/openapi.json equal to what the server serves, and the CHANGELOG aware of it.

  openapi.py write   asks the release binary and writes the file
  openapi.py check   fails where the served document differs from the file, or where the CHANGELOG does not name the
                     file's SHA-256 (its first 12 digits): a change of the API is told to its users
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVER = ROOT / "build/release/rustygpt-server"
DOCUMENT = ROOT / "docs/openapi.json"
CHANGELOG = ROOT / "CHANGELOG.md"


def served() -> str:
    with tempfile.TemporaryDirectory() as folder:
        environment = {"RUSTYGPT__SERVER__PORT": "0", "PATH": "/usr/bin:/bin",
                       "RUSTYGPT__DATABASE__URL": f"sqlite:{folder}/openapi.db"}
        process = subprocess.Popen([SERVER], cwd=folder, env=environment, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            for line in process.stdout:
                if found := re.search(r"http://([\w.:\[\]-]+:\d+)", line):
                    address = found.group(1)
                    break
            else:
                sys.exit("the server ended without printing its address")
            with urllib.request.urlopen(f"http://{address}/api/openapi.json") as response:
                document = json.load(response)
        finally:
            process.terminate()
            process.wait()
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main(action: str) -> int:
    text = served()
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    if action == "write":
        DOCUMENT.write_text(text)
        print(f"{DOCUMENT.relative_to(ROOT)} is {digest}: say in the CHANGELOG what changed, and this digest")
        return 0
    if not DOCUMENT.exists() or DOCUMENT.read_text() != text:
        print("docs/openapi.json is not what the server serves: ./dev openapi, then read the difference")
        return 1
    if digest not in CHANGELOG.read_text():
        print(f"CHANGELOG.md does not mention the API document {digest}: what changed for its users?")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
